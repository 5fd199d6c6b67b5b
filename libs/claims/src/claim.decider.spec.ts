import { claimStreams } from './claim.stream.ts';
import { sightingsDecider } from './sightings.decider.ts';
import type { Sighting } from './sightings.events.ts';
import {
  type Actor,
  at,
  type CommandMetadata,
  type Dated,
  type Day,
  type Instant,
  scenarios,
  type Serial,
} from '#kernel';
import * as command from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import type {
  ClaimCoverage,
  ClaimEvent,
  ClaimStatus,
  Conversation,
  EvidenceItem,
  Remedy,
  StandingInstruction,
} from './claim.events.ts';
import {
  ANSWER_BY,
  anna,
  annaForPartner,
  approved,
  attached,
  ben,
  bound,
  by,
  carla,
  CHOOSE_BY,
  chosen,
  confirmed,
  converted,
  claimId,
  communicated,
  communicationFailed,
  delivered,
  covered,
  credited,
  expired,
  fay,
  flagged,
  held,
  lapsed,
  mailGateway,
  otherPartner,
  partner,
  photo,
  process,
  queued,
  receipt,
  rejected,
  rejection,
  released,
  remedyReversed,
  reopened,
  requested,
  reviewed,
  seenBefore,
  submission,
  submitted,
  tested,
  unconfirmed,
  unflagged,
  unitCorrected,
  video,
  withdrawn,
} from './claim.facts.fixture.ts';
import { claimStatus, isOpen, isResolved } from './claim.state.ts';

const { given, nothing } = scenarios(claimDecider, (actual, expected) => expect(actual).toStrictEqual(expected));

const submit = (more: Partial<command.SubmitClaim['data']> = {}, actor: Actor = partner) =>
  new command.SubmitClaim({ ...submission, ...more }, by(actor));
const correctUnit = (more: Partial<command.CorrectClaimedUnit['data']> = {}) =>
  new command.CorrectClaimedUnit(
    { claimId, serial: 'LB2-000418' as Serial, sku: 'LB-200', batchId: 'B-2025-12', ...more },
    by(process),
  );
const attach = (...evidence: EvidenceItem[]) => new command.AttachEvidence({ claimId, evidence }, by(partner));
const request = (...missing: string[]) =>
  new command.RequestEvidence(
    { claimId, missing, message: 'Please send what is missing.', answerBy: ANSWER_BY },
    by(anna),
  );
const review = (verdict: 'CONFIRMED' | 'NOT_CONFIRMED' | 'INCONCLUSIVE', actor: Actor = anna) =>
  new command.ReviewEvidence({ claimId, verdict, findings: 'Seen on the picture.', batchQc: null }, by(actor));
const approve = (more: Partial<command.ApproveClaim['data']> = {}, actor: Actor = anna) =>
  new command.ApproveClaim(
    {
      claimId,
      standingInstruction: 'ASK',
      chooseBy: CHOOSE_BY,
      excludedRemedies: [],
      aboveGoodwillLimit: false,
      ...more,
    },
    by(actor),
  );
const reject = (more: Partial<command.RejectClaim['data']> = {}, actor: Actor = anna) =>
  new command.RejectClaim({ claimId, ...rejection, ...more }, by(actor));
const choose = (remedy: Remedy, actor: Actor = partner) => new command.ChooseRemedy({ claimId, remedy }, by(actor));
const bind = new command.BindRemedy({ claimId }, by(process));
const credit = (creditNoteNumber = 'CN-2026-000001', minor = 12_990, remedyNumber = 1) =>
  new command.ResolveAsCredit(
    { claimId, remedyNumber, creditNoteNumber, amount: { minor, currency: 'EUR' } },
    by(process),
  );
const hold = (...codes: string[]) => new command.HoldCredit({ claimId, ...held(...codes).data }, by(process));
const release = (actor: Actor = fay) => new command.ReleaseCredit({ claimId }, by(actor));
const reverse = ({ data } = remedyReversed()) => new command.ReverseRemedy({ claimId, ...data }, by(process));
const queue = (sku = 'LB-200') => new command.QueueReplacement({ claimId, sku }, by(process));
const seen = (round?: number) =>
  new command.CommunicateDecision({ claimId, how: 'SEEN_BY_PARTNER', ...(round && { round }) }, by(partner));
const withdraw = new command.WithdrawClaim({ claimId, reason: 'Works again.' }, by(partner));
const reopen = (reason = 'The video shows it.', ...evidence: EvidenceItem[]) =>
  new command.ReopenClaim({ claimId, reason, evidence }, by(partner));
const abandon = new command.AbandonSubmission({ claimId }, by(process));
const flag = (batchId = 'B-2025-11') => new command.FlagBatch({ claimId, batchId, defectGroup: 'LED' }, by(process));
const unflag = (batchId = 'B-2025-11') =>
  new command.UnflagBatch({ claimId, batchId, defectGroup: 'LED' }, by(process));

const toCredit: ClaimEvent[] = [submitted(), reviewed('CONFIRMED'), approved(), chosen('CREDIT')];

describe('submitting', () => {
  test('C1 a claim names serial, defect, day of failure and a picture', () => {
    nothing.when(submit()).then(submitted());
  });

  test('C1 a video shows a defect as well as a picture', () => {
    nothing.when(submit({ evidence: [video] })).then(submitted({ evidence: [video] }));
  });

  test.each([
    ['no evidence', []],
    ['only a receipt', [receipt]],
  ])('C1 with %s it is refused', (_, evidence) => {
    nothing.when(submit({ evidence })).thenRefused('C1', 'EVIDENCE_REQUIRED');
  });

  test('B7 C1 a unit of a batch that is confirmed defective needs none; a claim for one of another batch does', () => {
    const batch = { batchId: 'B-2025-11', defectGroup: 'LED' };
    nothing.when(submit({ evidence: [], batch })).then(submitted({ evidence: [], batch }));
    nothing.when(submit({ evidence: [], batch: { ...batch, batchId: 'B-2' } })).thenRefused('C1', 'EVIDENCE_REQUIRED');
  });

  test.each([
    ['a PDF as a picture', { ...receipt, kind: 'PHOTO' as const }],
    ['a picture as a video', { ...photo, kind: 'VIDEO' as const }],
    ['a page of text as a proof of purchase', { ...receipt, mediaType: 'text/html' }],
  ])('C1 %s is refused', (_, misfit) => {
    nothing
      .when(submit({ evidence: [photo, { ...misfit, sha256: 'd'.repeat(64) }] }))
      .thenRefused('C1', 'EVIDENCE_KIND_MISMATCH');
  });

  test('C1 a proof of purchase is a document or a picture of it', () => {
    const evidence = [photo, receipt, { ...video, kind: 'OTHER' as const }];
    nothing.when(submit({ evidence })).then(submitted({ evidence }));
  });

  test('C1 the same file twice is one piece of evidence', () => {
    nothing.when(submit({ evidence: [photo, { ...photo, evidenceId: 'E-again' }] })).then(submitted());
  });

  test.each([
    { code: '', description: 'Two of the LEDs stay dark.' },
    { code: 'LED-DEAD', description: '  ' },
  ])('C1 a defect without code or description is refused', (defect) => {
    nothing.when(submit({ defect })).thenRefused('C1', 'DEFECT_REQUIRED');
  });

  test('C1 a day of failure that is still in the future everywhere is refused', () => {
    // 2026-03-09T02:00Z: the 9th everywhere east of UTC-2, nowhere the 10th.
    nothing.when(submit({ failedOn: '2026-03-10' as Day })).thenRefused('C1', 'FAILED_IN_FUTURE');
  });

  test('C1 today in Kiribati (UTC+14) is not the future', () => {
    const early = new command.SubmitClaim(
      { ...submission, failedOn: '2026-03-10' as Day },
      by(partner, '2026-03-09T10:00:00.000Z'),
    );
    given()
      .when(early)
      .then(submitted({ failedOn: '2026-03-10' as Day }));
  });

  test('C3 a unit that is not covered is accepted, with the failed checks on the claim', () => {
    nothing.when(submit({ coverage: expired })).then(submitted({ coverage: expired }));
  });

  test('C12 the same claim again is unchanged, even if coverage and batch have changed since', () => {
    given(submitted(), attached(video))
      .when(submit({ coverage: expired, evidence: [{ ...photo, evidenceId: 'E-other' }] }))
      .thenUnchanged();
  });

  test.each<[string, Partial<command.SubmitClaim['data']>]>([
    ['serial', { serial: 'LB2-000482' as Serial }],
    ['partner', { partnerId: 'P-BERLIN' }],
    ['defect', { defect: { code: 'LED-DEAD', description: 'All dark.' } }],
    ['day of failure', { failedOn: '2026-03-04' as Day }],
    ['preference', { preferredRemedy: 'CREDIT' }],
    ['evidence', { evidence: [photo, video] }],
  ])('C12 another %s under the same claim id is refused', (_, other) => {
    given(submitted()).when(submit(other)).thenRefused('C12', 'CLAIM_ID_TAKEN');
  });

  test('C2 an abandoned submission uses up the claim id, so that a late claim cannot land on a released unit', () => {
    nothing.when(abandon).then(lapsed);
    const refusal = given(lapsed).when(submit()).thenRefused('C2', 'SUBMISSION_LAPSED');
    expect(refusal.message).toContain('again with a new idempotency key and claim id');
  });

  test('C2 abandoning what was already submitted or abandoned is unchanged', () => {
    given(submitted()).when(abandon).thenUnchanged();
    given(lapsed).when(abandon).thenUnchanged();
  });

  test.each([
    attach(video),
    request('the plate'),
    review('CONFIRMED'),
    approve(),
    reject(),
    choose('CREDIT'),
    bind,
    credit(),
    queue(),
    seen(),
    withdraw,
    reopen('again', video),
    flag(),
    unflag(),
  ])('C2 $type on an abandoned or unknown claim is refused', (late) => {
    nothing.when(late).thenRefused('C2', 'CLAIM_NOT_FOUND');
    given(lapsed).when(late).thenRefused('C2', 'CLAIM_NOT_FOUND');
  });
});

