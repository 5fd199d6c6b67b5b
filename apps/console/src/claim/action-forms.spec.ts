import { ACTIONS } from './action-forms.ts';
import type { Texts } from '../texts.tsx';
import type { ClaimView } from './view.ts';

/** What the person who looks is refused, by action; the others are possible. */
type Refusals = Readonly<Partial<Record<keyof typeof ACTIONS, string>>>;

const UNDER_REVIEW: Refusals = { confirmGoodwill: 'NOTHING_TO_CONFIRM', releaseCredit: 'FORBIDDEN' };
const DECIDED: Refusals = { reviewEvidence: 'ALREADY_DECIDED', approveClaim: 'ALREADY_DECIDED' };

/** The emphasised action of a claim. */
function nextOf(refusals: Refusals, covered: boolean, verdict?: 'CONFIRMED' | 'NOT_CONFIRMED' | 'INCONCLUSIVE') {
  const claim = {
    status: 'UNDER_REVIEW',
    coverage: { covered },
    reviews: verdict ? [{ verdict }] : [],
    actions: Object.keys(ACTIONS).map((name) => {
      const code = refusals[name as keyof typeof ACTIONS];
      return { name, refusal: code === undefined ? null : { code } };
    }),
  } as unknown as ClaimView;
  return Object.entries(ACTIONS).find(
    ([name, { isNext }]) => refusals[name as keyof typeof ACTIONS] === undefined && isNext?.(claim),
  )?.[0];
}

test.each([
  ['a review, before it', { approveClaim: 'REVIEW_REQUIRED', rejectClaim: 'REVIEW_REQUIRED' }, true, undefined],
  [
    'a review, of new files',
    { approveClaim: 'EVIDENCE_NOT_REVIEWED', rejectClaim: 'REVIEW_REQUIRED' },
    true,
    'CONFIRMED',
  ],
] as const)('C6 what comes next is %s', (_, refusals, covered, verdict) =>
  expect(nextOf({ ...UNDER_REVIEW, ...refusals }, covered, verdict)).toBe('reviewEvidence'),
);

test('C5 what comes next after a review that was inconclusive is to ask for what is missing', () =>
  expect(
    nextOf(
      { ...UNDER_REVIEW, approveClaim: 'EVIDENCE_REQUEST_REQUIRED', rejectClaim: 'EVIDENCE_REQUEST_REQUIRED' },
      true,
      'INCONCLUSIVE',
    ),
  ).toBe('requestEvidence'));

test('C6 what comes next after a review is to approve a covered claim that is confirmed, and to reject one that is not', () => {
  expect(nextOf({ ...UNDER_REVIEW, rejectClaim: 'REVIEW_REQUIRED' }, true, 'CONFIRMED')).toBe('approveClaim');
  expect(nextOf({ ...UNDER_REVIEW, approveClaim: 'REVIEW_REQUIRED' }, true, 'NOT_CONFIRMED')).toBe('rejectClaim');
});

test('C3 what comes next of a claim that is not covered is to reject it, also for who may not approve it as goodwill', () => {
  expect(nextOf(UNDER_REVIEW, false, 'CONFIRMED')).toBe('rejectClaim');
  expect(nextOf({ ...UNDER_REVIEW, approveClaim: 'GOODWILL_BY_REVIEWER' }, false, 'CONFIRMED')).toBe('rejectClaim');
});

test('C13 what comes next of goodwill that waits is its confirmation, for who may give it', () => {
  const waits: Refusals = { releaseCredit: 'FORBIDDEN', approveClaim: 'CONFIRMATION_AWAITED' };
  expect(nextOf(waits, false, 'CONFIRMED')).toBe('confirmGoodwill');
  expect(nextOf({ ...waits, confirmGoodwill: 'SAME_APPROVER' }, false, 'CONFIRMED')).not.toBe('rejectClaim');
});

test('F8 what comes next of a credit that is held is its release', () =>
  expect(nextOf({ ...DECIDED, rejectClaim: 'ALREADY_DECIDED', confirmGoodwill: 'FORBIDDEN' }, true, 'CONFIRMED')).toBe(
    'releaseCredit',
  ));

it('a release says what is credited, and to whom (F8)', () => {
  const texts = {
    t: (id: string, values: object) => `${id} ${JSON.stringify(values)}`,
    money: ({ amount, currency }: { amount: string; currency: string }) => `${currency} ${amount}`,
  } as unknown as Texts;
  const claim = {
    partner: { name: 'Seoul Beauty' },
    unit: { invoice: { netPrice: { amount: '129000', currency: 'KRW' } } },
  } as unknown as ClaimView;
  expect(ACTIONS.releaseCredit.follows?.(claim, texts)).toBe(
    'release.follows {"partner":"Seoul Beauty","amount":"KRW 129000"}',
  );
});

it('a rejection needs the clause, and the evidence relied on where there is some (C6)', () => {
  const neededOf = (evidence: readonly object[]) => {
    const claim = { coverage: { covered: true, failedChecks: [] }, reviews: [], evidence } as unknown as ClaimView;
    return ACTIONS.rejectClaim.fields(claim, false).flatMap(({ name, isRequired }) => (isRequired ? [name] : []));
  };
  expect(neededOf([{ id: 'e-1', name: 'front.jpg', kind: 'PHOTO' }])).toEqual([
    'code',
    'explanation',
    'clause',
    'evidenceId',
  ]);
  expect(neededOf([])).toEqual(['code', 'explanation', 'clause']);
});
