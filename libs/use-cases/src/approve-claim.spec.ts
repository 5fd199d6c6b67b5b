import { type ClaimCoverage, claims } from '#claims';
import { approved, ben, by, reviewed, submission, submitted } from '#claims/facts';
import type { Instant } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, policies, units } from '#warranty';
import { day, enrolled, published, shipment, shipped, termsChanged } from '#warranty/facts';
import { approveClaim } from './approve-claim.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given, nothing } = useCaseScenarios([claims], (data: Parameters<typeof approveClaim>[0], meta, facts) =>
  approveClaim(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, 'C-2026-0001');
const seoul = streamOf(partners, 'P-SEOUL');
const busan = streamOf(partners, 'P-BUSAN');
const lamp = streamOf(units, submission.serial);
const terms = streamOf(policies, 'TERMS');
const standard = streamOf(policies, 'STANDARD');
/** By version 1 of STANDARD, 12 months from shipment. */
const ofUnit: ClaimCoverage = {
  covered: true,
  policyId: 'STANDARD',
  policyVersion: 1,
  expiresOn: day('2027-01-11'),
  testedOn: day('2026-03-05'),
  failedChecks: [],
};
/** After one month. */
const ended: ClaimCoverage = {
  ...ofUnit,
  covered: false,
  expiresOn: day('2026-02-11'),
  failedChecks: [{ code: 'EXPIRED', message: 'The warranty ended on Feb 11, 2026, before Mar 5, 2026.' }],
};
const confirmed = claim(submitted(), reviewed('CONFIRMED'));
const approve = { claimId: 'C-2026-0001' };
const approvedBy = ben.id;
/** Ten days later: no calendar is published in these facts. */
const chooseBy = '2026-03-19T02:00:00.000Z' as Instant;

describe('approving a claim', () => {
  it('C7 takes the current standing instruction of the partner', () =>
    given(
      confirmed,
      seoul(enrolled({ standingInstruction: 'CREDIT' }), termsChanged({ standingInstruction: 'REPLACEMENT' })),
    )
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy, choice: { remedy: 'REPLACEMENT', source: 'STANDING_INSTRUCTION' } }))));

  it('C7 takes the preference of the claim before the standing instruction', () =>
    given(
      claim(submitted({ preferredRemedy: 'REPLACEMENT' }), reviewed('CONFIRMED')),
      seoul(enrolled({ standingInstruction: 'CREDIT' })),
    )
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy, choice: { remedy: 'REPLACEMENT', source: 'PREFERENCE' } }))));

  it('C7 C4 asks a partner whose instruction is ASK, or that is not enrolled', async () => {
    await given(confirmed, seoul(enrolled()))
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy, chooseBy })));
    await given(confirmed)
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy, chooseBy })));
  });

  it('R4 C7 credits only the invoiced partner: another holder gets a replacement, whatever it preferred', () =>
    given(
      claim(submitted({ preferredRemedy: 'CREDIT', coverage: ofUnit }), reviewed('CONFIRMED')),
      seoul(enrolled({ standingInstruction: 'CREDIT' })),
      standard(published(1)),
      lamp(shipped({ invoicedTo: 'P-BUSAN' })),
      busan(enrolled({ partnerId: 'P-BUSAN' })),
    )
      .when(approve, by(ben))
      .then(
        claim(
          approved({
            approvedBy,
            choice: { remedy: 'REPLACEMENT', source: 'ONLY_POSSIBLE' },
            excludedRemedies: [
              {
                remedy: 'CREDIT',
                code: 'CREDIT_TO_INVOICED_PARTNER_ONLY',
                message:
                  'This unit was invoiced to another partner, so it cannot be credited to you. It can be replaced.',
                rule: 'R4',
              },
            ],
          }),
        ),
      ));

  it('C13 leaves goodwill above the limit of the terms to a second person', () =>
    given(
      claim(submitted({ coverage: { ...ended, policyId: 'TERMS' } }), reviewed('CONFIRMED')),
      seoul(enrolled({ standingInstruction: 'CREDIT' })),
      lamp(shipped({ policy: { policyId: 'TERMS', version: 1 } })),
      terms(
        published(1, {
          policyId: 'TERMS',
          months: 1,
          goodwillLimit: { ...shipment().netPrice, minor: shipment().netPrice.minor - 1 },
        }),
      ),
    )
      .when({ ...approve, goodwillReason: 'Nine days late.' }, by(ben))
      .then(
        claim(
          approved({
            approvedBy,
            choice: { remedy: 'CREDIT', source: 'STANDING_INSTRUCTION' },
            goodwill: { reason: 'Nine days late.', unconfirmed: true },
          }),
        ),
      ));

  it('C4 tests coverage again, and the decision goes by that', async () => {
    const unit = [standard(published(1)), lamp(shipped()), seoul(enrolled())] as const;
    const choice = { remedy: 'CREDIT', source: 'PREFERENCE' } as const;
    await given(...unit, claim(submitted({ coverage: ended, preferredRemedy: 'CREDIT' }), reviewed('CONFIRMED')))
      .when(approve, by(ben))
      .then(
        claim(
          { type: 'CoverageTested', data: { coverage: ofUnit, because: 'Approved' } },
          approved({ approvedBy, choice }),
        ),
      );
    await given(
      standard(published(1, { months: 1 })),
      lamp(shipped()),
      claim(submitted({ coverage: ofUnit }), reviewed('CONFIRMED')),
    )
      .when(approve, by(ben))
      .thenRefused('C3', 'GOODWILL_REASON_REQUIRED');
  });

  it('C6 is refused without a review that confirms the defect', () =>
    given(claim(submitted())).when(approve, by(ben)).thenRefused('C6', 'REVIEW_REQUIRED'));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when(approve, by(ben)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
