import { claims } from '#claims';
import { by, lapsed, partner, photo, rejected, reviewed, submission, submitted, video } from '#claims/facts';
import { at, type Day, type Instant, type Serial } from '#kernel';
import { staff, staffDirectory } from '#people';
import { staffEnrolled, staffListed } from '#people/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, policies, units } from '#warranty';
import { claimClosed, claimOpened, day, enrolled, published, shipped, soldOnTo, termsChanged } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { type ClaimSubmission, submitClaim } from './submit-claim.ts';

const { given } = useCaseScenarios([claims, units], (data: ClaimSubmission, meta, facts) =>
  submitClaim(data, meta, portsOver(facts)),
);

const claim = streamOf(claims, 'C-2026-0001');
const serial = 'LB2-000481' as Serial;
const unit = streamOf(units, serial);
const lamp = unit(shipped({ serial, sku: 'LB-200', batchId: 'B-2025-11' }));
const terms = streamOf(policies, 'STANDARD')(published(1, { skus: ['LB-200'] }));
const seoul = streamOf(partners, 'P-SEOUL');

const { sku: _sku, batchId: _batchId, coverage: _coverage, ...asked } = submission;
const submit = (more: Partial<ClaimSubmission> = {}): ClaimSubmission => ({ ...asked, ...more });
const opened = (claimId = 'C-2026-0001', partnerId = 'P-SEOUL') => {
  const event = claimOpened(claimId, partnerId);
  return { ...event, data: { ...event.data, serial } } as typeof event;
};
const covered = {
  covered: true,
  policyId: 'STANDARD',
  policyVersion: 1,
  expiresOn: '2027-01-11' as Day,
  testedOn: '2026-03-05' as Day,
  failedChecks: [],
};

describe('submitting a claim', () => {
  it('C2 reserves the unit, then submits the claim', () =>
    given(lamp, terms, seoul(enrolled()))
      .when(submit(), by(partner))
      .then(unit(opened()), claim(submitted({ coverage: covered, ownerId: 'mina' }))));

  it('N3 gives the claim to a member of staff', () =>
    given(
      lamp,
      terms,
      streamOf(staff, 'jun')(staffEnrolled({ staffId: 'jun', products: ['LB-200'] })),
      streamOf(staffDirectory, 'all')(staffListed('jun')),
    )
      .when(submit(), by(partner))
      .then(unit(opened()), claim(submitted({ coverage: covered, ownerId: 'jun' }))));

  it('C2 R10 finds the unit by its serial as typed', () =>
    given(lamp, terms)
      .when(submit({ serial: ' lb2-000481' }), by(partner))
      .then(unit(opened()), claim(submitted({ coverage: covered }))));

  it.each(['LB2-000482', 'no serial?', ''])('C2 of the serial "%s", which was never shipped, is refused', (unknown) =>
    given(lamp, terms)
      .when(submit({ serial: unknown }), by(partner))
      .thenRefused('C2', 'UNKNOWN_SERIAL'),
  );

  it('C1 with a file that was not uploaded is refused, and reserves nothing', () =>
    given(lamp, terms)
      .when(submit({ evidence: [{ ...photo, sha256: 'f'.repeat(64) }] }), by(partner))
      .thenRefused('C1', 'EVIDENCE_NOT_FOUND'));

  it('C10 for a defect rejected before on this unit is a reopening', async () => {
    const before = submitted({ claimId: 'C-2026-0000', serial });
    const rejectedBefore = [
      lamp,
      terms,
      unit(opened('C-2026-0000')),
      streamOf(claims, 'C-2026-0000')(before, reviewed('NOT_CONFIRMED'), rejected()),
      unit({
        ...claimClosed('C-2026-0000', 'REJECTED'),
        data: { ...claimClosed('C-2026-0000', 'REJECTED').data, serial },
      } as never),
    ];
    await given(...rejectedBefore)
      .when(submit(), by(partner))
      .thenRefused('C10', 'REOPEN_INSTEAD');
    const another = { code: 'STRAP-TORN', description: 'The strap is torn.' };
    await given(...rejectedBefore)
      .when(submit({ defect: another }), by(partner))
      .then(unit(opened()), claim(submitted({ defect: another, coverage: covered })));
  });

  it('C2 of a unit held by another partner is refused', async () => {
    await given(lamp, unit(soldOnTo('P-BERLIN', '2026-02-01')), terms)
      .when(submit(), by(partner))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C2 of a unit with an open claim is refused, and accepted after that claim has ended', async () => {
    const taken = [lamp, terms, unit(opened('C-2026-0000'))];
    await given(...taken)
      .when(submit(), by(partner))
      .thenRefused('C2', 'CLAIM_ALREADY_OPEN');
    const ended = claimClosed('C-2026-0000', 'REJECTED');
    await given(...taken, unit({ ...ended, data: { ...ended.data, serial } } as typeof ended))
      .when(submit(), by(partner))
      .then(unit(opened()), claim(submitted({ coverage: covered })));
  });

  it('C1 without evidence is refused, and reserves nothing', () =>
    given(lamp, terms)
      .when(submit({ evidence: [] }), by(partner))
      .thenRefused('C1', 'EVIDENCE_REQUIRED'));

  it('C2 with an id that was used up is refused, and reserves nothing', () =>
    given(lamp, terms, claim(lapsed)).when(submit(), by(partner)).thenRefused('C2', 'SUBMISSION_LAPSED'));

  it('C3 is tested on the day of failure, or of submission when that is unknown', async () => {
    await given(lamp, terms)
      .when(submit({ failedOn: day('2026-03-01') }), by(partner))
      .then(
        unit(opened()),
        claim(submitted({ failedOn: day('2026-03-01'), coverage: { ...covered, testedOn: day('2026-03-01') } })),
      );
    const { failedOn: _, ...unknown } = submit();
    const event = submitted({ coverage: { ...covered, testedOn: day('2026-03-09') } });
    const { failedOn: __, ...data } = event.data as { failedOn?: Day };
    await given(lamp, terms)
      .when(unknown, by(partner))
      .then(unit(opened()), claim({ ...event, data } as typeof event));
  });

  it('C3 C4 is accepted with its failed checks: without a policy it is neither covered nor refused', () =>
    given(lamp)
      .when(submit(), by(partner))
      .then(
        unit(opened()),
        claim(
          submitted({
            coverage: {
              covered: false,
              testedOn: day('2026-03-05'),
              failedChecks: [
                {
                  code: 'NO_POLICY',
                  message: 'No warranty policy was in force for LB-200 on Jan 12, 2026, when it was shipped.',
                },
              ],
            },
          }),
        ),
      ));

  it('S7 binds the calendar that the partner has on that day', () =>
    given(lamp, terms, seoul(enrolled(), termsChanged({ calendarId: 'SEOUL' })))
      .when(submit(), by(partner))
      .then(unit(opened()), claim(submitted({ coverage: covered, calendarId: 'SEOUL', ownerId: 'mina' }))));

  it('S5 is dated when it was received, if that was earlier', () => {
    const receivedAt = '2026-03-06T16:30:00.000Z' as Instant;
    return given(lamp, terms)
      .when(submit({ receivedAt }), by(partner))
      .then(unit(at(receivedAt, opened())), claim(at(receivedAt, submitted({ coverage: covered }))));
  });

  it('C12 with the id of another claim is refused', () =>
    given(lamp, terms, unit(opened()), claim(submitted({ coverage: covered })))
      .when(submit({ evidence: [video] }), {
        ...by(partner),
        id: '00000000-0000-4000-8000-000000000000',
      })
      .thenRefused('C12', 'CLAIM_ID_TAKEN'));
});
