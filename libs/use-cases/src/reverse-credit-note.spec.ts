import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { creditNoteSeries, issuedNotes } from '#finance';
import { by, issued, reversalRequested, reversed, settled } from '#finance/facts';
import { at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { units } from '#warranty';
import { shipped, soldOnTo } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { reverseCreditNote } from './reverse-credit-note.ts';

const { given } = useCaseScenarios([issuedNotes], (data: Parameters<typeof reverseCreditNote>[0], meta, facts) =>
  reverseCreditNote(data, meta, portsOver(facts)),
);
const number = 'MG-2026-000001';
const serial = 'LB2-000481' as Serial;
const series = streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-1'));
const note = streamOf(issuedNotes, number);
const claim = streamOf(claims, 'C-1')(submitted({ claimId: 'C-1', serial }));
const unit = streamOf(units, serial);
const credited = [
  shipped({ serial }),
  { type: 'ClaimOpenedOnUnit', data: { serial, claimId: 'C-1', partnerId: 'P-SEOUL', round: 1 } },
  { type: 'ClaimClosedOnUnit', data: { serial, claimId: 'C-1', outcome: 'CREDITED', round: 1 } },
] as const;
const reverse = (reason = 'The price was wrong.', of = number) => ({ number: of, reason });

describe('reversing a credit note', () => {
  it('F4 is requested on the stream of the note, which may be settled', async () => {
    await given(series, claim, unit(...credited))
      .when(reverse(), by)
      .then(note(at(by.at, reversalRequested)));
    await given(series, claim, unit(...credited), note(settled()))
      .when(reverse(), by)
      .then(note(at(by.at, reversalRequested)));
  });

  it('F4 C12 is done once', async () => {
    const before = [series, claim, unit(...credited), note(reversalRequested, reversed)];
    await given(...before)
      .when(reverse(), by)
      .thenUnchanged();
    await given(...before)
      .when(reverse('Another reason.'), by)
      .thenRefused('F4', 'CREDIT_NOTE_REVERSED');
  });

  it('F4 C12 is answered as before once the claim has gone on', () =>
    given(
      series,
      claim,
      unit(...credited, {
        type: 'ClaimOpenedOnUnit',
        data: { serial, claimId: 'C-1', partnerId: 'P-SEOUL', round: 2 },
      }),
      unit(soldOnTo('P-BERLIN', '2026-02-01')),
      note(reversalRequested, reversed),
    )
      .when(reverse(), by)
      .thenUnchanged());

  it('F4 needs a reason', () =>
    given(series, claim, unit(...credited))
      .when(reverse(' '), by)
      .thenRefused('F4', 'REASON_REQUIRED'));

  it('F4 is refused while the unit cannot be claimed for again', () =>
    given(series, claim, unit(...credited, soldOnTo('P-BERLIN', '2026-02-01')))
      .when(reverse(), by)
      .thenRefused('F4', 'CLAIM_CANNOT_GO_BACK'));

  it.each(['MG-2026-000002', 'MG-2025-000001', 'XX-2026-000001', 'MG-2026-R000001', 'C-1', ''])(
    'F5 is refused for %j, which is not a note',
    (of) =>
      given(series, claim, unit(...credited))
        .when(reverse(undefined, of), by)
        .thenRefused('F5', 'CREDIT_NOTE_NOT_FOUND'),
  );
});
