import { projectionScenarios, streamOf } from '#platform/specs';
import { type ClaimMailDocument, claimMailsProjection } from './claim-mails.projection.ts';
import type { MailEvent } from './mail.events.ts';
import { mails } from './mail.aggregates.ts';
import * as facts from './mail.facts.fixture.ts';

const { given } = projectionScenarios<ClaimMailDocument>(claimMailsProjection);
const mail = streamOf(mails, facts.MAIL_ID);
const about = (claimId: string) => ({ id: `${facts.MAIL_ID}/${claimId}`, claimId, mailId: facts.MAIL_ID });
const claims = ['C-1', 'C-2'].map((claimId) => ({ claimId, serial: claimId }));

describe('The mails of a claim', () => {
  it.each<[string, MailEvent, readonly ClaimMailDocument[]]>([
    ['became claims', facts.mailBecameClaims({ claims }), [about('C-1'), about('C-2')]],
    ['was added to one', facts.mailAddedToClaim(), [about('C-1')]],
    ['lacks something, as a reply', facts.mailFoundIncomplete({ claimId: 'C-1' }), [about('C-1')]],
    ['waits for staff, as a reply', facts.mailLeftToStaff({ claimId: 'C-1' }), [about('C-1')]],
    ['is about no claim', facts.mailLeftToStaff(), []],
  ])('N3 are found by the claim, of a mail that %s', (_, outcome, expected) =>
    expected.length === 0
      ? given(mail(facts.mailReceived(), outcome)).thenNone()
      : given(mail(facts.mailReceived(), outcome)).then(...(expected as [ClaimMailDocument])),
  );

  it('N3 are those that staff made a claim of too, and those that were deleted', () =>
    given(
      mail(
        facts.mailReceived(),
        facts.mailLeftToStaff({ claimId: 'C-9' }),
        facts.mailBecameClaims(),
        facts.mailDeleted(),
      ),
    ).then(about('C-1'), about('C-9')));
});