describe('evidence and review', () => {
  test('C5 a review carries verdict, reviewer, findings and the batch record at that time', () => {
    const batchQc = { burnInHours: 48, failures: 2 };
    given(submitted())
      .when(
        new command.ReviewEvidence({ claimId, verdict: 'CONFIRMED', findings: 'LED 3 is dark.', batchQc }, by(anna)),
      )
      .then({
        type: 'EvidenceReviewed',
        data: { verdict: 'CONFIRMED', reviewer: 'anna', findings: 'LED 3 is dark.', batchQc },
      });
  });

  test('C5 a review without findings is refused', () => {
    given(submitted())
      .when(new command.ReviewEvidence({ claimId, verdict: 'CONFIRMED', findings: ' ', batchQc: null }, by(anna)))
      .thenRefused('C5', 'FINDINGS_REQUIRED');
  });

  test('C5 after an inconclusive review the missing evidence is requested before a decision', () => {
    const inconclusive = given(submitted(), reviewed('INCONCLUSIVE'));
    inconclusive.when(approve()).thenRefused('C5', 'EVIDENCE_REQUEST_REQUIRED');
    inconclusive.when(reject()).thenRefused('C5', 'EVIDENCE_REQUEST_REQUIRED');
    inconclusive.when(request('the plate')).then(requested('the plate'));
  });

  test('C5 after the request the evidence is reviewed again before a decision', () => {
    const answered = given(submitted(), reviewed('INCONCLUSIVE'), requested('the plate'), attached(video));
    answered.when(approve()).thenRefused('C5', 'REVIEW_REQUIRED');
    answered.when(reject()).thenRefused('C5', 'REVIEW_REQUIRED');
  });

  test('C5 a unit that is not covered is not rejected after an inconclusive review either', () => {
    given(submitted({ coverage: expired }), reviewed('INCONCLUSIVE'))
      .when(reject())
      .thenRefused('C5', 'EVIDENCE_REQUEST_REQUIRED');
  });

  test.each([{ missing: [] }, { missing: [' '] }])('C5 a request that names nothing is refused', ({ missing }) => {
    given(submitted())
      .when(request(...missing))
      .thenRefused('C5', 'MISSING_NOT_NAMED');
  });

  test('C5 a request without a message that can be read is refused', () => {
    const { data, meta } = request('the plate');
    given(submitted())
      .when(new command.RequestEvidence({ ...data, message: '\u200b' }, meta))
      .thenRefused('C5', 'MISSING_NOT_NAMED');
  });

  test('C12 a repeated request is unchanged while it waits; a different one is not', () => {
    const waiting = given(submitted(), requested('the plate'));
    waiting.when(request('the plate')).thenUnchanged();
    waiting.when(request('the plate', 'a video')).then(requested('the plate', 'a video'));
  });

  test('C5 a second inconclusive review needs its own request, even in the same words', () => {
    given(submitted(), requested('the plate'), reviewed('INCONCLUSIVE'))
      .when(request('the plate'))
      .then(requested('the plate'));
  });

  test('C12 the same review again is unchanged; over new evidence, or by a colleague, it is another review', () => {
    given(submitted(), reviewed('CONFIRMED')).when(review('CONFIRMED')).thenUnchanged();
    given(submitted(), reviewed('CONFIRMED')).when(review('CONFIRMED', ben)).then(reviewed('CONFIRMED', ben));
    given(submitted(), reviewed('INCONCLUSIVE'), requested('the plate'), attached(video))
      .when(review('INCONCLUSIVE'))
      .then(reviewed('INCONCLUSIVE'));
  });

  test('C12 files already on the claim are not attached twice', () => {
    given(submitted())
      .when(attach(photo, video, video))
      .then(attached(video));
    given(submitted(), attached(video)).when(attach(photo, video)).thenUnchanged();
  });

  test('C1 attaching nothing is refused', () => {
    given(submitted()).when(attach()).thenRefused('C1', 'EVIDENCE_REQUIRED');
  });

  test.each([attach(video), request('the plate'), review('NOT_CONFIRMED')])(
    'C12 $type after a decision is refused',
    (late) => {
      given(...toCredit)
        .when(late)
        .thenRefused('C12', 'ALREADY_DECIDED');
      given(submitted(), rejected()).when(late).thenRefused('C12', 'ALREADY_DECIDED');
    },
  );
});

describe('the number of files', () => {
  const pictures = (from: number, to: number): EvidenceItem[] =>
    Array.from({ length: to - from }, (_, n) => ({
      ...photo,
      evidenceId: `E-${from + n}`,
      sha256: (from + n).toString(16).padStart(64, '0'),
    }));
  const full = submitted({ evidence: pictures(0, 200) });

  test('E1 a claim has 200 at most; one that it has already is no more', () => {
    given(submitted({ evidence: pictures(0, 150) }))
      .when(attach(...pictures(100, 200)))
      .then({ type: 'EvidenceAttached', data: { evidence: pictures(150, 200) } });
    given(full)
      .when(attach(...pictures(150, 201)))
      .thenRefused('E1', 'TOO_MUCH_EVIDENCE');
    given(full)
      .when(attach(...pictures(150, 200)))
      .thenUnchanged();
  });

  test('E1 C10 reopening brings no more either', () => {
    given(full, reviewed('NOT_CONFIRMED'), rejected())
      .when(reopen('Look again.', ...pictures(200, 201)))
      .thenRefused('E1', 'TOO_MUCH_EVIDENCE');
  });
});

describe('coverage that is tested again', () => {
  const testAgain = (coverage: ClaimCoverage) =>
    new command.TestCoverage({ claimId, coverage, because: 'UnitSold' }, by(process));

  test('C4 a decision is made by the latest test', () => {
    given(submitted({ coverage: expired }))
      .when(testAgain(covered))
      .then(tested(covered));
    given(submitted({ coverage: expired }), tested(covered), reviewed('CONFIRMED'))
      .when(approve())
      .then(approved());
    given(submitted(), tested(expired), reviewed('CONFIRMED', ben))
      .when(approve())
      .thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
  });

  test('C4 C12 is not recorded when the result is the same, nor after the decision', () => {
    given(submitted()).when(testAgain(covered)).thenUnchanged();
    given(submitted(), reviewed('CONFIRMED'), approved()).when(testAgain(expired)).thenUnchanged();
    given(submitted(), withdrawn).when(testAgain(expired)).thenUnchanged();
  });
});

