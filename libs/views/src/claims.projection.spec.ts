import { claimDecider, type ClaimEvent, claims, sightings } from '#claims';
import {
  ANSWER_BY,
  approved,
  attached,
  bound,
  CHOOSE_BY,
  chosen,
  communicated,
  communicationFailed,
  covered,
  credited,
  delivered as deliveredBy,
  flagged,
  lapsed,
  partner,
  photo,
  queued,
  rejected,
  reopened,
  requested,
  reviewed,
  seenBefore,
  submission,
  submitted,
  unflagged,
  unitCorrected,
  video,
  withdrawn,
} from '#claims/facts';
import { creditNoteSeries, replacementLedgers } from '#finance';
import { issued, owed } from '#finance/facts';
import { at, type Dated, dated, fold, type Instant } from '#kernel';
import { type NoticeEvent, notices } from '#notices';
import { delivered as noticeDelivered, givenUp, noticeId, queued as queuedNotice } from '#notices/facts';
import { desks } from '#people';
import { assigned, noted } from '#people/facts';
import { positionOf } from '#platform';
import { projectionScenarios, streamOf } from '#platform/specs';
import { clockDecider, type SlaClock, slaClocks, type SlaEvent } from '#sla';
import { breached, cancelled, met, paused, resolution, resumed, started } from '#sla/facts';
import { type ClaimDocument, claimsProjection } from './claims.projection.ts';

const { given } = projectionScenarios<ClaimDocument>(claimsProjection);
const claim = streamOf(claims, 'C-2026-0001');
const clock = streamOf(slaClocks, 'C-2026-0001');
const desk = streamOf(desks, 'C-2026-0001');

const USUAL = '2026-03-09T02:00:00.000Z' as Instant;
const END_OF_TIME = '9999-12-31T23:59:59.999Z' as Instant;
const place = (n: number) => positionOf(BigInt(n));

const page = (
  history: readonly (ClaimEvent | Dated<ClaimEvent>)[],
  more: Partial<ClaimDocument> = {},
): ClaimDocument => ({
  id: 'C-2026-0001',
  number: '10JW-QMG6-63J7',
  // C12: the page and decisions use the same state.
  state: history
    .map(dated)
    .reduce((state, { event, at: when }) => claimDecider.evolve(state, event, when), claimDecider.initial),
  partnerId: 'P-SEOUL',
  serial: 'LB2-000481',
  sku: 'LB-200',
  batchId: 'B-2025-11',
  ownerId: '',
  undelivered: {},
  sightings: [],
  submittedAt: USUAL,
  status: 'SUBMITTED',
  dueOrder: END_OF_TIME,
  deskOrder: more.dueOrder ?? END_OF_TIME,
  work: 'RUNNING',
  notReviewed: true,
  batchFlagged: false,
  seenBefore: false,
  channel: 'API',
  goodwill: false,
  covered: true,
  asksPartner: false,
  // Someone has to move, or something of the decision is left to do.
  open: ('work' in more ? more.work : 'RUNNING') !== undefined || more.outstandingSince !== undefined,
  revision: newestSeen(history),
  version: place(newestSeen(history) + 1),
  ...more,
});

/** E4: of those that a partner sees. */
const newestSeen = (history: readonly (ClaimEvent | Dated<ClaimEvent>)[]): number => {
  const staffs: readonly string[] = [
    'BatchFlagged',
    'BatchUnflagged',
    'EvidenceSeenBefore',
    'CreditHeld',
    'CreditReleased',
  ];
  return history.map(dated).findLastIndex(({ event }) => !staffs.includes(event.type));
};

