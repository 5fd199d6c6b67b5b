import { money, scenarios, type Serial } from '#kernel';
import { unitDecider } from './unit.decider.ts';
import { invoicingOf } from './unit.policies.ts';
import { NameReplacement, ReplaceUnit } from './warranty.commands.ts';
import {
  by,
  claimClosed,
  claimOpened,
  day,
  deliver,
  delivered,
  giveBack,
  namedAsReplacement,
  replaced,
  returned,
  sell,
  ship,
  shipment,
  shipped,
  sold,
  soldOnTo,
} from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(unitDecider, (actual, expected) => expect(actual).toEqual(expected));

const OLD = 'GL1-25-000007' as Serial;
const { serial } = shipment();
const replacementOf = { serial: OLD, claimId: 'C-1', originalExpiresOn: day('2026-12-31'), minimumDays: 90 };
const free = { invoiceNumber: 'INV-2026-0200', netPrice: money('0', 'KRW'), taxAmount: money('0', 'KRW') };
const nameIt = (claimId = 'C-1', partnerId = 'P-SEOUL') =>
  new NameReplacement(
    {
      serial,
      partnerId,
      replacementOf: { ...replacementOf, claimId },
      invoicing: invoicingOf({ shipment: shipment() }),
    },
    by(),
  );

describe('A replacement', () => {
  it('C12 shipped again is unchanged, whatever has become of the unit that it replaces', () => {
    given(shipped({ replacementOf }))
      .when(
        ship({
          netPrice: money('1', 'KRW'),
          replacementOf: { ...replacementOf, originalExpiresOn: day('2027-01-31') },
        }),
      )
      .thenUnchanged();
    given(shipped({ replacementOf }))
      .when(ship({ replacementOf: { ...replacementOf, claimId: 'C-2' } }))
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
  });

  it('F6 is a unit that no claim was made for', () => {
    const back = [shipped(), claimOpened('C-9'), claimClosed('C-9', 'REJECTED'), returned('2026-02-01')];
    const again = { shippedOn: day('2026-03-01'), replacementOf };
    given(...back)
      .when(ship(again))
      .thenRefused('F6', 'UNIT_CLAIMED');
    given(shipped(), returned('2026-02-01')).when(ship(again)).then(shipped(again));
  });

  it('R2 may be a unit shipped at a price of zero, which then stands on the invoice line of the one it replaces', () => {
    given(shipped(free)).when(nameIt()).then(namedAsReplacement({ replacementOf }));
    given(shipped(free), delivered())
      .when(nameIt())
      .then(
        namedAsReplacement({ replacementOf, delivery: { deliveredOn: day('2026-01-15'), proof: 'Signed by Kim' } }),
      );
    const named = given(shipped(free), namedAsReplacement({ replacementOf }));
    expect(named.state()?.shipment).toEqual({ ...shipment(), replacementOf });
    named.when(nameIt()).thenUnchanged();
    named.when(ship(free)).thenUnchanged();
    named.when(nameIt('C-2')).thenRefused('C8', 'SHIPPED_AT_A_PRICE');
  });

  it('C8 is never a unit that was invoiced at a price, nor one that another partner holds, nor one claimed for', () => {
    given(shipped()).when(nameIt()).thenRefused('C8', 'SHIPPED_AT_A_PRICE');
    given(shipped(free)).when(nameIt('C-1', 'P-BERLIN')).thenRefused('F6', 'SHIPPED_TO_ANOTHER');
    given(shipped(free), soldOnTo('P-BUSAN', '2026-02-01')).when(nameIt()).thenRefused('F6', 'SHIPPED_TO_ANOTHER');
    given(shipped(free), claimOpened('C-9')).when(nameIt()).thenRefused('F6', 'UNIT_CLAIMED');
    given(shipped(free), returned('2026-02-01')).when(nameIt()).thenRefused('R3', 'UNIT_IN_STOCK');
    nothing.when(nameIt()).thenRefused('C2', 'UNKNOWN_SERIAL');
  });

  it('F6 does not come back to stock: its claim would have nothing and be owed nothing', () => {
    given(shipped({ replacementOf })).when(giveBack('2026-02-01')).thenRefused('F6', 'REPLACEMENT_NOT_RETURNABLE');
  });

  it('R2 is known to the unit whose place it takes', () => {
    const replace = new ReplaceUnit({ serial, claimId: 'C-1', newSerial: OLD }, by());
    given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REPLACED')).when(replace).then(replaced('C-1', OLD));
    given(shipped(), replaced('C-1', OLD)).when(replace).thenUnchanged();
  });
});

describe('A delivery', () => {
  it('F6 is a day and its proof, once', () => {
    given(shipped()).when(deliver('2026-01-15')).then(delivered());
    given(shipped(), delivered()).when(deliver('2026-01-15')).thenUnchanged();
    given(shipped(), delivered()).when(deliver('2026-01-16')).thenRefused('R3', 'ALREADY_DELIVERED');
    given(shipped()).when(deliver('2026-01-15', '')).thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(deliver('2026-01-15')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });

  it('F6 of a replacement says which claim it answers', () => {
    given(shipped({ replacementOf }))
      .when(deliver('2026-01-15'))
      .then(delivered({ claimId: 'C-1' }));
  });

  it('R3 R12 follows the shipment and precedes the sale', () => {
    given(shipped()).when(deliver('2026-01-11')).thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped()).when(deliver('2026-06-03')).thenRefused('R12', 'DATED_IN_FUTURE');
    given(shipped(), sold('2026-02-01')).when(deliver('2026-02-02')).thenRefused('R3', 'DATED_TOO_LATE');
    given(shipped(), sold('2026-02-01'))
      .when(deliver('2026-02-01'))
      .then(delivered({ deliveredOn: day('2026-02-01') }));
    given(shipped(), delivered()).when(sell('2026-01-14')).thenRefused('R3', 'DATED_TOO_EARLY');
    given(shipped(), delivered()).when(sell('2026-01-15')).then(sold('2026-01-15'));
    given(shipped(), returned('2026-02-01')).when(deliver('2026-01-15')).thenRefused('R3', 'UNIT_IN_STOCK');
  });
});