describe('R12 the order of acts', () => {
  const dated = (when: string, actor: Actor = anna) => ({ ...by(actor, when), dated: true as const });
  const before = '2026-03-09T01:59:59.999Z';

  test.each<[string, ClaimEvent[], (meta: CommandMetadata) => command.ClaimCommand]>([
    ['evidence', [submitted()], (meta) => new command.AttachEvidence({ claimId, evidence: [video] }, meta)],
    ['a request', [submitted()], (meta) => new command.RequestEvidence({ ...request('x').data }, meta)],
    ['a review', [submitted()], (meta) => new command.ReviewEvidence(review('CONFIRMED').data, meta)],
    ['an approval', [submitted(), reviewed('CONFIRMED')], (meta) => new command.ApproveClaim(approve().data, meta)],
    ['a rejection', [submitted(), reviewed('NOT_CONFIRMED')], (meta) => new command.RejectClaim(reject().data, meta)],
    [
      'a communication',
      [submitted(), reviewed('CONFIRMED'), approved()],
      (meta) => new command.CommunicateDecision({ claimId, how: 'NOTICE_DELIVERED' }, meta),
    ],
    [
      'a reopening',
      [submitted(), reviewed('NOT_CONFIRMED'), rejected()],
      (meta) => new command.ReopenClaim(reopen('It does.', video).data, meta),
    ],
  ])('%s is not dated before what it is based on', (_, history, command) => {
    given(...history)
      .when(command(dated(before)))
      .thenRefused('R12', 'DATED_TOO_EARLY');
    // A time read from a clock is not compared with the clock of another machine.
    expect(given(...history).when(command(by(anna, before))).verdict.kind).toBe('accepted');
  });

  const later = '2026-03-10T02:00:00.000Z';
  test.each<[string, (ClaimEvent | Dated<ClaimEvent>)[], (meta: CommandMetadata) => command.ClaimCommand, Actor]>([
    [
      'a review before the evidence that it has seen',
      [submitted(), at(later, attached(video))],
      (meta) => new command.ReviewEvidence(review('CONFIRMED').data, meta),
      anna,
    ],
    [
      'evidence before the request that it answers',
      [submitted(), at(later, requested('x'))],
      (meta) => new command.AttachEvidence({ claimId, evidence: [video] }, meta),
      anna,
    ],
    [
      'a request before the review that it follows',
      [submitted(), at(later, reviewed('INCONCLUSIVE'))],
      (meta) => new command.RequestEvidence({ ...request('x').data }, meta),
      anna,
    ],
    [
      'a choice before the decision that it answers',
      [submitted(), reviewed('CONFIRMED'), at(later, approved())],
      (meta) => new command.ChooseRemedy({ claimId, remedy: 'CREDIT' }, meta),
      partner,
    ],
    [
      'a withdrawal before what was done on the claim',
      [submitted(), at(later, reviewed('CONFIRMED'))],
      (meta) => new command.WithdrawClaim({ claimId }, meta),
      partner,
    ],
  ])('R12 %s is refused', (_, history, command, actor) => {
    given(...history)
      .when(command(dated('2026-03-10T01:59:59.999Z', actor)))
      .thenRefused('R12', 'DATED_TOO_EARLY');
    expect(given(...history).when(command(dated(later, actor))).verdict.kind).toBe('accepted');
  });
});

describe('approving', () => {
  test('C6 a claim is approved after a confirming review', () => {
    given(submitted(), reviewed('CONFIRMED')).when(approve()).then(approved());
  });

  test.each<[string, ClaimEvent[]]>([
    ['no review', [submitted()]],
    ['a review that did not confirm', [submitted(), reviewed('NOT_CONFIRMED')]],
    ['a confirming review that was overruled', [submitted(), reviewed('CONFIRMED'), reviewed('NOT_CONFIRMED', ben)]],
    ['a confirming review of the round before', [submitted(), reviewed('CONFIRMED'), rejected(1, ben), reopened]],
  ])('C6 with %s it is not approved', (_, history) => {
    given(...history)
      .when(approve())
      .thenRefused('C6', 'REVIEW_REQUIRED');
  });

  test.each<[string, ClaimEvent[]]>([
    ['without a review', [submitted()]],
    ['after an inconclusive review', [submitted(), reviewed('INCONCLUSIVE')]],
    ['while evidence is awaited', [submitted(), requested('the plate')]],
  ])('B7 its batch confirmed defective approves it %s', (_, history) => {
    const batch = { batchId: 'B-2025-11', defectGroup: 'LED' };
    given(...history)
      .when(approve({ batchConfirmedDefective: batch }, process))
      .then(approved({ approvedBy: process.id, batch }));
  });

  test('B7 another batch confirmed defective does not approve it', () => {
    given(submitted())
      .when(approve({ batchConfirmedDefective: { batchId: 'B-2025-12', defectGroup: 'LED' } }, process))
      .thenRefused('C6', 'REVIEW_REQUIRED');
  });

  test('R10 where only the defect is not named, the refusal says how to name it', () => {
    const failedChecks = [{ code: 'UNKNOWN_DEFECT_CODE', message: 'No defect code was named.' }] as const;
    const unnamed = given(
      submitted({ coverage: { ...expired, failedChecks: [...failedChecks] } }),
      reviewed('CONFIRMED', ben),
    );
    expect(unnamed.when(approve()).thenRefused('C3', 'GOODWILL_REASON_REQUIRED').message).toContain(
      'Name it in a further review',
    );
  });

  test('C3 without coverage it is goodwill and needs a reason', () => {
    const notCovered = given(submitted({ coverage: expired }), reviewed('CONFIRMED', ben));
    const refusal = notCovered.when(approve()).thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
    expect(refusal.details).toEqual({ failedChecks: expired.failedChecks });
    notCovered.when(approve({ goodwillReason: ' ' })).thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
    notCovered
      .when(approve({ goodwillReason: 'Nine days late.' }))
      .then(approved({ goodwill: { reason: 'Nine days late.', unconfirmed: false } }));
  });

  test('C3 a covered claim cannot be approved as goodwill', () => {
    given(submitted(), reviewed('CONFIRMED', ben))
      .when(approve({ goodwillReason: 'To be kind.' }))
      .thenRefused('C3', 'GOODWILL_NOT_NEEDED');
  });

  test('C4 a claim with a failed check never counts as covered', () => {
    const coverage = { ...covered, failedChecks: [{ code: 'NO_SALE_DATE', message: 'The day of sale is not known.' }] };
    given(submitted({ coverage }), reviewed('CONFIRMED', ben))
      .when(approve())
      .thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
  });

  test('C13 goodwill is not approved by someone who reviewed it, in this or an earlier round', () => {
    const goodwill = approve({ goodwillReason: 'Nine days late.' });
    const notCovered = submitted({ coverage: expired });
    given(notCovered, reviewed('CONFIRMED')).when(goodwill).thenRefused('C13', 'GOODWILL_BY_REVIEWER');
    given(notCovered, reviewed('INCONCLUSIVE'), reviewed('CONFIRMED', ben))
      .when(goodwill)
      .thenRefused('C13', 'GOODWILL_BY_REVIEWER');
    given(notCovered, reviewed('NOT_CONFIRMED'), rejected(1, ben), reopened, reviewed('CONFIRMED', ben))
      .when(goodwill)
      .thenRefused('C13', 'GOODWILL_BY_REVIEWER');
  });

  test('C6 a decision is based on a review that has seen all evidence', () => {
    for (const verdict of ['CONFIRMED', 'NOT_CONFIRMED'] as const) {
      const decide = verdict === 'CONFIRMED' ? approve() : reject();
      const after = given(submitted(), reviewed(verdict), attached(video));
      const refusal = after.when(decide).thenRefused('C6', 'EVIDENCE_NOT_REVIEWED');
      expect(refusal.details).toEqual({ reviewed: 1, attached: 2 });
      given(submitted(), reviewed(verdict), attached(video), reviewed(verdict))
        .when(decide)
        .then(verdict === 'CONFIRMED' ? approved() : rejected());
    }
  });

  describe('goodwill above the limit', () => {
    const notCovered = submitted({ coverage: expired });
    const goodwill = approve({ goodwillReason: 'Nine days late.', aboveGoodwillLimit: true });
    const confirm = (actor: Actor) => new command.ConfirmGoodwill({ claimId, chooseBy: CHOOSE_BY }, by(actor));

    test('C13 waits for a second person, and nothing is decided until then', () => {
      given(notCovered, reviewed('CONFIRMED', ben)).when(goodwill).then(unconfirmed);
      const waiting = given(notCovered, reviewed('CONFIRMED', ben), unconfirmed);
      expect(claimStatus(waiting.state())).toBe('UNDER_REVIEW');
      waiting.when(bind).thenUnchanged();
      waiting.when(seen()).thenRefused('C9', 'NOTHING_DECIDED');
      waiting.when(goodwill).thenUnchanged();
    });

    test('C13 is confirmed, not approved again, by another person', () => {
      given(notCovered, reviewed('CONFIRMED', ben), unconfirmed)
        .when(approve({ goodwillReason: 'Nine days late.' }, carla))
        .thenRefused('C13', 'CONFIRMATION_AWAITED');
    });

    test('C13 is decided when another person confirms it', () => {
      const waiting = given(notCovered, reviewed('CONFIRMED', ben), unconfirmed);
      waiting.when(confirm(anna)).thenRefused('C13', 'SAME_APPROVER');
      waiting.when(confirm(ben)).then(confirmed);
      const after = given(notCovered, reviewed('CONFIRMED', ben), unconfirmed, confirmed);
      expect(claimStatus(after.state())).toBe('AWAITING_CHOICE');
      after.when(confirm(ben)).thenUnchanged();
    });

    test('C7 C13 asks the partner only when it is confirmed, and not if it has chosen meanwhile', () => {
      const preferred = { remedy: 'REPLACEMENT', source: 'PREFERENCE' } as const;
      const history = [notCovered, reviewed('CONFIRMED', ben)] as const;
      const byPartner: ClaimEvent = {
        type: 'GoodwillConfirmed',
        data: { round: 1, confirmedBy: 'ben', choice: { remedy: 'CREDIT', source: 'PARTNER' } },
      };
      given(...history, unconfirmed, chosen('CREDIT'))
        .when(confirm(ben))
        .then(byPartner);
      const preference = approved({ choice: preferred, goodwill: { reason: 'Nine days late.', unconfirmed: true } });
      given(...history, preference, chosen('CREDIT'))
        .when(confirm(ben))
        .then(byPartner);
      given(...history, preference)
        .when(confirm(ben))
        .then({ type: 'GoodwillConfirmed', data: { round: 1, confirmedBy: 'ben', choice: preferred } });
    });

    test('C13 may be rejected by the second person instead', () => {
      given(notCovered, reviewed('CONFIRMED', ben), unconfirmed).when(reject({}, ben)).then(rejected(1, ben));
    });

    test('C6 C13 ends with what it was based on', () => {
      for (const later of [attached(video), requested('the plate'), reviewed('NOT_CONFIRMED', ben), tested(covered)])
        given(notCovered, reviewed('CONFIRMED', ben), unconfirmed, later)
          .when(confirm(ben))
          .thenRefused('C13', 'NOTHING_TO_CONFIRM');
    });

    test('C13 no other claim has anything to confirm', () => {
      given(notCovered, reviewed('CONFIRMED', ben)).when(confirm(ben)).thenRefused('C13', 'NOTHING_TO_CONFIRM');
      given(notCovered, reviewed('CONFIRMED', ben), approved({ goodwill: { reason: 'Small.', unconfirmed: false } }))
        .when(confirm(ben))
        .thenRefused('C12', 'ALREADY_DECIDED');
    });
  });

  test('C7 the remedy is the stated preference, before the standing instruction', () => {
    given(submitted({ preferredRemedy: 'REPLACEMENT' }), reviewed('CONFIRMED'))
      .when(approve({ standingInstruction: 'CREDIT' }))
      .then(approved({ choice: { remedy: 'REPLACEMENT', source: 'PREFERENCE' } }));
  });

  test('C7 without a preference it is the standing instruction', () => {
    given(submitted(), reviewed('CONFIRMED'))
      .when(approve({ standingInstruction: 'CREDIT' }))
      .then(approved({ choice: { remedy: 'CREDIT', source: 'STANDING_INSTRUCTION' } }));
  });

  test('C12 approving an approved claim is unchanged', () => {
    given(submitted(), reviewed('CONFIRMED'), approved()).when(approve({}, ben)).thenUnchanged();
  });

  test('C12 an approved claim is not rejected, nor a rejected one approved', () => {
    given(submitted(), reviewed('CONFIRMED'), approved()).when(reject()).thenRefused('C12', 'ALREADY_DECIDED');
    given(submitted(), reviewed('NOT_CONFIRMED'), rejected()).when(approve()).thenRefused('C12', 'ALREADY_DECIDED');
  });

  test.each([review('CONFIRMED'), approve(), reject()])(
    'C13 $type by the one who submitted it for the partner is refused',
    (own) => {
      given(submitted({ submittedBy: annaForPartner.id }), reviewed('CONFIRMED', ben))
        .when(own)
        .thenRefused('C13', 'OWN_SUBMISSION');
    },
  );

  test('C13 concerns people: a claim submitted by the mail gateway may be approved by a process of the same name', () => {
    const batch = { batchId: 'B-2025-11', defectGroup: 'LED' };
    given(submitted({ submittedBy: mailGateway.id }))
      .when(approve({ batchConfirmedDefective: batch }, mailGateway))
      .then(approved({ approvedBy: mailGateway.id, batch }));
  });
});

