import * as useCases from '#use-cases';
import { COST_COMPONENTS, COST_UNITS, EPIDEMIC_BASES, GovernProduct, PublishPolicy } from '#warranty';
import { EVIDENCE_KIND, POLICY_KIND, START_ANCHOR } from './enumerations.ts';
import {
  day,
  decimal,
  duration,
  flag,
  id,
  input,
  listOf,
  money,
  oneOf,
  oneOfText,
  optional,
  part,
  share,
  text,
  whole,
} from './fields.ts';
import { recordAnswer, request, useCase } from './request.ts';

const EVIDENCE_DEMAND = input('EvidenceDemandInput', 'Evidence that a policy asks for.', {
  defectCode: optional(text(64, 'For claims with this defect; default: every claim.')),
  kind: oneOf(EVIDENCE_KIND, 'What the files must show.'),
  atLeast: whole(1, 50, 'How many files of that kind.'),
});

const EPIDEMIC_TRIGGER = input('EpidemicTriggerInput', 'What a contract calls an epidemic failure (B4).', {
  share: share('Claims by one cause as a share of the units, such as 0.05.'),
  windowDays: whole(1, 3650, 'In any so many days in a row.'),
  of: optional(oneOfText(EPIDEMIC_BASES, 'Of the units shipped so far, or of the whole lot; default: SHIPPED.')),
});

const ofCost = {
  component: oneOfText(COST_COMPONENTS, 'What it is for.'),
  country: optional(
    text(2, 'Country of the partner (ISO 3166-1), such as KR; default: those without a rate of their own.'),
  ),
  source: text(500, 'Where the rate comes from, such as a price list and its date.'),
};
const COST_RATE = input('CostRateInput', 'What a part of the return of a unit costs (F9).', {
  ...ofCost,
  rate: money('Cost of one unit of `per`.'),
  per: oneOfText(COST_UNITS, 'What the rate is for.'),
  quantity: optional(
    decimal(
      'How many of `per` a return takes, with up to three decimals; default: 1, or for KG the weight of the product.',
    ),
  ),
});
const COST_SHARE = input('CostShareInput', 'A part of the cost of a return that is a share of the net price (F9).', {
  ...ofCost,
  percent: decimal('Percent of the net price of the unit, such as a duty of 8; with days, the interest of a year.'),
  days: optional(decimal('Days for which interest is counted: price × percent × days / 365.')),
});

const SIGN_OFF = input('SignOffInput', 'A legal sign-off.', {
  by: id('The member of staff who approved it.'),
  on: day('When.'),
});

export const publishPolicy = request({
  name: 'publishPolicy',
  description: 'Publishes a version of warranty terms; versions are never edited.',
  input: input('PolicyInput', 'Warranty terms.', {
    id: id('Id of the policy.'),
    version: optional(
      whole(1, 1_000_000, 'The number that it is to have: refused when another version was published meanwhile.'),
    ),
    skus: listOf(text(64, 'Stock keeping unit of a product it governs.'), { most: 1000 }),
    effectiveFrom: day('It governs units shipped on this day or later; not before the day of publication (R6).'),
    retroactiveReason: optional(text(500, 'Reason why it takes effect before the day of publication (R6).')),
    kind: oneOf(POLICY_KIND, 'How much it covers.'),
    months: whole(1, 600, 'Length of the term in calendar months.'),
    startAnchor: oneOf(START_ANCHOR, 'Day on which the term begins.'),
    latestStartMonths: optional(
      whole(0, 600, 'SOLD only: months after shipment at which the term begins while the sale is not known (R7).'),
    ),
    claimWindowDays: optional(
      whole(1, 3650, 'Days from the failure within which a claim must be submitted; default: unlimited.'),
    ),
    excludedDefects: optional(listOf(text(64, 'Code of a defect that is not covered.'), { most: 500 })),
    coveredDefects: optional(
      listOf(
        text(64, 'LIMITED only: code of a defect that is covered; with none, every defect that is not excluded.'),
        { most: 500 },
      ),
    ),
    evidenceDemanded: optional(listOf(part(EVIDENCE_DEMAND, 'Files required with a claim (E2).'), { most: 100 })),
    resolutionTarget: optional(duration('Business hours within which a claim is resolved; default: PT48H (S1).')),
    firstReviewTarget: optional(duration('Business hours within which it is first reviewed; default: PT24H (S1).')),
    replacementDays: optional(whole(0, 3650, 'Minimum days of cover for a replacement unit; default: 90 (C11).')),
    evidenceDays: optional(whole(1, 365, 'Business days for the partner to send evidence; default: 10 (C6).')),
    choiceDays: optional(whole(1, 365, 'Business days for the partner to choose a remedy; default: 10 (C7).')),
    owedDays: optional(
      whole(1, 3650, 'Days after which an owed replacement is offered as a credit; default: 60 (F6).'),
    ),
    firstContactGoal: optional(
      share('Share of claims to be resolved without asking for more evidence; default: 0.99 (S13).'),
    ),
    pauseForSamples: optional(flag("Whether a sample in transit pauses a claim's clock; default: false (S6).")),
    goodwillLimit: optional(money('Goodwill above it needs a second person; default: unlimited (C13).')),
    releaseLimit: optional(money('A credit above it is released by finance; default: unlimited (F8).')),
    costRates: optional(listOf(part(COST_RATE, 'What the return of a unit would cost (F9).'), { most: 500 })),
    costShares: optional(
      listOf(part(COST_SHARE, 'What the return of a unit would cost as a share of its price (F9).'), { most: 500 }),
    ),
    epidemicTriggers: optional(
      listOf(part(EPIDEMIC_TRIGGER, 'What suspects a batch at once, beside the test of its claims (B4).'), {
        most: 10,
      }),
    ),
    falseAlarmShare: optional(
      share('Share of good batches that may ever be suspected; above 0 and below 1, default: 0.01 (B3).'),
    ),
    initialMonthlyRate: optional(
      share(
        'Claims of one defect group per unit and month to be expected before anything is known of a product and its family; above 0 and below 1, default: 0.0005 (B3).',
      ),
    ),
    text: optional(text(20_000, 'Its wording in plain language.')),
    signOff: optional(part(SIGN_OFF, 'Who has approved these terms for the legal department.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, costRates, costShares, ...policy }) => ({
    ...policy,
    policyId: id,
    ...((costRates ?? costShares) && {
      costRates: [
        ...(costRates ?? []).map(({ quantity, ...rate }) => ({
          ...rate,
          ...(quantity !== undefined && { quantityThousandths: quantity }),
        })),
        ...(costShares ?? []).map(({ percent, days, ...share }) => ({
          ...share,
          percentThousandths: percent,
          ...(days === undefined ? { per: 'UNIT' as const } : { per: 'DAY' as const, quantityThousandths: days }),
        })),
      ],
    }),
  }),
  answer: recordAnswer('policyId'),
  handling: useCase(useCases.publishPolicy, [PublishPolicy, GovernProduct]),
});
