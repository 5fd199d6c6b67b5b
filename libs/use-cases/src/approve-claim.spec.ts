import { claims } from '#claims';
import { approved, ben, by, reviewed, submitted } from '#claims/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners } from '#warranty';
import { enrolled, termsChanged } from '#warranty/facts';
import { approveClaim } from './approve-claim.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given, nothing } = useCaseScenarios([claims], (data: { readonly claimId: string }, meta, facts) =>
  approveClaim(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, 'C-2026-0001');
const seoul = streamOf(partners, 'P-SEOUL');
const confirmed = claim(submitted(), reviewed('CONFIRMED'));
const approve = { claimId: 'C-2026-0001' };
const approvedBy = ben.id;

describe('approving a claim', () => {
  it('C7 takes the standing instruction that the partner has at that moment', () =>
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

  it('C7 C4 asks a partner that wants to be asked, and one that was not enrolled', async () => {
    await given(confirmed, seoul(enrolled()))
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy })));
    await given(confirmed)
      .when(approve, by(ben))
      .then(claim(approved({ approvedBy })));
  });

  it('C6 is refused without a review that confirms the defect', () =>
    given(claim(submitted())).when(approve, by(ben)).thenRefused('C6', 'REVIEW_REQUIRED'));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when(approve, by(ben)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
