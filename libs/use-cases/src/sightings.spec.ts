import {
  type BringsEvidence,
  type ClaimEvent,
  type ClaimEventData,
  claims,
  type EvidenceItem,
  mayBeInBoth,
} from '#claims';
import { attached, photo, rejected, submitted, unitCorrected, withdrawn } from '#claims/facts';
import type { Serial } from '#kernel';
import { DecodedEvent, type Position, type Recorded, type RecordedEvent } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { recordedAggregates, recordedFilesBefore } from './recorded-aggregates.fixture.ts';
import { sightingsBy } from './sightings.ts';

type Submission = Partial<ClaimEventData<'Submitted'>>;
type Facts = Parameters<typeof inStoredFile>[0];
const mail = (mailId: string) => ({ mailId, dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' });
/** Each by a mail of its own: the facts of a specification are one request otherwise. */
const claim = (n: number, more: Submission = {}, ...events: readonly ClaimEvent[]): Facts => {
  const claimId = `C-${n}`;
  const serial = `LB2-${n}` as Serial;
  return streamOf(claims, claimId)(submitted({ claimId, serial, mail: mail(`M-${n}`), ...more }), ...events);
};
const ofBusan = { partnerId: 'P-BUSAN' };

/** What the last of these events brings to light. */
const sighted = (...facts: readonly Facts[]) =>
  inStoredFile(facts.flat(), async (recorded) => {
    const event = new DecodedEvent(recorded.log.at(-1) as RecordedEvent, recorded.catalogue.decode).event;
    const filesBefore = recordedFilesBefore(recorded);
    return sightingsBy(event as Recorded<BringsEvidence>, { aggregates: recordedAggregates(recorded), filesBefore });
  });
const found = async (...facts: readonly Facts[]) => (await sighted(...facts)).map(({ claimId }) => claimId);

describe('files that stand in many claims', () => {
  it('E3 each of those is read once for an event, and no file is looked for when as many are found as are recorded', async () => {
    const evidence = Array.from({ length: 30 }, (_, n) => ({
      ...photo,
      evidenceId: `E-${n}`,
      sha256: String(n).padStart(64, '0'),
    }));
    const others = [1, 2, 3, 4, 5].map((n) => claim(n, { ...ofBusan, evidence }));
    await inStoredFile([...others, claim(6, { evidence })].flat(), async (recorded) => {
      const event = new DecodedEvent(recorded.log.at(-1) as RecordedEvent, recorded.catalogue.decode).event;
      const read: string[] = [];
      const looked: string[] = [];
      const { asOf } = recordedAggregates(recorded);
      const aggregates = {
        asOf: (position: Position) => ({
          ...asOf(position),
          claim: (id: string) => {
            read.push(id);
            return asOf(position).claim(id);
          },
        }),
      };
      const filesBefore = async (position: Position) => {
        const files = await recordedFilesBefore(recorded)(position);
        return {
          ...files,
          same: (sha256: string) => {
            looked.push(sha256);
            return files.same(sha256);
          },
        };
      };
      const sightings = await sightingsBy(event as Recorded<BringsEvidence>, { aggregates, filesBefore });
      expect([sightings.length, looked.length]).toEqual([100, 20]);
      expect(read.toSorted()).toEqual(['C-1', 'C-2', 'C-3', 'C-4', 'C-5', 'C-6']);
    });
  });
});

describe('a file in two claims is no suspicion', () => {
  it('E3 C10 where a partner claims again for the same unit, or after it has withdrawn; of another partner it is', async () => {
    const again = claim(2, { serial: 'LB2-1' as Serial });
    expect(await found(claim(1, {}, rejected()), again)).toEqual([]);
    expect(await found(claim(1, {}, withdrawn), claim(2))).toEqual([]);
    expect(await found(claim(1, ofBusan, withdrawn), again)).toEqual(['C-1']);
    expect(await found(claim(1), claim(2))).toEqual(['C-1']);
  });

  it('E3 R5 where a serial was mistyped, and the claim is for the same unit', async () => {
    const { type, data } = unitCorrected as Extract<ClaimEvent, { type: 'ClaimedUnitCorrected' }>;
    const corrected: ClaimEvent = { type, data: { ...data, claimId: 'C-1' } };
    const again = claim(2, { serial: data.serial });
    expect(await found(claim(1, {}, corrected), again)).toEqual([]);
    expect(await found(claim(1), again)).toEqual(['C-1']);
  });

  it('E3 N1 between claims of one mail, which share its pictures, nor within one claim', async () => {
    expect(await found(claim(1, { mail: mail('M-7') }), claim(2, { mail: mail('M-7') }))).toEqual([]);
    expect(await found(claim(1), streamOf(claims, 'C-1')(attached(photo)))).toEqual([]);
  });

  it('E3 where staff added it to both; what a partner sends is compared with that too', () => {
    const of = (claimId: string, act: string, byStaff: boolean) => ({ claimId, act, byStaff });
    expect([
      mayBeInBoth(of('C-1', 'A', true), of('C-2', 'B', true)),
      mayBeInBoth(of('C-1', 'A', false), of('C-2', 'B', true)),
      mayBeInBoth(of('C-1', 'A', false), of('C-2', 'A', false)),
      mayBeInBoth(of('C-1', 'A', false), of('C-1', 'B', false)),
    ]).toEqual([true, false, true, true]);
  });
});

describe('a picture like one of a claim of before', () => {
  const like = (evidenceId: string, sha256: string, hash: string): EvidenceItem => ({
    ...photo,
    evidenceId,
    sha256,
    picture: { version: 1, hash },
  });
  const first = like('E-1', 'd'.repeat(64), '0123456789abcdef');
  const own = like('E-9', 'e'.repeat(64), '0123456789abcdef');
  const by10 = like('E-2', 'f'.repeat(64), '0123456789abc810');
  const by11 = like('E-3', '9'.repeat(64), '0123456789abc010');
  const similar = ({ sha256, picture }: EvidenceItem, claimId: string, distance: number) => ({
    evidenceId: own.evidenceId,
    sha256: own.sha256,
    claimId,
    similar: { sha256, picture: own.picture, toPicture: picture, distance },
  });

  it('E3 is found with both hashes when at most ten of 64 bits differ, the nearest first', async () => {
    const others = [by10, first, by11].map((item, n) => claim(n + 1, { ...ofBusan, evidence: [item] }));
    expect(await sighted(...others, claim(9, { evidence: [own] }))).toEqual([
      similar(first, 'C-2', 0),
      similar(by10, 'C-1', 10),
    ]);
  });

  it('E3 is not found twice where the file is the same, nor where claims may share it', async () => {
    expect(await sighted(claim(1, { ...ofBusan, evidence: [first] }), claim(9, { evidence: [first] }))).toEqual([
      { evidenceId: first.evidenceId, sha256: first.sha256, claimId: 'C-1' },
    ]);
    expect(await found(claim(1, { evidence: [first] }, withdrawn), claim(9, { evidence: [own] }))).toEqual([]);
    expect(await found(claim(1, { evidence: [first] }), claim(9, { evidence: [own] }))).toEqual(['C-1']);
  });
});
