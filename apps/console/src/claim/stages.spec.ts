import { stagesOf } from './stages.ts';

const SENT = '2026-03-09T02:00:00.000Z';
const LOOKED = '2026-03-09T05:00:00.000Z';
const DECIDED = '2026-03-10T02:00:00.000Z';
const TOLD = '2026-03-10T02:05:00.000Z';
const CREDITED = '2026-03-16T02:00:00.000Z';

const sent = {
  status: 'SUBMITTED',
  submittedAt: SENT,
  reviews: [],
  sla: { targets: [{ name: 'FIRST_REVIEW', metAt: null }] },
  decision: null,
  creditNote: null,
  replacement: null,
};
const reviewed = { ...sent, status: 'UNDER_REVIEW', reviews: [{ reviewedAt: LOOKED }] };
const decided = { ...reviewed, status: 'AWAITING_CHOICE', decision: { decidedAt: DECIDED, communicatedAt: TOLD } };
const resolved = { ...decided, status: 'RESOLVED', creditNote: {} };
const owed = { ...resolved, creditNote: null, replacement: { status: 'OWED' } };
const allotted = { ...owed, replacement: { status: 'ALLOTTED' } };
const shipped = { ...owed, replacement: { status: 'SHIPPED' } };
const chosenLater = [
  { type: 'Approved', occurredAt: DECIDED },
  { type: 'DecisionCommunicated', occurredAt: TOLD },
  { type: 'RemedyChosen', occurredAt: '2026-03-16T01:00:00.000Z' },
  { type: 'ResolvedAsCredit', occurredAt: CREDITED },
];
const timesOf = (...args: Parameters<typeof stagesOf>) => stagesOf(...args).map(({ at }) => at);
const reachedBy = (...args: Parameters<typeof stagesOf>) =>
  stagesOf(...args).flatMap(({ id, isReached }) => (isReached ? [id] : []));

describe('C9 the stages of a claim as its partner sees them', () => {
  test.each([
    ['sent', sent, ['received']],
    ['reviewed', reviewed, ['received', 'looked']],
    ['approved, without a remedy', decided, ['received', 'looked', 'decided']],
    [
      'owed a unit',
      { ...decided, status: 'APPROVED', replacement: { status: 'OWED' } },
      ['received', 'looked', 'decided', 'onItsWay'],
    ],
    ['resolved, its unit not shipped', owed, ['received', 'looked', 'decided', 'onItsWay']],
    ['resolved, its unit on an order', allotted, ['received', 'looked', 'decided', 'onItsWay']],
    ['resolved, its unit shipped', shipped, ['received', 'looked', 'decided', 'onItsWay', 'done']],
    ['resolved', resolved, ['received', 'looked', 'decided', 'onItsWay', 'done']],
    ['rejected and told', { ...decided, status: 'REJECTED' }, ['received', 'looked', 'decided', 'done']],
    ['withdrawn', { ...reviewed, status: 'WITHDRAWN' }, []],
  ])('are, when it is %s, those reached', (_, claim, ids) => expect(reachedBy(claim, chosenLater)).toEqual(ids));

  test('C7 have the time of the credit, not of the decision, when the remedy was chosen days later', () =>
    expect(timesOf(resolved, chosenLater)).toEqual([SENT, LOOKED, DECIDED, CREDITED, CREDITED]));

  test('are done when the partner was told, if that came last', () => {
    const decision = { decidedAt: DECIDED, communicatedAt: '2026-03-17T02:00:00.000Z' };
    expect(timesOf({ ...resolved, decision }, chosenLater).slice(-2)).toEqual([CREDITED, decision.communicatedAt]);
  });

  test('F4 have the time of the remedy that followed a reversed one', () => {
    const later = { type: 'ReplacementQueued', occurredAt: '2026-04-01T02:00:00.000Z' };
    expect(timesOf(owed, [...chosenLater, later]).slice(-2)).toEqual([later.occurredAt, undefined]);
  });

  test('F6 are done when the unit was shipped, not when it was owed', () => {
    const queued = { type: 'ReplacementQueued', occurredAt: CREDITED };
    const sentOut = { type: 'ReplacementShipped', occurredAt: '2026-04-02T02:00:00.000Z' };
    expect(timesOf(shipped, [queued, sentOut]).slice(-2)).toEqual([CREDITED, sentOut.occurredAt]);
  });

  test('R4 are all reached when the credit note is that of another partner', () =>
    expect(reachedBy({ ...resolved, creditNote: null }, chosenLater)).toContain('onItsWay'));

  test('are reached without a time while the history is not there', () => {
    expect(timesOf(resolved, undefined)).toEqual([SENT, LOOKED, DECIDED, undefined, undefined]);
    expect(reachedBy(resolved, undefined)).toContain('done');
  });

  test.each([
    ['decided without a review', [], null, DECIDED],
    ['looked at by the clock', [], LOOKED, LOOKED],
    ['reviewed again after its decision', [{ reviewedAt: TOLD }], null, TOLD],
  ])('never have a time before the stage before: %s', (_, reviews, metAt, looked) => {
    const claim = { ...resolved, reviews, sla: { targets: [{ name: 'FIRST_REVIEW', metAt }] } };
    const times = timesOf(claim, chosenLater);
    expect(times[1]).toBe(looked);
    expect(times).toEqual(times.toSorted());
  });
});
