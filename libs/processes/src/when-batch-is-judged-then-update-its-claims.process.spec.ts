import { batches, type BatchEvent } from '#batches';
import { cleared, confirmed, produced, released, suspected } from '#batches/facts';
import { ApproveClaim, type ClaimEvent, claims, FlagBatch, sightings, UnflagBatch } from '#claims';
import { rejected, reopened, reviewed, seenBefore, submitted, video } from '#claims/facts';
import type { Instant, Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates, recordedFilesBefore } from '#use-cases/specs';
import { partners, policies, products, units } from '#warranty';
import { day, enrolled, listed as listedProduct, published, shipped } from '#warranty/facts';
import { whenBatchIsJudgedThenUpdateItsClaims } from './when-batch-is-judged-then-update-its-claims.process.ts';

/** The claims whose stream begins before the event. */
const { given } = reactionScenarios((recorded) =>
  whenBatchIsJudgedThenUpdateItsClaims({
    aggregates: recordedAggregates(recorded),
    filesBefore: recordedFilesBefore(recorded),
    ofBatch: {
      async *claims(batchId, upTo) {
        for (const { type, data, position } of recorded.log)
          if (type === 'Submitted' && position < upTo && (data as { batchId: string }).batchId === batchId)
            yield (data as { claimId: string }).claimId;
      },
      heldUnits: () => {
        throw new Error('not asked for');
      },
    },
  }),
);

