import { batches } from '#batches';
import { confirmed, produced, suspected, unitsAssigned } from '#batches/facts';
import { claims, type ClaimEvent } from '#claims';
import { approved, by, chosen, partner, rejected, reviewed, submitted } from '#claims/facts';
import { type CommandMetadata, type Day, type Serial, uuidv5 } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, policies, products, type UnitEvent, units } from '#warranty';
import { claimClosed, claimOpened, enrolled, listed, published, shipped, soldOnTo } from '#warranty/facts';
import { type BatchUnitsClaim, claimBatchUnits } from './claim-batch-units.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { partOf, type RequestOutcome } from './ports.ts';

const SERIAL = 'GL1-26-000042' as Serial;
const OTHER = 'GL1-26-000043' as Serial;
/** As the list of units has them. */
let list: { serial: string; partnerId: string; remedied: boolean; hasOpenClaim: boolean }[] = [];
let answers: RequestOutcome['claims'];
beforeEach(() => void (list = [{ serial: SERIAL, partnerId: 'P-SEOUL', remedied: false, hasOpenClaim: false }]));

const { given } = useCaseScenarios([claims, units], async (data: BatchUnitsClaim, meta, facts) => {
  const ports = portsOver(facts);
  const unitsOfBatch = { ...ports.unitsOfBatch, heldBy: async () => list };
  const outcome = await claimBatchUnits(data, meta, { ...ports, unitsOfBatch });
  answers = outcome.claims;
  return outcome;
});

const act: BatchUnitsClaim = { partnerId: 'P-SEOUL', batchId: 'B-2601', defectGroup: 'power', channel: 'API' };
const meta = by(partner);
const claimIdOf = (serial: string, { id }: Pick<CommandMetadata, 'id'> = meta) =>
  uuidv5(`claim/${partOf({ ...meta, id }, serial).id}`);
const own = claimIdOf(SERIAL);

const batch = { batchId: 'B-2601', defectGroup: 'POWER' };
const unit = streamOf(units, SERIAL);
const other = streamOf(units, OTHER);
const terms = streamOf(policies, 'STANDARD')(published(1, { skus: ['GLOW-1'], excludedDefects: ['HUM'] }));
const lamp = streamOf(
  products,
  'GLOW-1',
)(listed({ sku: 'GLOW-1', defectGroups: [{ group: 'POWER', codes: ['HUM', 'NO-POWER'] }] }));
const made = streamOf(batches, 'B-2601')(produced(), unitsAssigned('A-1', 100));
const found = [
  made,
  streamOf(batches, 'B-2601')(suspected(), confirmed()),
  lamp,
  terms,
  streamOf(partners, 'P-SEOUL')(enrolled()),
];
const held = unit(shipped({ serial: SERIAL, sku: 'GLOW-1', batchId: 'B-2601' }));
const opened = (claimId: string, round = 1): UnitEvent => claimOpened(claimId, 'P-SEOUL', round);
const covered = {
  covered: true,
  policyId: 'STANDARD',
  policyVersion: 1,
  expiresOn: '2027-01-11' as Day,
  testedOn: '2026-03-09' as Day,
  failedChecks: [],
};
const claimed = (more: object = {}): ClaimEvent => {
  const { type, data } = submitted() as Extract<ClaimEvent, { type: 'Submitted' }>;
  const { failedOn: _, preferredRemedy: __, partnerReference: ___, ...rest } = data;
  const defect = { code: 'NO-POWER', description: 'Unit of batch B-2601, which was confirmed defective (POWER).' };
  const ofUnit = { claimId: own, serial: SERIAL, sku: 'GLOW-1', batchId: 'B-2601', batch, ownerId: 'mina' };
  return { type, data: { ...rest, ...ofUnit, defect, evidence: [], coverage: covered, ...more } };
};
const before = (claimId: string, code: string, ...more: ClaimEvent[]) =>
  streamOf(claims, claimId)(
    submitted({ claimId, serial: SERIAL, sku: 'GLOW-1', batchId: 'B-2601', defect: { code, description: 'Dark.' } }),
    ...more,
  );

