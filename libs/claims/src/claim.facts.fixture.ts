import type { Actor, Day, Instant, CommandMetadata, Serial } from '#kernel';
import type { SubmitClaim } from './claim.commands.ts';
import type {
  ClaimCoverage,
  ClaimEvent,
  ClaimEventData,
  EvidenceItem,
  Remedy,
  RemedySource,
  ReviewVerdict,
} from './claim.events.ts';

export const claimId = 'C-2026-0001';

/** When the policy's periods for the partner end. */
export const ANSWER_BY = '2026-03-23T15:00:00.000Z' as Instant;
export const CHOOSE_BY = '2026-03-24T15:00:00.000Z' as Instant;

export const partner: Actor = { id: 'seoul-desk', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
export const otherPartner: Actor = { id: 'berlin-desk', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };
export const anna: Actor = { id: 'anna', role: 'REVIEWER' };
export const ben: Actor = { id: 'ben', role: 'REVIEWER' };
export const fay: Actor = { id: 'fay', role: 'FINANCE' };
export const carla: Actor = { id: 'carla', role: 'ADMIN' };
export const process: Actor = { id: 'when-claim-approved-then-credit', role: 'SYSTEM' };
export const mailGateway: Actor = { id: 'mail', role: 'SYSTEM', onBehalfOf: 'P-SEOUL' };
/** Submits for the partner (C13). */
export const annaForPartner: Actor = { ...anna, onBehalfOf: 'P-SEOUL' };

export const by = (actor: Actor, at = '2026-03-09T02:00:00.000Z'): CommandMetadata => ({
  id: '6f1c1f0e-5d0a-5c55-9f5c-3a8f4f1f7a10',
  actor,
  at: at as Instant,
  correlationId: '0d7f6f3e-9a59-5b0f-8a3b-0a4a0f1d2c3b',
});

const file = (evidenceId: string, digit: string, kind: EvidenceItem['kind'], mediaType: string): EvidenceItem => ({
  evidenceId,
  kind,
  sha256: digit.repeat(64),
  mediaType,
  bytes: 48_213,
});
export const photo = file('E-photo', 'a', 'PHOTO', 'image/jpeg');
export const video = file('E-video', 'b', 'VIDEO', 'video/mp4');
export const receipt = file('E-receipt', 'c', 'PROOF_OF_PURCHASE', 'application/pdf');

export const covered: ClaimEventData<'Submitted'>['coverage'] = {
  covered: true,
  policyId: 'LED-24',
  policyVersion: 2,
  expiresOn: '2027-05-31' as Day,
  testedOn: '2026-03-05' as Day,
  failedChecks: [],
};
export const expired: ClaimEventData<'Submitted'>['coverage'] = {
  ...covered,
  covered: false,
  expiresOn: '2026-02-28' as Day,
  failedChecks: [{ code: 'EXPIRED', message: 'The warranty ended on 2026-02-28.' }],
};

export const submission: SubmitClaim['data'] = {
  claimId,
  partnerId: 'P-SEOUL',
  serial: 'LB2-000481' as Serial,
  sku: 'LB-200',
  batchId: 'B-2025-11',
  defect: { code: 'LED-DEAD', description: 'Two of the LEDs stay dark.' },
  failedOn: '2026-03-05' as Day,
  evidence: [photo],
  channel: 'API',
  coverage: covered,
};

export const submitted = (more: Partial<ClaimEventData<'Submitted'>> = {}): ClaimEvent => ({
  type: 'Submitted',
  data: { ...submission, submittedBy: partner.id, ...more },
});
export const attached = (...evidence: EvidenceItem[]): ClaimEvent => ({ type: 'EvidenceAttached', data: { evidence } });
export const requested = (...missing: string[]): ClaimEvent => ({
  type: 'EvidenceRequested',
  data: { missing, message: 'Please send what is missing.', requestedBy: anna.id, answerBy: ANSWER_BY },
});
export const reviewed = (verdict: ReviewVerdict, reviewer: Actor = anna): ClaimEvent => ({
  type: 'EvidenceReviewed',
  data: { verdict, reviewer: reviewer.id, findings: 'Seen on the picture.', batchQc: null },
});
export const flagged: ClaimEvent = {
  type: 'BatchFlagged',
  data: { batchId: 'B-2025-11', defectGroup: 'LED' },
};
export const unflagged: ClaimEvent = { type: 'BatchUnflagged', data: { batchId: 'B-2025-11', defectGroup: 'LED' } };
/** E3: the photo stands in that claim. */
export const seenBefore = (
  otherClaimId = 'C-2026-0002',
  because = 'Submitted',
  file = photo,
): Of<'EvidenceSeenBefore'> => ({
  type: 'EvidenceSeenBefore',
  data: {
    checkVersion: 1,
    because,
    sightings: [{ evidenceId: file.evidenceId, sha256: file.sha256, claimId: otherClaimId }],
  },
});
export const approved = (more: Partial<ClaimEventData<'Approved'>> = {}): ClaimEvent => ({
  type: 'Approved',
  data: {
    round: 1,
    approvedBy: anna.id,
    ...(!more.choice && !more.goodwill?.unconfirmed && { chooseBy: CHOOSE_BY }),
    excludedRemedies: [],
    ...more,
  },
});
/** Goodwill above the limit, by Anna. */
export const unconfirmed = approved({ goodwill: { reason: 'Nine days late.', unconfirmed: true } });
export const confirmed: ClaimEvent = {
  type: 'GoodwillConfirmed',
  data: { round: 1, confirmedBy: 'ben', chooseBy: CHOOSE_BY },
};
export const tested = (coverage: ClaimCoverage): ClaimEvent => ({
  type: 'CoverageTested',
  data: { coverage, because: 'UnitSold' },
});
/** Shipped as LB2-000418, of batch B-2025-12. */
export const unitCorrected: ClaimEvent = {
  type: 'ClaimedUnitCorrected',
  data: {
    claimId,
    serial: 'LB2-000418' as Serial,
    sku: 'LB-200',
    batchId: 'B-2025-12',
    from: { serial: 'LB2-000481' as Serial, sku: 'LB-200', batchId: 'B-2025-11' },
  },
};
export const rejection = {
  code: 'MISUSE',
  explanation: 'The housing was opened.',
  clause: '4.2',
  evidenceId: photo.evidenceId,
};
export const rejected = (round = 1, rejectedBy: Actor = anna): ClaimEvent => ({
  type: 'Rejected',
  data: { round, rejectedBy: rejectedBy.id, ...rejection },
});
export const chosen = (remedy: Remedy): ClaimEvent => ({
  type: 'RemedyChosen',
  data: { remedy, source: 'PARTNER', binding: false },
});
export const bound = (remedy: Remedy): ClaimEvent => ({
  type: 'RemedyChosen',
  data: { remedy, source: 'PARTNER', binding: true },
});
export const communicated = (round = 1): ClaimEvent => ({
  type: 'DecisionCommunicated',
  data: { round, how: 'SEEN_BY_PARTNER' },
});
export const delivered = (noticeId = 'N-7', round = 1): ClaimEvent => ({
  type: 'DecisionCommunicated',
  data: { round, how: 'NOTICE_DELIVERED', noticeId },
});
export const communicationFailed = (noticeId = 'N-7', round = 1): ClaimEvent => ({
  type: 'CommunicationFailed',
  data: { round, noticeId, reason: '550 mailbox unavailable' },
});
export const credited: ClaimEvent = {
  type: 'ResolvedAsCredit',
  data: { creditNoteNumber: 'CN-2026-000001', amount: { minor: 12_990, currency: 'EUR' } },
};
export const queued: ClaimEvent = {
  type: 'ReplacementQueued',
  data: { sku: 'LB-200', freightPaidBy: 'MANUFACTURER' },
};
type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;

export const held = (...codes: string[]): Of<'CreditHeld'> => ({
  type: 'CreditHeld',
  data: {
    remedyNumber: 1,
    partnerId: 'P-SEOUL',
    legalEntityId: 'MG',
    reasons: codes.map((code) => ({ code, message: `It waits for ${code}.` })),
  },
});
export const released: ClaimEvent = { type: 'CreditReleased', data: { remedyNumber: 1, releasedBy: fay.id } };
/** Its note was reversed. Without a choice the partner is asked again. */
export const remedyReversed = (choice?: { remedy: Remedy; source: RemedySource }): Of<'RemedyReversed'> => ({
  type: 'RemedyReversed',
  data: {
    remedyNumber: 1,
    cause: 'NOTE_REVERSED',
    creditNoteNumber: 'CN-2026-000001',
    reason: 'The price was wrong.',
    ...(choice ? { choice } : { chooseBy: CHOOSE_BY }),
  },
});
export const converted: Of<'RemedyReversed'> = {
  type: 'RemedyReversed',
  data: {
    remedyNumber: 1,
    cause: 'CONVERTED',
    reason: 'The partner asked for it.',
    choice: { remedy: 'CREDIT', source: 'PARTNER' },
  },
};
export const withdrawn: ClaimEvent = { type: 'Withdrawn', data: { reason: 'Works again.', submitted: true } };
export const lapsed: ClaimEvent = {
  type: 'Withdrawn',
  data: { reason: 'The submission was not finished in time', submitted: false },
};
export const rated = (score = 5, comment?: string): ClaimEvent => ({
  type: 'ClaimRated',
  data: { score, ...(comment && { comment }), partnerId: 'P-SEOUL', sku: 'LB-200', accountManager: 'mina' },
});
export const reopened: ClaimEvent = {
  type: 'Reopened',
  data: { reason: 'The video shows it.', reopenedBy: partner.id, evidence: [video] },
};