describe('rejecting', () => {
  test('C6 a claim is rejected with code, explanation, clause and evidence relied on', () => {
    given(submitted(), reviewed('NOT_CONFIRMED')).when(reject()).then(rejected());
  });

  test('C6 an incomplete rejection is refused and names what is missing', () => {
    const refusal = given(submitted(), reviewed('NOT_CONFIRMED'))
      .when(reject({ clause: undefined, evidenceId: ' ' }))
      .thenRefused('C6', 'REJECTION_INCOMPLETE');
    expect(refusal.details).toEqual({ missing: ['clause', 'evidenceId'] });
    expect(refusal.message).toContain('Missing: the policy clause, the evidence relied on.');
  });

  test('B7 C6 a claim without evidence, of a defective batch, is rejected by code, explanation and clause', () => {
    const { data, type } = rejected() as Extract<ClaimEvent, { type: 'Rejected' }>;
    const { evidenceId: _, ...relied } = data;
    const none = submitted({ evidence: [], batch: { batchId: 'B-2025-11', defectGroup: 'LED' }, coverage: expired });
    given(none, reviewed('NOT_CONFIRMED'))
      .when(reject({ evidenceId: undefined }))
      .then({ type, data: relied });
    given(none, reviewed('NOT_CONFIRMED')).when(reject()).thenRefused('C6', 'EVIDENCE_NOT_ON_CLAIM');
  });

  test('C6 evidence of another claim cannot be relied on', () => {
    const refusal = given(submitted(), reviewed('NOT_CONFIRMED'))
      .when(reject({ evidenceId: 'E-elsewhere' }))
      .thenRefused('C6', 'EVIDENCE_NOT_ON_CLAIM');
    expect(refusal.details).toEqual({ evidenceIds: ['E-photo'] });
  });

  test('C6 a covered claim is rejected only after a review that did not confirm the defect', () => {
    given(submitted()).when(reject()).thenRefused('C6', 'REVIEW_REQUIRED');
    given(submitted(), reviewed('CONFIRMED')).when(reject()).thenRefused('C6', 'REVIEW_REQUIRED');
  });

  test('C6 a claim that is not covered is rejected for that reason, after a review', () => {
    given(submitted({ coverage: expired }))
      .when(reject())
      .thenRefused('C6', 'REVIEW_REQUIRED');
    given(submitted({ coverage: expired }), reviewed('CONFIRMED'))
      .when(reject())
      .then(rejected());
  });

  test('C6 while evidence is awaited, a rejection waits until it arrives or its time is over', () => {
    const refuse = (when: string) => new command.RejectClaim({ claimId, ...rejection }, by(anna, when));
    const waiting = given(submitted(), reviewed('NOT_CONFIRMED'), requested('the plate'));
    const refusal = waiting.when(refuse('2026-03-23T14:59:59.999Z')).thenRefused('C6', 'EVIDENCE_AWAITED');
    expect(refusal.details).toEqual({ answerBy: ANSWER_BY, missing: ['the plate'] });
    waiting.when(refuse(ANSWER_BY)).then(rejected());
    // An approval need not wait: it is in the partner's favour.
    given(submitted(), reviewed('CONFIRMED'), requested('the plate')).when(approve()).then(approved());
  });

  test('C12 the same rejection again is unchanged, a different one is refused', () => {
    const after = given(submitted(), reviewed('NOT_CONFIRMED'), rejected());
    after.when(reject({}, ben)).thenUnchanged();
    after.when(reject({ clause: '4.3' })).thenRefused('C12', 'ALREADY_DECIDED');
  });
});