const CHOOSE_BY = '2026-03-19T02:00:00.000Z' as Instant;
const ANSWER_BY = '2026-03-16T02:00:00.000Z' as Instant;
const SERIAL = shipped().data.serial;
const OTHER = 'GLOW-00000099' as Serial;
const mail = (n: number) => ({ mailId: `M-${n}`, dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' });
const ofBatch = (batchId: string, ...events: readonly BatchEvent[]) =>
  streamOf(
    batches,
    batchId,
  )(...events.map(({ type, data }) => ({ type, data: { ...data, batchId } }) as unknown as BatchEvent));
const batch = (...events: readonly BatchEvent[]) => ofBatch('B-2601', ...events);
const claim = (claimId: string, ...events: readonly ClaimEvent[]) => streamOf(claims, claimId)(...events);
const submission = (claimId: string, more: Parameters<typeof submitted>[0] = {}) =>
  submitted({
    claimId,
    serial: SERIAL,
    sku: 'GLOW-1',
    batchId: 'B-2601',
    defect: { code: 'NO-POWER', description: 'Dead.' },
    failedOn: day('2026-03-05'),
    ...more,
  });
const flaggedAs = (defectGroup: string): ClaimEvent => ({
  type: 'BatchFlagged',
  data: { batchId: 'B-2601', defectGroup },
});
const flag = (claimId: string, defectGroup = 'POWER') =>
  command(FlagBatch, { claimId, batchId: 'B-2601', defectGroup });
const unflag = (claimId: string, defectGroup = 'POWER') =>
  command(UnflagBatch, { claimId, batchId: 'B-2601', defectGroup });

const registered = [
  streamOf(partners, 'P-SEOUL')(enrolled({ standingInstruction: 'CREDIT' })),
  streamOf(products, 'GLOW-1')(listedProduct({ defectGroups: [{ group: 'POWER', codes: ['NO-POWER'] }] })),
  streamOf(policies, 'STANDARD')(published(1)),
  streamOf(units, SERIAL)(shipped()),
] as const;
const history = [...registered, batch(produced())] as const;

describe('claims of a suspected batch', () => {
  it('B5 are flagged while they are open, whatever their defect; those of other batches are not', () =>
    given(
      ...history,
      claim('C-1', submission('C-1')),
      claim('C-2', submission('C-2', { defect: { code: 'CRACK', description: 'Cracked.' } })),
      claim('C-3', submission('C-3'), reviewed('NOT_CONFIRMED'), rejected(), {
        type: 'DecisionCommunicated',
        data: { round: 1, how: 'SEEN_BY_PARTNER' },
      }),
      claim('C-4', submission('C-4', { batchId: 'B-2602' })),
    )
      .when(batch(suspected()))
      .thenCommands(flag('C-1'), flag('C-2')));

  it('B5 are flagged once, and as they are submitted', async () => {
    await given(...history, batch(suspected()), claim('C-1', submission('C-1'), flaggedAs('POWER')))
      .when(batch(suspected()))
      .thenNone();
    await given(...history, batch(suspected(), suspected('GLASS')))
      .when(claim('C-1', submission('C-1')))
      .thenCommands(flag('C-1'), flag('C-1', 'GLASS'));
    await given(...history)
      .when(claim('C-1', submission('C-1')))
      .thenNone();
  });

  it('B5 keep the flag when the batch is released, and lose it when it is cleared', async () => {
    const open = [...history, batch(suspected()), claim('C-1', submission('C-1'), flaggedAs('POWER'))] as const;
    await given(...open)
      .when(batch(released()))
      .thenNone();
    await given(...open)
      .when(batch(cleared()))
      .thenCommands(unflag('C-1'));
    await given(...open, batch(suspected('GLASS')))
      .when(batch(cleared('GLASS')))
      .thenNone();
  });

  it('B5 R5 are those of the batch that the unit belongs to after a correction', () =>
    given(
      ...registered,
      ofBatch('B-2602', produced(), suspected()),
      batch(produced(), suspected()),
      claim('C-1', submission('C-1'), flaggedAs('POWER')),
    )
      .when(
        claim('C-1', {
          type: 'ClaimedUnitCorrected',
          data: {
            claimId: 'C-1',
            serial: SERIAL,
            sku: 'GLOW-1',
            batchId: 'B-2602',
            from: { serial: SERIAL, sku: 'GLOW-1', batchId: 'B-2601' },
          },
        }),
      )
      .thenCommands(command(FlagBatch, { claimId: 'C-1', batchId: 'B-2602', defectGroup: 'POWER' })));
});

describe('claims of a batch that was confirmed defective', () => {
  const approve = (claimId: string) =>
    command(ApproveClaim, {
      claimId,
      standingInstruction: 'CREDIT',
      chooseBy: CHOOSE_BY,
      excludedRemedies: [],
      coverage: {
        covered: true,
        policyId: 'STANDARD',
        policyVersion: 1,
        expiresOn: day('2027-01-11'),
        testedOn: day('2026-03-05'),
        failedChecks: [],
      },
      aboveGoodwillLimit: false,
      batchConfirmedDefective: { batchId: 'B-2601', defectGroup: 'POWER' },
    });
  const request: ClaimEvent = {
    type: 'EvidenceRequested',
    data: { missing: ['A picture'], message: 'Please show it.', requestedBy: 'anna', answerBy: ANSWER_BY },
  };

  it('B7 are approved without more evidence, whatever was reviewed or asked for, and lose their flag', () =>
    given(
      ...history,
      batch(suspected()),
      claim('C-1', submission('C-1'), flaggedAs('POWER'), request),
      claim('C-2', submission('C-2'), reviewed('INCONCLUSIVE')),
    )
      .when(batch(confirmed()))
      .thenCommands(unflag('C-1'), approve('C-1'), approve('C-2')));

  it('B7 are approved only for that defect group, and not when they are decided or withdrawn', () =>
    given(
      ...history,
      claim('C-1', submission('C-1', { defect: { code: 'CRACK', description: 'Cracked.' } })),
      claim('C-2', submission('C-2'), reviewed('NOT_CONFIRMED'), rejected()),
      claim('C-3', submission('C-3'), { type: 'Withdrawn', data: { submitted: true } }),
    )
      .when(batch(confirmed()))
      .thenNone());

  it('B7 are approved as they are submitted or reopened, or once a reviewer names the defect', async () => {
    const defective = [...history, batch(confirmed())] as const;
    const unspecified = submission('C-1', { defect: { code: 'UNSPECIFIED', description: 'Dead.' } });
    await given(...defective)
      .when(claim('C-1', submission('C-1')))
      .thenCommands(approve('C-1'));
    await given(...defective, claim('C-1', submission('C-1'), reviewed('NOT_CONFIRMED'), rejected()))
      .when(claim('C-1', reopened))
      .thenCommands(approve('C-1'));
    const named = reviewed('INCONCLUSIVE') as Extract<ClaimEvent, { type: 'EvidenceReviewed' }>;
    await given(...defective, claim('C-1', unspecified))
      .when(claim('C-1', { type: named.type, data: { ...named.data, defectCode: 'NO-POWER' } }))
      .thenCommands(approve('C-1'));
  });

  it('B7 that fail a check of coverage go to a person', () =>
    given(...history, claim('C-1', submission('C-1', { failedOn: day('2027-03-05') })))
      .when(batch(confirmed()))
      .thenNone());

  it('E4 whose file stands in a claim of before go to a person, marked or not, and nothing is rejected', async () => {
    const elsewhere = claim(
      'C-0',
      submission('C-0', { partnerId: 'P-BUSAN', serial: OTHER, batchId: 'B-0', mail: mail(0) }),
    );
    const again = submission('C-1', { mail: mail(1) });
    await given(...history, elsewhere, claim('C-1', again))
      .when(batch(confirmed()))
      .thenNone();
    await given(...history, elsewhere, batch(confirmed()))
      .when(claim('C-1', again))
      .thenNone();
    const own = submission('C-1', { evidence: [video], mail: mail(1) });
    await given(...history, claim('C-1', own), streamOf(sightings, 'C-1')(seenBefore('C-0')))
      .when(batch(confirmed()))
      .thenNone();
    await given(...history, elsewhere, claim('C-1', own))
      .when(batch(confirmed()))
      .thenCommands(approve('C-1'));
  });

  it('B7 that are imported bring their own decision; those that are open at the verdict are approved', async () => {
    const imported = claim('C-1', submission('C-1', { channel: 'IMPORT' }));
    await given(...history, batch(confirmed()))
      .when(imported)
      .thenNone();
    await given(...history, imported)
      .when(batch(confirmed()))
      .thenCommands(approve('C-1'));
  });
});
