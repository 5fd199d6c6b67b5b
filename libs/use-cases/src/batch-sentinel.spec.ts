import { batches, type BatchEvent } from '#batches';
import { produced, suspected } from '#batches/facts';
import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { at, type Day, type Serial } from '#kernel';
import { inStoredFile, streamOf } from '#platform/specs';
import { products, units } from '#warranty';
import { listed, shipped } from '#warranty/facts';
import { BatchSentinel } from './batch-sentinel.ts';

const batch = streamOf(batches, 'B-2601');
const shippedOn = '2026-02-02' as Day;
const unit = (nth: number) => streamOf(units, `GL-${nth}`)(shipped({ serial: `GL-${nth}` as Serial, shippedOn }));
const claim = (nth: number) => {
  const ofUnit = { serial: `GL-${nth}` as Serial, sku: 'GLOW-1', batchId: 'B-2601' };
  const defect = { code: 'DEAD', description: 'Dead.' };
  return streamOf(
    claims,
    `C-${nth}`,
  )(at('2026-03-09T02:00:00.000Z', submitted({ claimId: `C-${nth}`, ...ofUnit, defect })));
};
const NTH = [1, 2, 3, 4, 5];
const facts = [
  streamOf(products, 'GLOW-1')(listed({ defectGroups: [{ group: 'POWER', codes: ['DEAD'] }] })),
  batch(produced()),
  ...NTH.map(unit),
  ...NTH.map(claim),
];

describe('The batch sentinel', () => {
  it('B5 gives an alarm for the event that raised it, again when that is delivered again, and for no later one', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const sentinel = new BatchSentinel(recorded);
      const [third, fourth, fifth] = recorded.log.slice(-3).map(({ position }) => position);
      const alarmsUpTo = async (position = fifth) =>
        (await sentinel.unrecordedAlarms(position as never)).map(({ alarm, at: when }) => [alarm.group, when]);
      expect(await alarmsUpTo(third)).toEqual([]);
      expect(await alarmsUpTo(fourth)).toEqual([['POWER', '2026-03-09T02:00:00.000Z']]);
      expect(await alarmsUpTo(fourth)).toEqual([['POWER', '2026-03-09T02:00:00.000Z']]);
      expect(await alarmsUpTo(fifth)).toEqual([]);
    }));

  it('B5 gives an alarm that the log has no suspicion of for the next event, after a restart', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const [fifth] = recorded.log.slice(-1);
      expect(await new BatchSentinel(recorded).unrecordedAlarms(fifth?.position as never)).toHaveLength(1);
    }));

  it('B5 gives none that is recorded', () =>
    inStoredFile([...facts.flat(), ...batch(suspected() as BatchEvent)], async (recorded) => {
      const [fifth] = recorded.log.slice(-2);
      expect(await new BatchSentinel(recorded).unrecordedAlarms(fifth?.position as never)).toEqual([]);
    }));

  it('B3 reads on where it has stopped', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      let read = 0;
      const store = {
        async *readAll(options?: Parameters<typeof recorded.store.readAll>[0]) {
          for await (const event of recorded.store.readAll(options)) {
            read++;
            yield event;
          }
        },
      };
      const sentinel = new BatchSentinel({ ...recorded, store });
      const day = '2026-03-09' as Day;
      const expected = (await sentinel.current()).expectedClaims('B-2601', day);
      expect(expected).toBeGreaterThan(0);
      expect((await sentinel.current()).expectedClaims('B-2601', day)).toBe(expected);
      expect(read).toBe(recorded.log.length);
    }));

  it('A2 leaves out streams with an event that cannot be read, from there on', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const catalogue = {
        decode: (raw: (typeof recorded.log)[number]) => {
          if (raw.stream === 'claim-C-4') throw new Error('not readable');
          return recorded.catalogue.decode(raw);
        },
      };
      const sentinel = new BatchSentinel({ store: recorded.store, catalogue });
      const [fourth, fifth] = recorded.log.slice(-2).map(({ position }) => position);
      expect(await sentinel.unrecordedAlarms(fourth as never)).toEqual([]);
      expect(await sentinel.unrecordedAlarms(fifth as never)).toHaveLength(1);
    }));
});