describe('claiming units of a defective batch', () => {
  it('B7 claims for all that the partner has, without evidence, for a defect of the group that the policy covers', () =>
    given(...found, held)
      .when({ ...act, preferredRemedy: 'REPLACEMENT' }, meta)
      .then(unit(opened(own)), streamOf(claims, own)(claimed({ preferredRemedy: 'REPLACEMENT' }))));

  it('B7 claims only for those that are named', async () => {
    await given(...found, held, other(shipped({ serial: OTHER, sku: 'GLOW-1', batchId: 'B-2601' })))
      .when({ ...act, serials: [' gl1-26-000042'] }, meta)
      .then(unit(opened(own)), streamOf(claims, own)(claimed()));
    expect(answers?.map(({ claimId }) => claimId)).toEqual([own]);
  });

  it('B7 answers for each unit: one of another batch, partner or nowhere in the same words', async () => {
    const strangers: Readonly<Record<string, readonly ReturnType<typeof other>[]>> = {
      'of another batch': [other(shipped({ serial: OTHER, sku: 'GLOW-1', batchId: 'B-2602' }))],
      'of another partner': [
        other(shipped({ serial: OTHER, sku: 'GLOW-1', batchId: 'B-2601', partnerId: 'P-BERLIN' })),
      ],
      'sold on': [
        other(shipped({ serial: OTHER, sku: 'GLOW-1', batchId: 'B-2601' })),
        other({
          ...soldOnTo('P-BERLIN', '2026-02-01'),
          data: { ...soldOnTo('P-BERLIN', '2026-02-01').data, serial: OTHER },
        } as UnitEvent),
      ],
      nowhere: [],
    };
    const told = new Set<string>();
    for (const facts of Object.values(strangers)) {
      await given(...found, held, ...facts)
        .when({ ...act, serials: [SERIAL, OTHER] }, meta)
        .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT', unit(opened(own)), streamOf(claims, own)(claimed()));
      told.add(JSON.stringify(answers?.[1]));
    }
    // Of a batch that is not confirmed, or does not exist, as well.
    for (const facts of [[made, streamOf(batches, 'B-2601')(suspected()), lamp, held], [held]]) {
      await given(...facts)
        .when({ ...act, serials: [SERIAL, OTHER] }, meta)
        .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT');
      told.add(JSON.stringify(answers?.[1]));
    }
    expect([...told]).toHaveLength(1);
  });

  it('B7 is refused where the batch is not confirmed defective for that group, or the partner has none of it', async () => {
    await given(...found, held)
      .when({ ...act, defectGroup: 'LIGHT' }, meta)
      .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT');
    list = [];
    await given(...found, held)
      .when(act, meta)
      .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT');
  });

  it('B7 leaves out, by its own look, what the list of units has too late', () =>
    given(...found, held, unit(soldOnTo('P-BERLIN', '2026-02-01')))
      .when(act, meta)
      .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT'));

  it('B7 C2 leaves a unit with its open claim, and takes the remedy that is asked for now', async () => {
    const open = [...found, held, unit(opened('C-1')), before('C-1', 'NO-POWER')];
    await given(...open)
      .when(act, meta)
      .thenUnchanged();
    expect(answers?.map(({ claimId }) => claimId)).toEqual(['C-1']);
    await given(...open)
      .when({ ...act, preferredRemedy: 'REPLACEMENT' }, meta)
      .then(streamOf(claims, 'C-1')(chosen('REPLACEMENT')));
  });

  it('B7 C10 reopens what was rejected for this defect before, once', async () => {
    const reason = 'Batch B-2601 was confirmed defective (POWER).';
    const again: ClaimEvent = { type: 'Reopened', data: { reason, reopenedBy: partner.id, evidence: [], batch } };
    const once = [
      ...found,
      held,
      unit(opened('C-1')),
      before('C-1', 'HUM', reviewed('NOT_CONFIRMED'), rejected()),
      unit(claimClosed('C-1', 'REJECTED')),
    ];
    await given(...once)
      .when(act, meta)
      .then(unit(opened('C-1', 2)), streamOf(claims, 'C-1')(again));
    await given(
      ...once,
      unit(opened('C-1', 2)),
      streamOf(claims, 'C-1')(again, reviewed('NOT_CONFIRMED'), rejected(2)),
      unit(claimClosed('C-1', 'REJECTED', 2)),
    )
      .when(act, meta)
      .thenRefused('C10', 'EVIDENCE_REQUIRED');
  });

  it('C1 refuses a unit that was remedied where it is named, and passes over it in all that the partner has', async () => {
    const remedied = [...found, held, unit(opened('C-1'), claimClosed('C-1', 'CREDITED'))];
    await given(...remedied)
      .when({ ...act, serials: [SERIAL] }, meta)
      .thenRefused('C1', 'ALREADY_REMEDIED');
    list = [{ serial: SERIAL, partnerId: 'P-SEOUL', remedied: true, hasOpenClaim: false }];
    await given(...remedied)
      .when(act, meta)
      .thenRefused('B7', 'NOT_YOUR_DEFECTIVE_UNIT');
  });

  it('C12 repeated with its key after its claims were remedied is answered with them', async () => {
    list = [{ serial: SERIAL, partnerId: 'P-SEOUL', remedied: true, hasOpenClaim: false }];
    const done = [
      ...found,
      held,
      unit(opened(own)),
      streamOf(claims, own)(claimed(), approved({ batch, choice: { remedy: 'CREDIT', source: 'PREFERENCE' } })),
      unit(claimClosed(own, 'CREDITED')),
    ];
    await given(...done)
      .when(act, meta)
      .thenUnchanged();
    expect(answers?.map(({ claimId }) => claimId)).toEqual([own]);
  });
});
