import { unitStreams } from './warranty.streams.ts';
import { scenarios, type Serial } from '#kernel';
import { unitDecider } from './unit.decider.ts';
import {
  admin,
  by,
  claimClosed,
  claimOpened,
  closeClaim,
  day,
  extend,
  extended,
  openClaim,
  partner,
  sell,
  ship,
  shipment,
  shipped,
  sold,
  soldOnTo,
} from './warranty.facts.fixture.ts';
import { RecordSale } from './warranty.commands.ts';

const { given, nothing } = scenarios(unitDecider, (actual, expected) => expect(actual).toEqual(expected));

describe('A shipment', () => {
  it('C8 keeps the net price and the invoice of the unit', () => {
    nothing.when(ship()).then(shipped());
  });

  it('C12 told again is unchanged, also when the unit has a history since', () => {
    given(shipped()).when(ship()).thenUnchanged();
    given(shipped(), sold('2026-02-01'), claimOpened('C-1')).when(ship()).thenUnchanged();
  });

  it('2 of a unit that was shipped otherwise is refused', () => {
    given(shipped())
      .when(ship({ partnerId: 'P-BERLIN' }))
      .thenRefused(undefined, 'UNIT_ALREADY_SHIPPED');
    given(shipped())
      .when(ship({ netPrice: { minor: 1, currency: 'KRW' } }))
      .thenRefused(undefined, 'UNIT_ALREADY_SHIPPED');
  });

  it('F3 needs a price of more than nothing', () => {
    for (const minor of [0, -1])
      nothing.when(ship({ netPrice: { minor, currency: 'KRW' } })).thenRefused('F3', 'PRICE_NOT_POSITIVE');
  });

  it('F3 works out the tax of the line from what is known of it', () => {
    const tax = (taxCategory?: string, taxRate?: string) => {
      const { verdict } = nothing.when(ship({ taxCategory, taxRate }));
      if (verdict.kind === 'refused') return `${verdict.refusal.rule} ${verdict.refusal.message}`;
      const [event] = verdict.kind === 'accepted' ? verdict.events : [];
      return event?.type === 'UnitShipped' ? `${event.data.taxCategory} ${event.data.taxRate}` : verdict;
    };
    expect(tax()).toBe('O 0.00');
    expect(tax(undefined, '19')).toBe('S 19.00');
    expect(tax(undefined, '0')).toBe('Z 0.00');
    expect(tax('S', '8.1')).toBe('S 8.10');
    expect(tax('S', '08.875')).toBe('S 8.875');
    expect(tax('G')).toBe('G 0.00');
    expect(tax('L', '0')).toBe('L 0.00');
    expect(tax('L', '7')).toBe('L 7.00');
    expect(tax('S')).toBe('F3 taxRate: category S needs a rate such as 19.00');
    expect(tax('L')).toBe('F3 taxRate: category L needs a rate such as 19.00');
    expect(tax('S', '0')).toBe('F3 taxRate: category S needs a rate of more than zero');
    expect(tax('E', '19')).toBe('F3 taxRate: category E needs a rate of zero');
    expect(tax('X', '19')).toBe('F3 taxCategory: "X" is none of S, Z, E, AE, K, G, O, L, M');
    expect(tax('constructor', '19')).toMatch(/^F3 taxCategory: /);
    for (const rate of ['19%', '-1', '100', '', '1e1', '19.'])
      expect(tax('S', rate)).toBe(`F3 taxRate: "${rate}" is not a percentage such as 19.00`);
  });

  it('2 names its ids in the one form that streams and addresses can carry', () => {
    expect(nothing.when(ship({ partnerId: 'P SEOUL' })).thenRefused(undefined, 'INVALID_INPUT').message).toBe(
      'partnerId: must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    );
    nothing.when(ship({ batchId: '../B' })).thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(ship({ serial: 'gl1 26' as Serial })).thenRefused(undefined, 'INVALID_INPUT');
    expect(unitStreams.of(shipment().serial)).toBe('unit-GL1-26-000042');
  });

  it('2 is a fact: what leaves only after today is refused', () => {
    nothing.when(ship({ shippedOn: day('2026-06-03') })).thenRefused(undefined, 'SHIPPED_IN_FUTURE');
  });

  it('C11 of a replacement carries the term it inherits', () => {
    const replacementOf = {
      serial: 'GL1-25-000007' as Serial,
      originalExpiresOn: day('2026-02-14'),
      minimumDays: 90,
    };
    nothing.when(ship({ replacementOf })).then(shipped({ replacementOf }));
  });
});

describe('A sale', () => {
  it('3 to a consumer is recorded by the partner who holds the unit', () => {
    given(shipped()).when(sell('2026-02-01')).then(sold('2026-02-01'));
  });

  it('3 by an administrator counts as the holder’s', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-03-01', admin))
      .then(sold('2026-03-01', 'P-BUSAN'));
  });

  it('3 told by an import counts as the holder’s', () => {
    given(shipped())
      .when(sell('2026-02-01', { id: 'import', role: 'SYSTEM' }))
      .then(sold('2026-02-01'));
  });

  it('3 on the day of another sale, to another buyer, is another sale', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-02-01', admin))
      .then(sold('2026-02-01', 'P-BUSAN'));
  });

  it('C2 on to another partner hands the unit over to that one', () => {
    given(shipped())
      .when(sell('2026-02-01', partner('P-SEOUL'), 'P-BUSAN'))
      .then(soldOnTo('P-BUSAN', '2026-02-01'));
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-03-01', partner('P-BUSAN')))
      .then(sold('2026-03-01', 'P-BUSAN'));
  });

  it('C2 by any other partner is refused, also by one who held the unit before', () => {
    given(shipped())
      .when(sell('2026-02-01', partner('P-BERLIN')))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-03-01', partner('P-SEOUL')))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
    given(shipped())
      .when(sell('2026-02-01', { id: 'rita', role: 'REVIEWER' }))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C12 told again is unchanged, by who sold, and as long as the unit lives', () => {
    const chain = [shipped(), soldOnTo('P-BUSAN', '2026-02-01'), sold('2026-03-01', 'P-BUSAN')];
    given(...chain)
      .when(sell('2026-02-01', partner('P-SEOUL'), 'P-BUSAN'))
      .thenUnchanged();
    given(...chain)
      .when(sell('2026-02-01', admin, 'P-BUSAN'))
      .thenUnchanged();
    given(...chain)
      .when(sell('2026-03-01', partner('P-BUSAN')))
      .thenUnchanged();
    // Who did not sell it learns nothing from guessing the day.
    given(...chain)
      .when(sell('2026-03-01', partner('P-SEOUL')))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C12 to the partner who holds the unit already changes nothing', () => {
    given(shipped())
      .when(sell('2026-02-01', admin, 'P-SEOUL'))
      .thenUnchanged();
  });

  it('3 to a second consumer is refused, and so is a sale to a partner after that to a consumer', () => {
    const history = given(shipped(), sold('2026-02-01'));
    history.when(sell('2026-02-02')).thenRefused(undefined, 'UNIT_ALREADY_SOLD');
    history.when(sell('2026-02-02', partner('P-SEOUL'), 'P-BUSAN')).thenRefused(undefined, 'UNIT_ALREADY_SOLD');
  });

  it('3 has a day that can be: not before the shipment, not after today anywhere on earth', () => {
    given(shipped()).when(sell('2026-01-11')).thenRefused(undefined, 'SOLD_BEFORE_SHIPPED');
    given(shipped()).when(sell('2026-01-12')).then(sold('2026-01-12'));
    // 2026-06-01T02:00Z is the first of June everywhere at most.
    given(shipped()).when(sell('2026-06-01')).then(sold('2026-06-01'));
    given(shipped()).when(sell('2026-06-02')).thenRefused(undefined, 'SOLD_IN_FUTURE');
    given(shipped())
      .when(new RecordSale({ serial: shipment().serial, soldOn: day('2026-02-30') }, by()))
      .thenRefused(undefined, 'INVALID_INPUT');
  });

  it('C2 of a unit that was never shipped is refused', () => {
    nothing.when(sell('2026-02-01')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('An extension', () => {
  it('3 adds months, again for another reason', () => {
    given(shipped()).when(extend(6, 'Spring campaign')).then(extended(6, 'Spring campaign'));
    given(shipped(), extended(6, 'Spring campaign'))
      .when(extend(6, 'Late delivery'))
      .then(extended(6, 'Late delivery'));
    expect(
      given(shipped(), extended(6, 'Spring campaign'), extended(3, 'Late delivery')).state()?.extensionMonths,
    ).toBe(9);
  });

  it('C12 of the same months for the same reason is the same one', () => {
    given(shipped(), extended(6, 'Spring campaign'), extended(3, 'Late delivery'))
      .when(extend(6, 'Spring campaign'))
      .thenUnchanged();
  });

  it('3 is a whole number of months, with a reason, and stays within reason', () => {
    for (const months of [0, -6, 1.5, 601])
      given(shipped()).when(extend(months, 'x')).thenRefused(undefined, 'INVALID_INPUT');
    given(shipped()).when(extend(6, ' ')).thenRefused(undefined, 'INVALID_INPUT');
    given(shipped(), extended(600, 'a'), extended(600, 'b'))
      .when(extend(1, 'c'))
      .thenRefused(undefined, 'EXTENSION_TOO_LONG');
    nothing.when(extend(6, 'Spring campaign')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('A claim on a unit', () => {
  it('C2 is opened by the partner it was shipped to', () => {
    given(shipped()).when(openClaim('C-1')).then(claimOpened('C-1'));
  });

  it('C2 is opened by the partner it was sold on to, and no longer by the one who sold it on', () => {
    const chain = given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'));
    chain.when(openClaim('C-1', 'P-BUSAN')).then(claimOpened('C-1', 'P-BUSAN'));
    chain.when(openClaim('C-1', 'P-SEOUL')).thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C2 stays with the partner who sold to the consumer', () => {
    given(shipped(), sold('2026-02-01')).when(openClaim('C-1')).then(claimOpened('C-1'));
  });

  it('C2 on an unknown serial, on another partner’s unit and beside an open claim is refused', () => {
    nothing.when(openClaim('C-1')).thenRefused('C2', 'UNKNOWN_SERIAL');
    given(shipped()).when(openClaim('C-1', 'P-BERLIN')).thenRefused('C2', 'NOT_YOUR_UNIT');
    given(shipped(), claimOpened('C-1')).when(openClaim('C-2')).thenRefused('C2', 'CLAIM_ALREADY_OPEN');
  });

  it('E4 another partner never learns whose the unit is, nor that a claim is open on it', () => {
    const history = given(shipped(), claimOpened('C-1'));
    const refusal = history.when(openClaim('C-2', 'P-BERLIN')).thenRefused('C2', 'NOT_YOUR_UNIT');
    expect(JSON.stringify(refusal)).not.toMatch(/SEOUL|C-1/);
    expect(JSON.stringify(history.when(openClaim('C-2')).thenRefused('C2', 'CLAIM_ALREADY_OPEN'))).not.toMatch(/C-1/);
  });

  it('C12 opened again under the same id is unchanged', () => {
    given(shipped(), claimOpened('C-1')).when(openClaim('C-1')).thenUnchanged();
  });

  it('C2 frees the unit when it is closed, however it ended', () => {
    for (const outcome of ['CREDITED', 'REPLACED', 'REJECTED', 'WITHDRAWN'] as const) {
      given(shipped(), claimOpened('C-1')).when(closeClaim('C-1', outcome)).then(claimClosed('C-1', outcome));
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome)).when(openClaim('C-2')).then(claimOpened('C-2'));
    }
  });

  it('C3 credited or replaced once is kept for coverage', () => {
    const remedied = (outcome: Parameters<typeof closeClaim>[1]) =>
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome)).state()?.remedied;
    expect(remedied('CREDITED')).toBe(true);
    expect(remedied('REPLACED')).toBe(true);
    expect(remedied('REJECTED')).toBe(false);
    expect(remedied('WITHDRAWN')).toBe(false);
    const creditedThenRejected = given(
      shipped(),
      claimOpened('C-1'),
      claimClosed('C-1', 'CREDITED'),
      claimOpened('C-2'),
      claimClosed('C-2', 'REJECTED'),
    );
    expect(creditedThenRejected.state()?.remedied).toBe(true);
  });

  it('C10 is opened again under its id after a rejection alone, and only while no other is open', () => {
    const rejected = [shipped(), claimOpened('C-1'), claimClosed('C-1', 'REJECTED')];
    given(...rejected)
      .when(openClaim('C-1'))
      .then(claimOpened('C-1'));
    given(...rejected, claimOpened('C-2'))
      .when(openClaim('C-1'))
      .thenRefused('C2', 'CLAIM_ALREADY_OPEN');
    for (const outcome of ['CREDITED', 'REPLACED', 'WITHDRAWN'] as const)
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome))
        .when(openClaim('C-1'))
        .thenRefused('C10', 'CLAIM_CLOSED');
  });

  it('C10 the end of an earlier round does not free a unit whose claim was opened again', () => {
    given(shipped(), claimOpened('C-1'))
      .when(openClaim('C-1', 'P-SEOUL', 2))
      .then(claimOpened('C-1', 'P-SEOUL', 2));
    const reopened = given(shipped(), claimOpened('C-1'), claimOpened('C-1', 'P-SEOUL', 2));
    reopened.when(closeClaim('C-1', 'REJECTED', 1)).thenUnchanged();
    reopened.when(closeClaim('C-1', 'REJECTED', 2)).then(claimClosed('C-1', 'REJECTED', 2));
  });

  it('C12 closed again the same way is unchanged; another way, or one that never was open, is refused', () => {
    const closed = given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REJECTED'));
    closed.when(closeClaim('C-1', 'REJECTED')).thenUnchanged();
    closed.when(closeClaim('C-1', 'CREDITED')).thenRefused('C2', 'CLAIM_NOT_OPEN');
    given(shipped(), claimOpened('C-1')).when(closeClaim('C-2', 'REJECTED')).thenRefused('C2', 'CLAIM_NOT_OPEN');
    nothing.when(closeClaim('C-1', 'REJECTED')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});