describe('the remedy', () => {
  const asked = [submitted(), reviewed('CONFIRMED'), approved()];

  test('C7 the partner chooses, and may change the choice until execution begins', () => {
    given(...asked)
      .when(choose('CREDIT'))
      .then(chosen('CREDIT'));
    given(...asked, chosen('CREDIT'))
      .when(choose('REPLACEMENT'))
      .then(chosen('REPLACEMENT'));
    given(
      submitted(),
      reviewed('CONFIRMED'),
      approved({ choice: { remedy: 'CREDIT', source: 'STANDING_INSTRUCTION' } }),
    )
      .when(choose('REPLACEMENT'))
      .then(chosen('REPLACEMENT'));
  });

  test('C7 a process acting for the partner chooses as the partner', () => {
    given(...asked)
      .when(choose('CREDIT', mailGateway))
      .then(chosen('CREDIT'));
  });

  test.each([
    ['a reviewer', anna],
    ['a reviewer who files for the partner', annaForPartner],
    ['another partner', otherPartner],
    ['a process that acts for no partner', process],
  ])('C7 %s cannot choose', (_, actor) => {
    given(...asked)
      .when(choose('CREDIT', actor))
      .thenRefused('C7', 'PARTNERS_CHOICE');
  });

  test('C7 the partner can state its choice from submission on, and the approval follows it', () => {
    given(submitted({ preferredRemedy: 'REPLACEMENT' }))
      .when(choose('CREDIT'))
      .then(chosen('CREDIT'));
    given(submitted({ preferredRemedy: 'REPLACEMENT' }), chosen('CREDIT'), reviewed('CONFIRMED'))
      .when(approve({ standingInstruction: 'REPLACEMENT' }))
      .then(approved({ choice: { remedy: 'CREDIT', source: 'PARTNER' } }));
  });

  test('C7 there is no choice after rejection or withdrawal', () => {
    given(submitted(), rejected()).when(choose('CREDIT')).thenRefused('C12', 'ALREADY_DECIDED');
    given(submitted(), withdrawn).when(choose('CREDIT')).thenRefused('C10', 'CLAIM_WITHDRAWN');
  });

  test('C7 the partner changes its choice at most 20 times; staff may record more', () => {
    const changes = Array.from({ length: 20 }, (_, n) => chosen(n % 2 === 0 ? 'CREDIT' : 'REPLACEMENT'));
    given(...asked, ...changes.slice(1))
      .when(choose('CREDIT'))
      .then(chosen('CREDIT'));
    const often = given(...asked, ...changes);
    often.when(choose('CREDIT')).thenRefused('C7', 'TOO_MANY_CHOICES');
    often.when(choose('REPLACEMENT')).thenUnchanged();
    const onBehalf = { at: '2026-03-09T02:00:00.000Z' as Instant, how: 'by phone', whom: 'Ms Kim' };
    const recorded: ClaimEvent = {
      type: 'RemedyChosen',
      data: { remedy: 'CREDIT', source: 'PARTNER', binding: false, onBehalf },
    };
    often.when(new command.ChooseRemedy({ claimId, remedy: 'CREDIT', onBehalf }, by(anna))).then(recorded);
  });

  describe('recorded by staff', () => {
    const said = { at: '2026-03-09T01:00:00.000Z' as Instant, how: 'by phone', whom: 'Ms Kim' };
    const record = (onBehalf?: Conversation, actor: Actor = anna) =>
      new command.ChooseRemedy({ claimId, remedy: 'CREDIT', ...(onBehalf && { onBehalf }) }, by(actor));
    const early = [at('2026-03-08T02:00:00.000Z', submitted())];

    test('C7 is what the partner stated, with when, how and to whom', () => {
      given(...early)
        .when(record(said))
        .then({
          type: 'RemedyChosen',
          data: { remedy: 'CREDIT', source: 'PARTNER', binding: false, onBehalf: said },
        });
    });

    test('C7 is never a choice of their own', () => {
      given(...early)
        .when(record())
        .thenRefused('C7', 'PARTNERS_CHOICE');
      // Nor can another partner choose for this one.
      given(...early)
        .when(record(said, otherPartner))
        .thenRefused('C7', 'PARTNERS_CHOICE');
    });

    test.each([
      ['before the claim', { ...said, at: '2026-03-07T01:00:00.000Z' as Instant }, 'R12', 'DATED_TOO_EARLY'],
      ['in the future', { ...said, at: '2026-03-09T03:00:00.000Z' as Instant }, 'R12', 'DATED_IN_FUTURE'],
      ['without a person', { ...said, whom: ' ' }, 'C7', 'CONVERSATION_INCOMPLETE'],
    ])('R12 C7 a conversation %s is refused', (_, conversation, rule, code) => {
      given(...early)
        .when(record(conversation))
        .thenRefused(rule, code);
    });
  });

  describe('when only one remedy is possible', () => {
    const excludedRemedies = [
      { remedy: 'CREDIT' as const, code: 'NOT_INVOICED_TO_YOU', message: 'This unit was invoiced to another partner.' },
    ];
    const onlyReplacement = approved({
      choice: { remedy: 'REPLACEMENT', source: 'ONLY_POSSIBLE' },
      excludedRemedies,
    });

    test('C7 R2 R4 it is that one, whatever was stated, and the partner is told why', () => {
      for (const stated of [[], [chosen('CREDIT')]])
        given(submitted({ preferredRemedy: 'CREDIT' }), ...stated, reviewed('CONFIRMED'))
          .when(approve({ excludedRemedies, standingInstruction: 'CREDIT' }))
          .then(onlyReplacement);
    });

    test('C7 the other cannot be chosen', () => {
      const refusal = given(submitted(), reviewed('CONFIRMED'), onlyReplacement)
        .when(choose('CREDIT'))
        .thenRefused('C7', 'REMEDY_NOT_POSSIBLE');
      expect(refusal.message).toBe('This unit was invoiced to another partner.');
    });
  });

  describe('when the time to choose is over', () => {
    const apply = (standingInstruction: StandingInstruction, when: string = CHOOSE_BY) =>
      new command.ApplyDefaultRemedy({ claimId, standingInstruction }, by(process, when));
    const byDefault = (remedy: Remedy): ClaimEvent => ({
      type: 'RemedyChosen',
      data: { remedy, source: 'DEFAULT', binding: false },
    });

    test('C7 the standing instruction applies, or CREDIT where that is to ask', () => {
      given(...asked)
        .when(apply('REPLACEMENT'))
        .then(byDefault('REPLACEMENT'));
      given(...asked)
        .when(apply('ASK'))
        .then(byDefault('CREDIT'));
    });

    test('C7 not a moment earlier', () => {
      given(...asked)
        .when(apply('ASK', '2026-03-24T14:59:59.999Z'))
        .thenRefused('C7', 'CHOICE_NOT_DUE');
    });

    test('C7 C12 nothing happens if the partner has chosen or withdrawn', () => {
      given(...toCredit)
        .when(apply('REPLACEMENT'))
        .thenUnchanged();
      given(...asked, withdrawn)
        .when(apply('REPLACEMENT'))
        .thenUnchanged();
    });
  });

  test('C12 choosing the same again is unchanged, even when it is bound or executed', () => {
    given(...toCredit)
      .when(choose('CREDIT'))
      .thenUnchanged();
    given(...toCredit, bound('CREDIT'))
      .when(choose('CREDIT'))
      .thenUnchanged();
    given(...toCredit, bound('CREDIT'), credited)
      .when(choose('CREDIT'))
      .thenUnchanged();
  });

  test('C7 binding makes the choice final, with its source', () => {
    given(...toCredit)
      .when(bind)
      .then(bound('CREDIT'));
    given(
      submitted(),
      reviewed('CONFIRMED'),
      approved({ choice: { remedy: 'CREDIT', source: 'STANDING_INSTRUCTION' } }),
    )
      .when(bind)
      .then({ type: 'RemedyChosen', data: { remedy: 'CREDIT', source: 'STANDING_INSTRUCTION', binding: true } });
    given(...toCredit, bound('CREDIT'))
      .when(bind)
      .thenUnchanged();
  });

  test('C7 binding needs approval and choice; after a withdrawal nothing is owed', () => {
    for (const history of [
      [submitted(), chosen('CREDIT'), reviewed('CONFIRMED')],
      asked,
      [submitted(), chosen('CREDIT'), reviewed('CONFIRMED', ben), rejected()],
      [...toCredit, withdrawn],
    ])
      given(...history)
        .when(bind)
        .thenUnchanged();
  });

  test('C7 after binding or execution, another choice is refused', () => {
    given(...toCredit, bound('CREDIT'))
      .when(choose('REPLACEMENT'))
      .thenRefused('C7', 'REMEDY_BEING_EXECUTED');
    expect(
      given(...toCredit, bound('CREDIT'), credited)
        .when(choose('REPLACEMENT'))
        .thenRefused('C7', 'REMEDY_EXECUTED').message,
    ).toContain('finance has reversed the credit note');
    expect(
      given(...asked, bound('REPLACEMENT'), queued)
        .when(choose('CREDIT'))
        .thenRefused('C7', 'REMEDY_EXECUTED').message,
    ).toContain('can take a credit instead');
  });

  test('C8 a bound credit is resolved with the number and amount of its credit note', () => {
    given(...toCredit, bound('CREDIT'))
      .when(credit())
      .then(credited);
  });

  test('C8 a bound replacement is queued, and the manufacturer pays the freight', () => {
    given(...asked, bound('REPLACEMENT'))
      .when(queue())
      .then(queued);
  });

  test('C7 only the bound remedy is executed', () => {
    given(...toCredit)
      .when(credit())
      .thenRefused('C7', 'REMEDY_NOT_BOUND');
    given(...toCredit, bound('CREDIT'))
      .when(queue())
      .thenRefused('C7', 'REMEDY_NOT_BOUND');
    given(...asked, bound('REPLACEMENT'))
      .when(credit())
      .thenRefused('C7', 'REMEDY_NOT_BOUND');
  });

  test('C12 the same execution again is unchanged', () => {
    given(...toCredit, bound('CREDIT'), credited)
      .when(credit())
      .thenUnchanged();
    given(...asked, bound('REPLACEMENT'), queued)
      .when(queue())
      .thenUnchanged();
  });

  test('F2 a second credit note or unit is never recorded over the first', () => {
    given(...toCredit, bound('CREDIT'), credited)
      .when(credit('CN-2026-000002'))
      .thenRefused('F2', 'REMEDY_EXECUTED');
    given(...toCredit, bound('CREDIT'), credited)
      .when(queue())
      .thenRefused('F2', 'REMEDY_EXECUTED');
    given(...asked, bound('REPLACEMENT'), queued)
      .when(queue('LB-300'))
      .thenRefused('F2', 'REMEDY_EXECUTED');
  });

  test.each([0, -1])('F3 a credit of %i is refused', (minor) => {
    given(...toCredit, bound('CREDIT'))
      .when(credit('CN-2026-000001', minor))
      .thenRefused('F3', 'AMOUNT_NOT_POSITIVE');
  });
});