describe('the claim page', () => {
  const waiting = { work: 'PAUSED', asksPartner: true } as const;
  const closed = { work: undefined, notReviewed: false } as const;
  const outstanding = { ...closed, outstandingSince: USUAL, asksPartner: true } as const;
  it('R5 follow their unit to the serial and batch it really has', () =>
    given(claim(submitted(), unitCorrected)).then(
      page([submitted(), unitCorrected], {
        serial: 'LB2-000418',
        batchId: 'B-2025-12',
        revision: 1,
        version: place(2),
      }),
    ));

  it('E3 E4 shows that a file stands in another claim, which is apart from what its partner sees', () => {
    const found = streamOf(sightings, 'C-2026-0001')(seenBefore());
    return given(claim(submitted()), found).then(
      page([submitted()], { seenBefore: true, sightings: seenBefore().data.sightings }),
    );
  });

  it('C1 begins with the submission', () =>
    given(claim(submitted())).then({
      id: 'C-2026-0001',
      number: '10JW-QMG6-63J7',
      state: {
        submission: { ...submission, submittedBy: partner.id, coverage: { ...covered, failedChecks: [] } },
        submittedAt: USUAL,
        unit: { serial: submission.serial, sku: submission.sku, batchId: submission.batchId },
        coverage: { ...covered, failedChecks: [] },
        lapsed: false,
        choices: 0,
        withdrawn: false,
        round: 1,
        evidence: [photo],
        attachedAt: { 'E-photo': USUAL },
        underReview: false,
        reviewers: [],
        rejecters: [],
        flags: [],
        remedyNumber: 1,
      },
      partnerId: 'P-SEOUL',
      serial: 'LB2-000481',
      sku: 'LB-200',
      batchId: 'B-2025-11',
      ownerId: '',
      undelivered: {},
      sightings: [],
      submittedAt: USUAL,
      status: 'SUBMITTED',
      dueOrder: END_OF_TIME,
      deskOrder: END_OF_TIME,
      work: 'RUNNING',
      notReviewed: true,
      batchFlagged: false,
      seenBefore: false,
      channel: 'API',
      goodwill: false,
      covered: true,
      open: true,
      asksPartner: false,
      revision: 0,
      version: place(1),
    }));

  describe('N4 a notice to the partner that reaches nobody', () => {
    const notice = streamOf(notices, noticeId);
    const queuedFor = queuedNotice({ claimId: 'C-2026-0001' });
    const ofClaim = <E extends NoticeEvent>(event: E): E => ({
      ...event,
      data: { ...event.data, claimId: 'C-2026-0001' },
    });
    const decided = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];
    const pageOfDecided = (history: ClaimEvent[], more: Partial<ClaimDocument> = {}) =>
      page(history, { status: 'REJECTED', ...outstanding, ...more });

    it('N4 calls for attention since then, until another one arrives', async () => {
      await given(claim(...decided), notice(queuedFor, ofClaim(givenUp()))).then(
        pageOfDecided(decided, { undelivered: { [noticeId]: USUAL }, attentionSince: USUAL }),
      );
      await given(claim(...decided), notice(queuedFor, ofClaim(givenUp()), ofClaim(noticeDelivered()))).then(
        pageOfDecided(decided),
      );
    });

    it('N4 has the claim first among those of its owner once its decision came back', () => {
      const history = [...decided, deliveredBy(), communicationFailed()];
      return given(claim(...history)).then(
        pageOfDecided(history, { deskOrder: '1970-01-01T00:00:00.000Z' as Instant }),
      );
    });
  });

  it('N3 has the owner it was assigned to last, whatever else happens to it', () =>
    given(
      claim(submitted({ ownerId: 'mina' })),
      desk(noted('Call back.'), assigned('jun')),
      claim(reviewed('CONFIRMED')),
    ).then(
      page([submitted({ ownerId: 'mina' }), reviewed('CONFIRMED')], {
        status: 'UNDER_REVIEW',
        notReviewed: false,
        ownerId: 'jun',
        version: place(4),
      }),
    ));

  it('N3 has its first owner until it is assigned', () =>
    given(claim(submitted({ ownerId: 'mina' })), desk(noted('Call back.'))).then(
      page([submitted({ ownerId: 'mina' })], { ownerId: 'mina' }),
    ));

  const approval = [submitted(), reviewed('CONFIRMED'), approved()];
  it.each<
    [status: ClaimDocument['status'], what: string, history: readonly ClaimEvent[], more: Partial<ClaimDocument>]
  >([
    ['SUBMITTED', 'with a flag on its batch', [submitted(), flagged], { batchFlagged: true }],
    ['SUBMITTED', 'with the flag taken off', [submitted(), flagged, unflagged], {}],
    [
      'AWAITING_EVIDENCE',
      'when evidence is asked for',
      [submitted(), requested('VIDEO')],
      { ...waiting, partnerDueAt: ANSWER_BY },
    ],
    ['UNDER_REVIEW', 'after a review', [submitted(), reviewed('NOT_CONFIRMED')], { notReviewed: false }],
    [
      'AWAITING_CHOICE',
      'when the partner is to choose',
      approval,
      { ...outstanding, ...waiting, partnerDueAt: CHOOSE_BY },
    ],
    ['APPROVED', 'when the remedy is known', [...approval, chosen('CREDIT')], outstanding],
    ['APPROVED', 'when its execution has begun', [...approval, bound('CREDIT')], outstanding],
    ['APPROVED', 'when it is executed and not communicated', [...approval, bound('CREDIT'), credited], outstanding],
    [
      'APPROVED',
      'when it is communicated and not executed',
      [...approval, bound('CREDIT'), communicated()],
      { ...outstanding, asksPartner: false },
    ],
    ['RESOLVED', 'credited', [...approval, bound('CREDIT'), credited, communicated()], closed],
    ['RESOLVED', 'replaced', [...approval, bound('REPLACEMENT'), queued, communicated()], closed],
    ['REJECTED', 'when it is', [submitted(), reviewed('NOT_CONFIRMED'), rejected()], outstanding],
    [
      'REJECTED',
      'when it is communicated',
      [submitted(), reviewed('NOT_CONFIRMED'), rejected(), communicated()],
      closed,
    ],
    ['WITHDRAWN', 'when it is', [submitted(), withdrawn], { work: undefined }],
  ])('3 C6 C7 C9 shows %s %s, and whether its partner is asked for something', (status, _, history, more) =>
    given(claim(...history)).then(page(history, { status, ...more })),
  );

  it('A1 dates evidence, decision and communication by when they happened', () => {
    const history = [
      submitted(),
      at('2026-03-10T08:00:00.000Z', attached(video)),
      reviewed('NOT_CONFIRMED'),
      at('2026-03-11T08:00:00.000Z', rejected()),
      at('2026-03-12T08:00:00.000Z', communicated(), '2026-03-13T08:00:00.000Z'),
    ];
    return given(claim(...history)).then(
      page(history, {
        status: 'REJECTED',
        ...closed,
        state: {
          ...page(history).state,
          attachedAt: { 'E-photo': USUAL, 'E-video': '2026-03-10T08:00:00.000Z' as Instant },
          decidedAt: '2026-03-11T08:00:00.000Z' as Instant,
          communicatedAt: '2026-03-12T08:00:00.000Z' as Instant,
        },
      }),
    );
  });

  it('C10 clears decision and communication of a reopened claim, and keeps its evidence', () => {
    const earlier = [submitted(), reviewed('NOT_CONFIRMED'), rejected(), communicated()];
    const history = [...earlier, at('2026-03-16T08:00:00.000Z', reopened)];
    return given(claim(...history)).then(
      page(history, {
        status: 'UNDER_REVIEW',
        state: {
          ...page(history).state,
          attachedAt: { 'E-photo': USUAL, 'E-video': '2026-03-16T08:00:00.000Z' as Instant },
          decidedAt: undefined,
          communicatedAt: undefined,
        },
      }),
    );
  });

  it("is built from the streams of the claim and its clock alone: credit note and replacement come with the claim's own events", async () => {
    const credit = [...approval, bound('CREDIT')];
    await given(claim(...credit), streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-2026-0001'))).then(
      page(credit, { status: 'APPROVED', ...outstanding }),
    );
    const replacement = [...approval, bound('REPLACEMENT')];
    await given(claim(...replacement), streamOf(replacementLedgers, 'P-SEOUL')(owed('C-2026-0001'))).then(
      page(replacement, { status: 'APPROVED', ...outstanding }),
    );
  });

  it('N3 keeps two claims apart', () => {
    const second = submitted({ claimId: 'C-2026-0002', partnerId: 'P-BERLIN' });
    return given(claim(submitted()), streamOf(claims, 'C-2026-0002')(second), claim(withdrawn)).then(
      page([submitted(), withdrawn], { status: 'WITHDRAWN', work: undefined, version: place(3) }),
      page([second], { id: 'C-2026-0002', number: '1YN0-RVFX-6A8G', partnerId: 'P-BERLIN', version: place(2) }),
    );
  });

  it('C2 does not exist for a lapsed submission, nor for a clock or a note without a claim', () =>
    given(claim(lapsed), clock(started), streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-2026-0001'))).thenNone());
});

describe('the clock on the claim page', () => {
  /** The page of a claim with nothing but a submission, and its clock. */
  const pageWithClock = (history: readonly SlaEvent[], more: Partial<ClaimDocument>) =>
    page([submitted()], { clock: fold(clockDecider, history, USUAL) as SlaClock, ...more });
  const shows = (history: readonly SlaEvent[], more: Partial<ClaimDocument>) =>
    given(claim(submitted()), clock(...history)).then(pageWithClock(history, more));
  const due = { dueAt: '2026-03-11T10:00:00.000Z' as Instant, dueOrder: '2026-03-11T10:00:00.000Z' as Instant };

  const firstReview = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
  const running = [started, firstReview];
  const pausedClock = [...running, paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 })];

  it('S1 shows when the resolution is due, and the most urgent target: the first review until it is met', async () => {
    await shows([started], { slaState: 'RUNNING', ...due, urgentAt: '2026-03-10T10:00:00.000Z' as Instant });
    await shows(running, { slaState: 'RUNNING', ...due, urgentAt: due.dueAt });
  });

  it('S6 shows no due time during a pause, and a new one afterwards', async () => {
    await shows(pausedClock, { slaState: 'PAUSED', work: 'PAUSED' });
    const again = resumed('EVIDENCE_REQUESTED', '03-09 14:00', '03-09 20:00', 6, [resolution('03-11 16:00')]);
    const later = '2026-03-11T16:00:00.000Z' as Instant;
    await shows([...pausedClock, again], { slaState: 'RUNNING', dueAt: later, dueOrder: later, urgentAt: later });
  });

  it('S9 S10 shows a breach, which a late resolution does not undo, and a promise that was kept', async () => {
    const late = [...running, breached('RESOLUTION', '03-11 10:00', '03-11 10:01')];
    await shows(late, { slaState: 'BREACHED', ...due, urgentAt: due.dueAt });
    const answered = met('RESOLUTION', '03-11 12:00', '03-11 10:00', {
      business: 50,
      wall: 50,
      late: ['03-11 10:00', 2],
    });
    await shows([...late, answered], { slaState: 'BREACHED' });
    const inTime = met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 });
    await shows([...running, inTime], { slaState: 'MET' });
  });

  it('C10 shows the clock of a withdrawn claim as cancelled', () =>
    shows([started, cancelled('03-09 15:00')], { slaState: 'CANCELLED' }));
});