describe('communicating', () => {
  test('C9 either decision is communicated once', () => {
    given(submitted(), reviewed('CONFIRMED'), approved()).when(seen()).then(communicated());
    given(submitted(), rejected()).when(seen()).then(communicated());
    given(submitted(), rejected(), communicated()).when(seen()).thenUnchanged();
  });

  test('C9 the event names the delivered notice', () => {
    given(submitted(), rejected())
      .when(
        new command.CommunicateDecision({ claimId, how: 'NOTICE_DELIVERED', noticeId: 'N-7', round: 1 }, by(process)),
      )
      .then({ type: 'DecisionCommunicated', data: { round: 1, how: 'NOTICE_DELIVERED', noticeId: 'N-7' } });
  });

  test('C9 without a decision in this round there is nothing to communicate', () => {
    given(submitted()).when(seen()).thenRefused('C9', 'NOTHING_DECIDED');
    given(submitted(), rejected(), communicated(), reopened).when(seen()).thenRefused('C9', 'NOTHING_DECIDED');
  });

  test('C9 staff record that they told the partner: when, how and whom', () => {
    const told = { at: '2026-03-09T03:00:00.000Z' as Instant, how: 'by phone', whom: 'Ms Kim' };
    const record = (said: Conversation, when = '2026-03-09T04:00:00.000Z') =>
      new command.CommunicateDecision({ claimId, how: 'TOLD_BY_STAFF', conversation: said }, by(anna, when));
    const decided = given(submitted(), reviewed('CONFIRMED'), approved());
    decided.when(record(told)).then({
      type: 'DecisionCommunicated',
      data: { round: 1, how: 'TOLD_BY_STAFF', conversation: told },
    });
    decided.when(record({ ...told, at: '2026-03-09T01:00:00.000Z' as Instant })).thenRefused('R12', 'DATED_TOO_EARLY');
    decided.when(record({ ...told, at: '2026-03-09T05:00:00.000Z' as Instant })).thenRefused('R12', 'DATED_IN_FUTURE');
    decided.when(record({ ...told, how: '' })).thenRefused('C7', 'CONVERSATION_INCOMPLETE');
  });

  describe('N4 a notice that comes back', () => {
    const bounce = (noticeId = 'N-7') =>
      new command.TakeBackCommunication({ claimId, noticeId, reason: '550 mailbox unavailable' }, by(process));
    const resolved = [submitted(), reviewed('CONFIRMED'), approved(), bound('CREDIT'), credited, delivered()];
    const stateAfter = (...events: ClaimEvent[]) => given(...events).state();

    test('N4 takes the communication back: the claim is not resolved, and says which notice came back', () => {
      given(...resolved)
        .when(bounce())
        .then(communicationFailed());
      expect(claimStatus(stateAfter(...resolved))).toBe('RESOLVED');
      const after = stateAfter(...resolved, communicationFailed());
      expect([claimStatus(after), isResolved(after), after.communicationFailed?.noticeId]).toEqual([
        'APPROVED',
        false,
        'N-7',
      ]);
      given(...resolved, communicationFailed())
        .when(bounce())
        .thenUnchanged();
    });

    test('N4 a rejection is communicated no more, and can be communicated again', () => {
      const rejectedOnly = [submitted(), rejected(), delivered(), communicationFailed()];
      expect(isResolved(stateAfter(...rejectedOnly))).toBe(false);
      given(...rejectedOnly)
        .when(seen())
        .then(communicated());
      expect(stateAfter(...rejectedOnly, communicated()).communicationFailed).toBeUndefined();
    });

    test('N4 what the partner saw beside it stands', () => {
      given(...resolved)
        .when(seen())
        .then(communicated());
      given(...resolved, communicated())
        .when(seen())
        .thenUnchanged();
      const after = stateAfter(...resolved, communicated(), communicationFailed());
      expect([isResolved(after), after.communicationFailed]).toEqual([true, undefined]);
    });

    test('N4 takes nothing back that another notice told, or in a later round', () => {
      given(...resolved)
        .when(bounce('N-6'))
        .thenUnchanged();
      given(submitted(), rejected(), delivered(), reopened).when(bounce()).thenUnchanged();
    });
  });

  test('C9 a late notice of the decision before a reopening does not communicate the new decision', () => {
    const decidedAgain = given(submitted(), rejected(), reopened, reviewed('NOT_CONFIRMED', ben), rejected(2, ben));
    decidedAgain.when(seen(1)).thenRefused('C9', 'DECISION_SUPERSEDED');
    decidedAgain.when(seen(2)).then(communicated(2));
  });
});

describe('withdrawing and reopening', () => {
  test.each<[string, ClaimEvent[]]>([
    ['submitted', [submitted()]],
    ['waiting for evidence', [submitted(), requested('the plate')]],
    ['approved with a choice', toCredit],
  ])('C10 a claim that is %s can be withdrawn', (_, history) => {
    given(...history)
      .when(withdraw)
      .then(withdrawn);
  });

  test('C10 a claim is not withdrawn once its remedy is bound or executed, nor after rejection', () => {
    given(...toCredit, bound('CREDIT'))
      .when(withdraw)
      .thenRefused('C10', 'REMEDY_BEING_EXECUTED');
    given(...toCredit, bound('CREDIT'), credited)
      .when(withdraw)
      .thenRefused('C10', 'REMEDY_EXECUTED');
    given(submitted(), rejected()).when(withdraw).thenRefused('C12', 'ALREADY_DECIDED');
  });

  test('C10 withdrawing is up to the partner; staff do it on its behalf with a reason', () => {
    const byStaff = (onBehalfReason?: string) =>
      new command.WithdrawClaim({ claimId, ...(onBehalfReason && { onBehalfReason }) }, by(anna));
    given(submitted()).when(byStaff()).thenRefused('C10', 'ON_BEHALF_REASON_REQUIRED');
    given(submitted()).when(byStaff(' ')).thenRefused('C10', 'ON_BEHALF_REASON_REQUIRED');
    given(submitted())
      .when(byStaff('Ms Kim called: it works again.'))
      .then({ type: 'Withdrawn', data: { onBehalfReason: 'Ms Kim called: it works again.', submitted: true } });
  });

  test('C12 withdrawing a withdrawn claim is unchanged', () => {
    given(submitted(), withdrawn).when(withdraw).thenUnchanged();
  });

  test.each([
    attach(video),
    request('the plate'),
    review('NOT_CONFIRMED'),
    approve(),
    reject(),
    choose('REPLACEMENT'),
    seen(),
    reopen('again', video),
  ])('C10 $type on a withdrawn claim is refused', (late) => {
    given(submitted(), withdrawn).when(late).thenRefused('C10', 'CLAIM_WITHDRAWN');
    given(...toCredit, withdrawn)
      .when(late)
      .thenRefused('C10', 'CLAIM_WITHDRAWN');
  });

  test('C10 a rejected claim is reopened with a reason and new evidence; known files are left out', () => {
    given(submitted(), rejected())
      .when(reopen('The video shows it.', photo, video))
      .then(reopened);
  });

  test('C10 without a reason or new evidence it is refused', () => {
    given(submitted(), rejected()).when(reopen(' ', video)).thenRefused('C10', 'REASON_REQUIRED');
    given(submitted(), rejected()).when(reopen('Look again.', photo)).thenRefused('C10', 'EVIDENCE_REQUIRED');
  });

  test('C10 only a rejected claim is reopened', () => {
    given(submitted()).when(reopen('again', video)).thenRefused('C10', 'NOT_REJECTED');
    given(...toCredit)
      .when(reopen('again', video))
      .thenRefused('C10', 'NOT_REJECTED');
  });

  test('C12 the same reopening again is unchanged until the next decision', () => {
    given(submitted(), rejected(), reopened).when(reopen('The video shows it.', video)).thenUnchanged();
    given(submitted(), rejected(), reopened, reviewed('NOT_CONFIRMED', ben), rejected(2, ben))
      .when(reopen('The video shows it.', video))
      .thenRefused('C10', 'EVIDENCE_REQUIRED');
  });

  test('C10 after reopening, someone other than the rejecter decides', () => {
    const again = [submitted(), rejected(1, anna), reopened];
    given(...again, reviewed('CONFIRMED', ben))
      .when(approve())
      .thenRefused('C10', 'SAME_DECIDER');
    given(...again, reviewed('NOT_CONFIRMED', ben))
      .when(reject())
      .thenRefused('C10', 'SAME_DECIDER');
    given(...again, reviewed('NOT_CONFIRMED', ben))
      .when(reject({}, ben))
      .then(rejected(2, ben));
    given(...again, reviewed('CONFIRMED', ben))
      .when(approve({}, ben))
      .then(approved({ round: 2, approvedBy: ben.id }));
  });
});

describe('batch flags', () => {
  test('B5 an open claim of the batch is flagged once, and unflagged', () => {
    given(submitted()).when(flag()).then(flagged);
    given(submitted(), flagged).when(flag()).thenUnchanged();
    given(submitted(), flagged).when(unflag()).then(unflagged);
    given(submitted(), flagged, unflagged).when(unflag()).thenUnchanged();
  });

  test('B5 the alarm of another batch neither flags nor unflags', () => {
    given(submitted()).when(flag('B-2025-12')).thenRefused('B5', 'OTHER_BATCH');
    given(submitted(), flagged).when(unflag('B-2025-12')).thenRefused('B5', 'OTHER_BATCH');
  });

  test('B5 a closed claim is not flagged', () => {
    given(submitted(), withdrawn).when(flag()).thenRefused('B5', 'CLAIM_CLOSED');
    given(submitted(), rejected()).when(flag()).thenRefused('B5', 'CLAIM_CLOSED');
  });
});

describe('files that were seen before', () => {
  const found = scenarios(sightingsDecider, (actual, expected) => expect(actual).toStrictEqual(expected));
  const sighting = (sightings: readonly Sighting[] = seenBefore().data.sightings) =>
    new command.RecordSightings({ claimId, ...seenBefore().data, sightings: [...sightings] }, by(process));

  test('E3 are recorded with what was found and by which version of the check', () => {
    found.nothing.when(sighting()).then(seenBefore());
  });

  test('E3 C12 are recorded once, also beside what is found later', () => {
    const known = found.given(seenBefore());
    known.when(sighting()).thenUnchanged();
    const [first] = seenBefore().data.sightings;
    const [second] = seenBefore('C-2026-0003').data.sightings;
    known.when(sighting([first, second] as Sighting[])).then(seenBefore('C-2026-0003'));
  });

  test('E3 are 100 of a claim at most, of however many files: what is found fits into an event', () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => ({
        evidenceId: `E-${from + n}`,
        sha256: 'a'.repeat(64),
        claimId: `C-2026-${from + n}`,
      }));
    const event = (sightings: Sighting[]) => ({
      type: 'EvidenceSeenBefore' as const,
      data: { ...seenBefore().data, sightings },
    });
    found.nothing.when(sighting(many(0, 500))).then(event(many(0, 100)));
    const known = found.given(event(many(0, 99)));
    known.when(sighting(many(90, 120))).then(event(many(99, 100)));
    found
      .given(event(many(0, 100)))
      .when(sighting(many(90, 120)))
      .thenUnchanged();
  });

  test('E4 change nothing of the claim, in whose own stream they stood at first', () => {
    given(submitted(), seenBefore(), reviewed('CONFIRMED')).when(approve()).then(approved());
  });
});

describe('status', () => {
  test.each<[ClaimStatus | undefined, boolean, ClaimEvent[]]>([
    [undefined, false, []],
    [undefined, false, [lapsed]],
    ['SUBMITTED', true, [submitted()]],
    ['SUBMITTED', true, [submitted(), attached(video)]],
    ['SUBMITTED', true, [submitted(), flagged]],
    ['SUBMITTED', true, [submitted(), seenBefore()]],
    ['UNDER_REVIEW', true, [submitted(), reviewed('CONFIRMED')]],
    ['AWAITING_EVIDENCE', true, [submitted(), requested('the plate')]],
    ['AWAITING_EVIDENCE', true, [submitted(), reviewed('INCONCLUSIVE'), requested('the plate')]],
    ['UNDER_REVIEW', true, [submitted(), requested('the plate'), attached(video)]],
    ['AWAITING_CHOICE', true, [submitted(), reviewed('CONFIRMED'), approved()]],
    ['AWAITING_CHOICE', true, [submitted(), reviewed('CONFIRMED'), approved(), communicated()]],
    ['APPROVED', true, toCredit],
    ['APPROVED', true, [...toCredit, communicated()]],
    ['APPROVED', true, [...toCredit, bound('CREDIT'), credited]],
    ['RESOLVED', false, [...toCredit, bound('CREDIT'), credited, communicated()]],
    ['RESOLVED', false, [...toCredit, communicated(), bound('CREDIT'), credited]],
    ['REJECTED', false, [submitted(), rejected()]],
    ['REJECTED', false, [submitted(), rejected(), communicated()]],
    ['UNDER_REVIEW', true, [submitted(), rejected(), communicated(), reopened]],
    ['WITHDRAWN', false, [...toCredit, withdrawn]],
  ])('C9 is %s (open: %s), derived from the facts', (status, open, history) => {
    const state = given(...history).state();
    expect([claimStatus(state), isOpen(state)]).toEqual([status, open]);
  });

  test('a claim has a stream of its own', () => {
    expect(claimStreams.of(claimId)).toBe('claim-C-2026-0001');
    expect(claimStreams.idOf('claim-C-2026-0001')).toBe(claimId);
    expect(claimStreams.idOf('unit-LB2-000481')).toBeUndefined();
  });
});

describe('The unit of a claim', () => {
  it('R5 is corrected in whatever state the claim is, and once', () => {
    for (const history of [
      [],
      [reviewed('CONFIRMED'), approved()],
      [reviewed('CONFIRMED'), approved(), bound('CREDIT'), credited, communicated()],
      [reviewed('NOT_CONFIRMED'), rejected()],
      [withdrawn],
    ]) {
      given(submitted(), ...history)
        .when(correctUnit())
        .then(unitCorrected);
      given(submitted(), ...history, unitCorrected)
        .when(correctUnit())
        .thenUnchanged();
    }
    nothing.when(correctUnit()).thenRefused('C2', 'CLAIM_NOT_FOUND');
  });

  it('B5 of another batch is not flagged by the alarm of the wrong one', () => {
    const { serial, sku } = submission;
    expect(given(submitted(), flagged, unitCorrected).state().flags).toEqual([]);
    const renamed = correctUnit({ serial: 'LB2-000418' as Serial, batchId: submission.batchId });
    const from = { serial, sku, batchId: submission.batchId };
    given(submitted(), flagged)
      .when(renamed)
      .then({ type: 'ClaimedUnitCorrected', data: { ...renamed.data, from } });
    const kept = { type: 'ClaimedUnitCorrected', data: { ...renamed.data, from } } as const;
    expect(given(submitted(), flagged, kept).state().flags).toEqual(['LED']);
    given(submitted(), unitCorrected)
      .when(new command.FlagBatch({ claimId, batchId: 'B-2025-11', defectGroup: 'LED' }, by(process)))
      .thenRefused('B5', 'OTHER_BATCH');
  });

  it('C12 the submission is recognised by the serial it named', () => {
    given(submitted(), unitCorrected).when(submit()).thenUnchanged();
  });
});

describe('The defect of a claim', () => {
  const unknown: ClaimCoverage = {
    ...expired,
    failedChecks: [{ code: 'UNKNOWN_DEFECT_CODE', message: 'LB-200 does not have a defect LED-DEAD.' }],
  };
  const naming = (coverage: ClaimCoverage = covered) =>
    new command.ReviewEvidence(
      {
        claimId,
        verdict: 'CONFIRMED',
        findings: 'Seen on the picture.',
        batchQc: null,
        named: { defectCode: 'LED-OUT', coverage },
      },
      by(anna),
    );
  const named: ClaimEvent = {
    type: 'EvidenceReviewed',
    data: {
      verdict: 'CONFIRMED',
      reviewer: anna.id,
      findings: 'Seen on the picture.',
      batchQc: null,
      defectCode: 'LED-OUT',
    },
  };
  const testedThen: ClaimEvent = {
    type: 'CoverageTested',
    data: { coverage: covered, because: 'EvidenceReviewed' },
  };

  it('R10 C4 may be named by a reviewer, and coverage is tested with it: the decision goes by that', () => {
    given(submitted({ coverage: unknown }))
      .when(naming())
      .then(named, testedThen);
    given(submitted({ coverage: unknown }))
      .when(naming(unknown))
      .then(named);
    given(submitted({ coverage: unknown }), named, testedThen)
      .when(naming())
      .thenUnchanged();
    given(submitted({ coverage: unknown }), named, testedThen)
      .when(approve())
      .then(approved());
  });

  it('C12 is not what a repeated submission is recognised by, and its reference is', () => {
    given(submitted({ coverage: unknown }), named, testedThen)
      .when(submit())
      .thenUnchanged();
    given(submitted({ partnerReference: 'RMA-1' }))
      .when(submit({ partnerReference: 'RMA-1' }))
      .thenUnchanged();
    given(submitted({ partnerReference: 'RMA-1' }))
      .when(submit({ partnerReference: 'RMA-2' }))
      .thenRefused('C12', 'CLAIM_ID_TAKEN');
  });
});

describe('The coverage that a decision goes by', () => {
  const history = [submitted(), reviewed('CONFIRMED')] as const;
  const testedBy = (because: string, coverage: ClaimCoverage): ClaimEvent => ({
    type: 'CoverageTested',
    data: { coverage, because },
  });

  it('C4 is the newest, recorded with the decision where it changed', () => {
    given(...history)
      .when(approve({ coverage: covered }))
      .then(approved());
    given(...history)
      .when(approve({ coverage: expired }))
      .thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
    given(submitted({ coverage: expired }), reviewed('CONFIRMED'))
      .when(approve({ coverage: covered }))
      .then(testedBy('Approved', covered), approved());
    given(...history)
      .when(reject({ coverage: expired }))
      .then(testedBy('Rejected', expired), rejected());
    given(submitted({ coverage: expired }), reviewed('CONFIRMED'))
      .when(reject({ coverage: covered }))
      .thenRefused('C6', 'REVIEW_REQUIRED');
  });

  it('C12 does not matter once it is decided', () => {
    given(...history, approved())
      .when(approve({ coverage: expired }))
      .thenUnchanged();
  });
});

describe('A credit that is held', () => {
  const toCredit = [submitted(), reviewed('CONFIRMED'), approved(), chosen('CREDIT'), bound('CREDIT')] as const;

  it('F8 says why, once for each change of the reasons', () => {
    given(...toCredit)
      .when(hold('RELEASE_REQUIRED'))
      .then(held('RELEASE_REQUIRED'));
    given(...toCredit, held('RELEASE_REQUIRED'))
      .when(hold('RELEASE_REQUIRED'))
      .thenUnchanged();
    given(...toCredit, held('RELEASE_REQUIRED', 'BUYER_ADDRESS'))
      .when(hold('RELEASE_REQUIRED'))
      .then(held('RELEASE_REQUIRED'));
    given(...toCredit, credited)
      .when(hold('RELEASE_REQUIRED'))
      .thenUnchanged();
    given(...toCredit.slice(0, -1))
      .when(hold('RELEASE_REQUIRED'))
      .thenRefused('C7', 'REMEDY_NOT_BOUND');
  });

  it('F8 is released by finance, and not by the person who approved the claim', () => {
    given(...toCredit, held('RELEASE_REQUIRED'))
      .when(release())
      .then(released);
    given(...toCredit, held('RELEASE_REQUIRED'), released)
      .when(release(anna))
      .thenUnchanged();
    given(...toCredit, held('RELEASE_REQUIRED'))
      .when(release(anna))
      .thenRefused('F8', 'RELEASED_BY_APPROVER');
    const goodwill = [submitted({ coverage: expired }), reviewed('CONFIRMED'), unconfirmed, confirmed] as const;
    given(...goodwill, bound('CREDIT'), held('RELEASE_REQUIRED'))
      .when(release({ ...fay, id: 'ben' }))
      .thenRefused('F8', 'RELEASED_BY_APPROVER');
  });

  it('F8 needs no release for another reason', () => {
    given(...toCredit, held('BUYER_ADDRESS'))
      .when(release())
      .thenRefused('F8', 'NOTHING_TO_RELEASE');
    given(...toCredit, credited)
      .when(release())
      .thenRefused('F2', 'REMEDY_EXECUTED');
  });
});

describe('A remedy that is reversed', () => {
  const resolved = [
    submitted(),
    reviewed('CONFIRMED'),
    approved(),
    chosen('CREDIT'),
    bound('CREDIT'),
    credited,
  ] as const;

  it('F4 leaves the claim approved, and the partner chooses again', () => {
    given(...resolved, communicated())
      .when(reverse())
      .then(remedyReversed());
    given(...resolved, remedyReversed())
      .when(choose('REPLACEMENT'))
      .then(chosen('REPLACEMENT'));
    given(...resolved, remedyReversed(), chosen('REPLACEMENT'), bound('REPLACEMENT'))
      .when(queue())
      .then(queued);
  });

  it('F4 is reversed once, and only if the claim has it', () => {
    given(...resolved, remedyReversed())
      .when(reverse())
      .thenUnchanged();
    given(...resolved)
      .when(credit('CN-2026-000002'))
      .thenRefused('F2', 'REMEDY_EXECUTED');
    given(...resolved.slice(0, -1))
      .when(reverse())
      .thenRefused('F4', 'NOTHING_TO_REVERSE');
    given(...resolved)
      .when(reverse(converted))
      .thenRefused('F4', 'NOTHING_TO_REVERSE');
  });

  it('C7 F4 is followed by the only one that is possible, without asking', () => {
    const only = { remedy: 'CREDIT', source: 'ONLY_POSSIBLE' } as const;
    const excludedRemedies = [{ remedy: 'REPLACEMENT' as const, code: 'NONE_LEFT', message: 'There are none left.' }];
    given(submitted(), reviewed('CONFIRMED'), approved({ choice: only, excludedRemedies }), bound('CREDIT'), credited)
      .when(reverse())
      .then(remedyReversed(only));
  });

  it('F6 becomes the credit that the partner asked for, when it was a replacement', () => {
    given(submitted(), reviewed('CONFIRMED'), approved(), bound('REPLACEMENT'), queued)
      .when(reverse(converted))
      .then(converted);
  });

  it('F2 is not resolved by its old note any more, and is by the next one', () => {
    given(...resolved, remedyReversed(), chosen('CREDIT'), bound('CREDIT'))
      .when(credit())
      .thenUnchanged();
    given(...resolved, remedyReversed(), chosen('CREDIT'), bound('CREDIT'))
      .when(credit('CN-2026-000002', 12_990, 2))
      .then({
        type: 'ResolvedAsCredit',
        data: { creditNoteNumber: 'CN-2026-000002', amount: { minor: 12_990, currency: 'EUR' } },
      });
  });
});
