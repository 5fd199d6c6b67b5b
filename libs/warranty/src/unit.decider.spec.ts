import { unitStreams } from './warranty.streams.ts';
import { scenarios, type Serial } from '#kernel';
import { unitDecider } from './unit.decider.ts';
import {
  admin,
  by,
  claimClosed,
  claimOpened,
  closeClaim,
  correct,
  correctSale,
  day,
  extend,
  extended,
  giveBack,
  openClaim,
  partner,
  returned,
  saleCorrected,
  sell,
  ship,
  shipment,
  shipmentCorrected,
  shipped,
  sold,
  soldOnTo,
} from './warranty.facts.fixture.ts';
import { ExtendCoverage, OpenClaimOnUnit, RecordSale, TakeOverUnit } from './warranty.commands.ts';
import type { UnitEvent } from './warranty.events.ts';

const { given, nothing } = scenarios(unitDecider, (actual, expected) => expect(actual).toEqual(expected));

describe('A shipment', () => {
  it('C8 records the net price and the invoice of the unit', () => {
    nothing.when(ship()).then(shipped());
  });

  it('C12 repeated is unchanged, even when the unit has a history since', () => {
    given(shipped()).when(ship()).thenUnchanged();
    given(shipped(), sold('2026-02-01'), claimOpened('C-1')).when(ship()).thenUnchanged();
    // Which policy is in force is not part of the request.
    given(shipped())
      .when(ship({ policy: { policyId: 'STANDARD', version: 2 } }))
      .thenUnchanged();
  });

  it('R2 of a unit that was shipped with other data is refused', () => {
    given(shipped())
      .when(ship({ partnerId: 'P-BERLIN' }))
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
    given(shipped())
      .when(ship({ netPrice: { minor: 1, currency: 'KRW' } }))
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
  });

  it('R2 may be at a price of zero', () => {
    const free = { netPrice: { minor: 0, currency: 'KRW' }, taxAmount: { minor: 0, currency: 'KRW' } };
    nothing.when(ship(free)).then(shipped(free));
  });

  it('R6 binds the policy version of that day for ever', () => {
    expect(given(shipped()).state()?.policy).toEqual({ policyId: 'STANDARD', version: 1 });
    expect(given(shipped({ policy: undefined })).state()?.policy).toBeUndefined();
  });

  it('2 has its ids in the canonical form that streams and addresses use', () => {
    expect(nothing.when(ship({ partnerId: 'P SEOUL' })).thenRefused(undefined, 'INVALID_INPUT').message).toBe(
      'partnerId: must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    );
    nothing.when(ship({ batchId: '../B' })).thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(ship({ serial: 'gl1 26' as Serial })).thenRefused(undefined, 'INVALID_INPUT');
    expect(unitStreams.of(shipment().serial)).toBe('unit-GL1-26-000042');
  });

  it('R12 is a fact: a shipment in the future is refused', () => {
    nothing.when(ship({ shippedOn: day('2026-06-03') })).thenRefused('R12', 'DATED_IN_FUTURE');
  });

  it('C11 R2 of a replacement carries the term it inherits, and refers to the invoice line of the unit it replaces', () => {
    const replacement = {
      partnerId: 'P-BUSAN',
      invoicedTo: 'P-SEOUL',
      replacementOf: {
        serial: 'GL1-25-000007' as Serial,
        claimId: 'C-1',
        originalExpiresOn: day('2026-02-14'),
        minimumDays: 90,
      },
    };
    nothing.when(ship(replacement)).then(shipped(replacement));
    expect(given(shipped(replacement)).state()?.holder).toBe('P-BUSAN');
  });
});

describe('A sale', () => {
  it('3 to a consumer is recorded by the partner who holds the unit', () => {
    given(shipped()).when(sell('2026-02-01')).then(sold('2026-02-01'));
  });

  it('3 recorded by an administrator counts as the holder’s', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-03-01', admin))
      .then(sold('2026-03-01', 'P-BUSAN'));
  });

  it('3 recorded by an import counts as the holder’s', () => {
    given(shipped())
      .when(sell('2026-02-01', { id: 'import', role: 'SYSTEM' }))
      .then(sold('2026-02-01'));
  });

  it('3 on the day of another sale, to another buyer, is another sale', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-02-01', admin))
      .then(sold('2026-02-01', 'P-BUSAN'));
  });

  it('C2 to another partner hands the unit over to that partner', () => {
    given(shipped())
      .when(sell('2026-02-01', partner('P-SEOUL'), 'P-BUSAN'))
      .then(soldOnTo('P-BUSAN', '2026-02-01'));
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(sell('2026-03-01', partner('P-BUSAN')))
      .then(sold('2026-03-01', 'P-BUSAN'));
  });

  it('C2 by any other partner is refused, even by a former holder', () => {
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

  it('C12 repeated by its seller is unchanged at any time', () => {
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
    // Another partner learns nothing by guessing the day.
    given(...chain)
      .when(sell('2026-03-01', partner('P-SEOUL')))
      .thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C12 to the partner who already holds the unit changes nothing', () => {
    given(shipped())
      .when(sell('2026-02-01', admin, 'P-SEOUL'))
      .thenUnchanged();
  });

  it('3 to a second consumer is refused, as is a sale to a partner after one to a consumer', () => {
    const history = given(shipped(), sold('2026-02-01'));
    history.when(sell('2026-02-02')).thenRefused('R5', 'UNIT_ALREADY_SOLD');
    history.when(sell('2026-02-02', partner('P-SEOUL'), 'P-BUSAN')).thenRefused('R5', 'UNIT_ALREADY_SOLD');
  });

  it('R12 has a possible day: not before the shipment, not in the future everywhere', () => {
    given(shipped()).when(sell('2026-01-11')).thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped()).when(sell('2026-01-12')).then(sold('2026-01-12'));
    // 2026-06-01T02:00Z: 1 June, or still 31 May.
    given(shipped()).when(sell('2026-06-01')).then(sold('2026-06-01'));
    given(shipped()).when(sell('2026-06-02')).thenRefused('R12', 'DATED_IN_FUTURE');
    given(shipped())
      .when(new RecordSale({ serial: shipment().serial, soldOn: day('2026-02-30') }, by()))
      .thenRefused(undefined, 'INVALID_INPUT');
  });

  it('R3 is not earlier than the previous hand-over', () => {
    const chain = given(shipped(), soldOnTo('P-BUSAN', '2026-02-10'));
    chain.when(sell('2026-02-09', partner('P-BUSAN'))).thenRefused('R3', 'DATED_TOO_EARLY');
    chain.when(sell('2026-02-09', admin, 'P-BERLIN')).thenRefused('R3', 'DATED_TOO_EARLY');
    chain.when(sell('2026-02-10', partner('P-BUSAN'))).then(sold('2026-02-10', 'P-BUSAN'));
  });

  it('R3 to another partner waits while a claim is open; the sale to the consumer may be recorded', () => {
    const open = given(shipped(), claimOpened('C-1'));
    open.when(sell('2026-02-01', partner('P-SEOUL'), 'P-BUSAN')).thenRefused('R3', 'CLAIM_ALREADY_OPEN');
    open.when(sell('2026-02-01')).then(sold('2026-02-01'));
    given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REJECTED'))
      .when(sell('2026-02-01', partner('P-SEOUL'), 'P-BUSAN'))
      .then(soldOnTo('P-BUSAN', '2026-02-01'));
  });

  it('R3 is refused after a remedy', () => {
    for (const outcome of ['CREDITED', 'REPLACED'] as const) {
      const remedied = given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome));
      remedied.when(sell('2026-02-01', admin, 'P-BUSAN')).thenRefused('R3', 'ALREADY_REMEDIED');
      remedied.when(sell('2026-02-01')).thenRefused('R3', 'ALREADY_REMEDIED');
    }
  });

  it('C2 of a unit that was never shipped is refused', () => {
    nothing.when(sell('2026-02-01')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('An extension', () => {
  it('R8 counts each time it is bought, however alike two are', () => {
    given(shipped()).when(extend(6)).then(extended(6));
    given(shipped(), extended(6)).when(extend(6)).then(extended(6));
    expect(given(shipped(), extended(6), extended(6)).state()?.extensions).toHaveLength(2);
  });

  it('R8 R12 is bought on a possible day: not before the shipment, not in the future', () => {
    given(shipped()).when(extend(6, '2026-01-12')).then(extended(6, '2026-01-12'));
    given(shipped()).when(extend(6, '2026-01-11')).thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped()).when(extend(6, '2026-06-02')).thenRefused('R12', 'DATED_IN_FUTURE');
  });

  it('3 is a whole number of months, with a reason and an upper limit', () => {
    for (const months of [0, -6, 1.5, 601])
      given(shipped()).when(extend(months)).thenRefused(undefined, 'INVALID_INPUT');
    given(shipped())
      .when(new ExtendCoverage({ ...extended(6).data, reason: ' ' } as never, by()))
      .thenRefused(undefined, 'INVALID_INPUT');
    given(shipped(), extended(600), extended(600)).when(extend(1)).thenRefused('R8', 'EXTENSION_TOO_LONG');
    nothing.when(extend(6)).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('A shipment recorded wrongly', () => {
  it('R5 is corrected by a further event with its reason, and only the differences are recorded', () => {
    given(shipped())
      .when(correct({ batchId: 'B-2602', invoiceNumber: 'INV-2026-0107' }))
      .then(shipmentCorrected({ batchId: 'B-2602' }));
    expect(given(shipped(), shipmentCorrected({ batchId: 'B-2602' })).state()?.shipment).toEqual(
      shipment({ batchId: 'B-2602' }),
    );
    given(shipped(), shipmentCorrected({ batchId: 'B-2602' }))
      .when(correct({ batchId: 'B-2602' }))
      .thenUnchanged();
    given(shipped()).when(correct({})).thenUnchanged();
    given(shipped())
      .when(correct({ batchId: 'B-2602', reason: ' ' }))
      .thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(correct({ batchId: 'B-2602' })).thenRefused('C2', 'UNKNOWN_SERIAL');
  });

  it('R5 R2 has its part of a corrected invoice line', () => {
    const amounts = {
      netPrice: { minor: 120001, currency: 'KRW' },
      taxCategory: 'S' as const,
      taxRate: '10.00',
      taxAmount: { minor: 12000, currency: 'KRW' },
    };
    const { netPrice, taxAmount } = amounts;
    given(shipped()).when(correct({ amounts })).then(shipmentCorrected({ netPrice, taxAmount }));
    given(shipped(amounts)).when(correct({ amounts })).thenUnchanged();
  });

  it('R2 keeps the tax that was credited, whatever is corrected afterwards', () => {
    const credited = given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'CREDITED')).state();
    expect(credited?.creditedTax).toEqual({ minor: 12900, currency: 'KRW' });
    const replaced = given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REPLACED')).state();
    expect(replaced?.creditedTax).toBeUndefined();
  });

  it('R5 R6 of another product is bound to the policy of that one, or to none', () => {
    const policy = { policyId: 'KOREA', version: 3 };
    const other = given(shipped(), shipmentCorrected({ sku: 'GLOW-2', policy })).state();
    expect([other?.sku, other?.shipment.sku, other?.policy, other?.shipment.policy]).toEqual([
      'GLOW-2',
      'GLOW-2',
      policy,
      policy,
    ]);
    given(shipped())
      .when(correct({ sku: 'GLOW-2', policy: null }))
      .then(shipmentCorrected({ sku: 'GLOW-2', policy: null }));
    const none = given(shipped(), shipmentCorrected({ sku: 'GLOW-2', policy: null })).state();
    expect([none?.policy, none?.shipment.policy]).toEqual([undefined, undefined]);
  });

  it('C12 repeated with its first data is unchanged', () => {
    given(shipped(), shipmentCorrected({ batchId: 'B-2602' }))
      .when(ship())
      .thenUnchanged();
  });

  describe('under a mistyped serial', () => {
    const newSerial = 'GL1-26-000024' as Serial;

    it('R5 continues under the right one, and the wrong one is free', () => {
      given(shipped()).when(correct({ newSerial })).then(shipmentCorrected({ newSerial }));
      const gone = given(shipped(), shipmentCorrected({ newSerial }));
      gone.when(openClaim('C-1')).thenRefused('C2', 'UNKNOWN_SERIAL');
      gone.when(sell('2026-02-01')).thenRefused('C2', 'UNKNOWN_SERIAL');
      gone.when(extend(6)).thenRefused('C2', 'UNKNOWN_SERIAL');
      gone.when(giveBack('2026-02-01')).thenRefused('C2', 'UNKNOWN_SERIAL');
      gone.when(correct({ batchId: 'B-2602' })).thenRefused('C2', 'UNKNOWN_SERIAL');
      gone.when(correct({ newSerial })).thenUnchanged();
    });

    it('R5 keeps its sales, extensions and ended claims', () => {
      const takeOver = new TakeOverUnit(
        {
          serial: newSerial,
          shipment: shipment(),
          sales: [sold('2026-02-01').data as never],
          extensions: [extended(6).data as never],
          closedClaims: [claimClosed('C-1', 'REJECTED').data as never],
        },
        by(),
      );
      const moved = (event: UnitEvent) => ({ ...event, data: { ...event.data, serial: newSerial } }) as UnitEvent;
      const taken = [
        shipped({ serial: newSerial, correctedFrom: shipment().serial }),
        moved(sold('2026-02-01')),
        moved(extended(6)),
        moved(claimClosed('C-1', 'REJECTED')),
      ];
      nothing.when(takeOver).then(...(taken as [UnitEvent]));
      given(...taken)
        .when(takeOver)
        .thenUnchanged();
      given(shipped({ serial: newSerial, partnerId: 'P-BERLIN' }))
        .when(takeOver)
        .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
    });

    it('R5 stays unchanged while a claim is open on it, and after a remedy', () => {
      given(shipped(), claimOpened('C-1')).when(correct({ newSerial })).thenRefused('R5', 'CLAIM_ALREADY_OPEN');
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'CREDITED'))
        .when(correct({ newSerial }))
        .thenRefused('R5', 'ALREADY_REMEDIED');
    });

    it('R5 leaves the wrong serial to the unit that really has it', () => {
      const real = { partnerId: 'P-BERLIN', invoiceNumber: 'INV-9' };
      given(shipped(), shipmentCorrected({ newSerial })).when(ship(real)).then(shipped(real));
      given(shipped(), shipmentCorrected({ newSerial })).when(ship()).thenUnchanged();
      given(shipped(), shipmentCorrected({ newSerial }), shipped(real))
        .when(openClaim('C-1', 'P-BERLIN'))
        .then(claimOpened('C-1', 'P-BERLIN'));
    });

    it('R5 C10 and leaves it no claim that was made on another unit', () => {
      const real = { partnerId: 'P-BERLIN', invoiceNumber: 'INV-9' };
      const history = given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REJECTED'));
      expect(history.state()?.closedClaims.size).toBe(1);
      expect(
        given(
          shipped(),
          claimOpened('C-1'),
          claimClosed('C-1', 'REJECTED'),
          shipmentCorrected({ newSerial }),
          shipped(real),
        ).state()?.closedClaims.size,
      ).toBe(0);
    });
  });
});

describe('A sale recorded wrongly', () => {
  it('R5 has its day corrected', () => {
    given(shipped(), sold('2026-02-01'))
      .when(correctSale({ soldOn: '2026-03-01' }))
      .then(saleCorrected(1, ['2026-02-01'], ['2026-03-01']));
    expect(given(shipped(), sold('2026-02-01'), saleCorrected(1, ['2026-02-01'], ['2026-03-01'])).state()?.soldOn).toBe(
      '2026-03-01',
    );
    given(shipped(), sold('2026-02-01'))
      .when(correctSale({ soldOn: '2026-02-01' }))
      .thenUnchanged();
    given(shipped())
      .when(correctSale({ soldOn: '2026-03-01' }))
      .thenRefused('R5', 'NOT_SOLD');
  });

  it('R5 has its buyer corrected, and that partner then holds the unit', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(correctSale({ soldTo: 'P-BERLIN' }))
      .then(saleCorrected(1, ['2026-02-01', 'P-BUSAN'], ['2026-02-01', 'P-BERLIN']));
    const history = given(
      shipped(),
      soldOnTo('P-BUSAN', '2026-02-01'),
      saleCorrected(1, ['2026-02-01', 'P-BUSAN'], ['2026-02-01', 'P-BERLIN']),
    );
    history.when(openClaim('C-1', 'P-BERLIN')).then(claimOpened('C-1', 'P-BERLIN'));
    history.when(openClaim('C-1', 'P-BUSAN')).thenRefused('C2', 'NOT_YOUR_UNIT');
    // C12: the sale repeated with its first data is the same sale.
    history.when(sell('2026-02-01', admin, 'P-BUSAN')).thenUnchanged();
  });

  it('R5 to the seller itself never took place: the seller still holds the unit', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'))
      .when(correctSale({ soldTo: 'P-SEOUL' }))
      .then(saleCorrected(1, ['2026-02-01', 'P-BUSAN']));
    const history = given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'), saleCorrected(1, ['2026-02-01', 'P-BUSAN']));
    expect(history.state()?.holder).toBe('P-SEOUL');
    history.when(sell('2026-02-01')).then(sold('2026-02-01'));
    history.when(sell('2026-02-01', admin, 'P-BUSAN')).then(soldOnTo('P-BUSAN', '2026-02-01'));
    expect(given(shipped(), sold('2026-02-01'), saleCorrected(1, ['2026-02-01'])).state()?.soldOn).toBeUndefined();
  });

  it('R3 keeps its place in the chain', () => {
    given(shipped(), soldOnTo('P-BUSAN', '2026-02-10'), sold('2026-03-01', 'P-BUSAN'))
      .when(correctSale({ soldOn: '2026-02-09' }))
      .thenRefused('R3', 'DATED_TOO_EARLY');
    given(shipped(), sold('2026-02-10'))
      .when(correctSale({ soldOn: '2026-01-11' }))
      .thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped(), sold('2026-02-10'))
      .when(correctSale({ soldOn: '2026-06-02' }))
      .thenRefused('R12', 'DATED_IN_FUTURE');
  });

  it('R3 keeps its buyer while a claim is open, since the claim is the holder’s, and after a remedy; the day may be corrected', () => {
    const open = given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'), claimOpened('C-1', 'P-BUSAN'));
    open.when(correctSale({ soldTo: 'P-BERLIN' })).thenRefused('R5', 'CLAIM_ALREADY_OPEN');
    const remedied = given(
      shipped(),
      soldOnTo('P-BUSAN', '2026-02-01'),
      claimOpened('C-1', 'P-BUSAN'),
      claimClosed('C-1', 'CREDITED'),
    );
    remedied.when(correctSale({ soldTo: 'P-BERLIN' })).thenRefused('R5', 'ALREADY_REMEDIED');
    open
      .when(correctSale({ soldOn: '2026-02-02' }))
      .then(saleCorrected(1, ['2026-02-01', 'P-BUSAN'], ['2026-02-02', 'P-BUSAN'], ['C-1']));
  });
});

describe('A correction', () => {
  it('R5 lists the claims that may have been decided by the wrong data', () => {
    const history = [
      shipped(),
      sold('2026-02-01'),
      claimOpened('C-1'),
      claimClosed('C-1', 'REJECTED'),
      claimOpened('C-2'),
      claimClosed('C-2', 'WITHDRAWN'),
      claimOpened('C-3'),
    ];
    const claimIds = ['C-1', 'C-3'];
    given(...history)
      .when(correct({ batchId: 'B-2602' }))
      .then(shipmentCorrected({ batchId: 'B-2602', claimIds }));
    given(...history)
      .when(correctSale({ soldOn: '2026-03-01' }))
      .then(saleCorrected(1, ['2026-02-01'], ['2026-03-01'], claimIds));
  });
});

describe('A returned unit', () => {
  it('R5 is in stock: nobody holds or sells it', () => {
    given(shipped()).when(giveBack('2026-02-01')).then(returned('2026-02-01'));
    const stock = given(shipped(), returned('2026-02-01'));
    expect(stock.state()?.holder).toBeUndefined();
    stock.when(openClaim('C-1')).thenRefused('C2', 'NOT_YOUR_UNIT');
    stock.when(sell('2026-02-02', admin)).thenRefused('R3', 'UNIT_IN_STOCK');
    stock.when(giveBack('2026-02-01')).thenUnchanged();
    stock.when(giveBack('2026-02-02')).thenRefused('R3', 'UNIT_IN_STOCK');
    stock.when(correctSale({ soldOn: '2026-02-02' })).thenRefused('R3', 'UNIT_IN_STOCK');
  });

  it('R5 is shipped again like a new one, from the day on which it came back', () => {
    const again = {
      partnerId: 'P-BERLIN',
      shippedOn: day('2026-03-01'),
      invoiceNumber: 'INV-9',
      policy: { policyId: 'STANDARD', version: 2 },
    };
    const stock = given(shipped(), soldOnTo('P-BUSAN', '2026-01-20'), extended(6), returned('2026-02-01'));
    stock.when(ship({ ...again, shippedOn: day('2026-01-31') })).thenRefused('R3', 'DATED_TOO_EARLY');
    stock.when(ship(again)).then(shipped(again));
    stock.when(ship()).thenUnchanged();
    const unit = given(
      shipped(),
      soldOnTo('P-BUSAN', '2026-01-20'),
      extended(6),
      returned('2026-02-01'),
      shipped(again),
    ).state();
    expect([unit?.holder, unit?.sales, unit?.extensions, unit?.policy, unit?.returnedOn]).toEqual([
      'P-BERLIN',
      [],
      [],
      again.policy,
      undefined,
    ]);
  });

  it('R5 has no open claim and was never remedied', () => {
    given(shipped(), claimOpened('C-1')).when(giveBack('2026-02-01')).thenRefused('R5', 'CLAIM_ALREADY_OPEN');
    given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REPLACED'))
      .when(giveBack('2026-02-01'))
      .thenRefused('R5', 'ALREADY_REMEDIED');
  });

  it('R12 comes back after it was shipped, and not in the future', () => {
    given(shipped()).when(giveBack('2026-01-11')).thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped(), sold('2026-02-01')).when(giveBack('2026-01-31')).thenRefused('R3', 'DATED_TOO_EARLY');
    given(shipped()).when(giveBack('2026-06-02')).thenRefused('R12', 'DATED_IN_FUTURE');
    nothing.when(giveBack('2026-02-01')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('A claim on a unit', () => {
  it('C2 is opened by the partner it was shipped to', () => {
    given(shipped()).when(openClaim('C-1')).then(claimOpened('C-1'));
  });

  it('C2 is opened by the partner it was sold on to, and no longer by the seller', () => {
    const chain = given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'));
    chain.when(openClaim('C-1', 'P-BUSAN')).then(claimOpened('C-1', 'P-BUSAN'));
    chain.when(openClaim('C-1', 'P-SEOUL')).thenRefused('C2', 'NOT_YOUR_UNIT');
  });

  it('C2 stays with the partner who sold to the consumer', () => {
    given(shipped(), sold('2026-02-01')).when(openClaim('C-1')).then(claimOpened('C-1'));
  });

  it('R12 is not dated before the partner had the unit, wherever on earth that day begins first', () => {
    given(shipped())
      .when(openClaim('C-1', 'P-SEOUL', 1, '2026-01-11T09:59:59.999Z'))
      .thenRefused('R12', 'DATED_TOO_EARLY');
    given(shipped())
      .when(openClaim('C-1', 'P-SEOUL', 1, '2026-01-11T10:00:00.000Z'))
      .then(claimOpened('C-1'));
    const passedOn = given(shipped(), soldOnTo('P-BUSAN', '2026-02-01'), sold('2026-03-01', 'P-BUSAN'));
    passedOn.when(openClaim('C-1', 'P-BUSAN', 1, '2026-01-20T00:00:00.000Z')).thenRefused('R12', 'DATED_TOO_EARLY');
    // Not yet sold to a consumer, it failed on the shelf.
    passedOn.when(openClaim('C-1', 'P-BUSAN', 1, '2026-02-10T00:00:00.000Z')).then(claimOpened('C-1', 'P-BUSAN'));
  });

  it('C2 is refused for an unknown serial, another partner’s unit, or beside an open claim', () => {
    nothing.when(openClaim('C-1')).thenRefused('C2', 'UNKNOWN_SERIAL');
    given(shipped()).when(openClaim('C-1', 'P-BERLIN')).thenRefused('C2', 'NOT_YOUR_UNIT');
    given(shipped(), claimOpened('C-1')).when(openClaim('C-2')).thenRefused('C2', 'CLAIM_ALREADY_OPEN');
  });

  it('E4 never reveals to another partner whose the unit is, nor that a claim is open on it', () => {
    const history = given(shipped(), claimOpened('C-1'));
    const refusal = history.when(openClaim('C-2', 'P-BERLIN')).thenRefused('C2', 'NOT_YOUR_UNIT');
    expect(JSON.stringify(refusal)).not.toMatch(/SEOUL|C-1/);
    expect(JSON.stringify(history.when(openClaim('C-2')).thenRefused('C2', 'CLAIM_ALREADY_OPEN'))).not.toMatch(/C-1/);
  });

  it('C12 opened again under the same id is unchanged', () => {
    given(shipped(), claimOpened('C-1')).when(openClaim('C-1')).thenUnchanged();
  });

  it('C2 frees the unit when it is closed without a remedy', () => {
    for (const outcome of ['REJECTED', 'WITHDRAWN'] as const) {
      given(shipped(), claimOpened('C-1')).when(closeClaim('C-1', outcome)).then(claimClosed('C-1', outcome));
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome)).when(openClaim('C-2')).then(claimOpened('C-2'));
    }
  });

  it('C1 is refused for ever after a credit or a replacement', () => {
    for (const outcome of ['CREDITED', 'REPLACED'] as const) {
      given(shipped(), claimOpened('C-1')).when(closeClaim('C-1', outcome)).then(claimClosed('C-1', outcome));
      given(shipped(), claimOpened('C-1'), claimClosed('C-1', outcome))
        .when(openClaim('C-2'))
        .thenRefused('C1', 'ALREADY_REMEDIED');
    }
  });

  it('C3 is remembered for coverage once it was credited or replaced', () => {
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

  it('C10 is opened again under its id only after a rejection, and only while no other is open', () => {
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

  it('F4 is opened again under its id when its remedy was reversed, in a later round only', () => {
    const credited = [shipped(), claimOpened('C-1'), claimClosed('C-1', 'CREDITED')] as const;
    given(...credited)
      .when(openClaim('C-1', 'P-SEOUL', 2))
      .then(claimOpened('C-1', 'P-SEOUL', 2));
    given(...credited)
      .when(openClaim('C-1', 'P-SEOUL', 1))
      .thenRefused('C10', 'CLAIM_CLOSED');
    given(...credited)
      .when(openClaim('C-2', 'P-SEOUL', 2))
      .thenRefused('C1', 'ALREADY_REMEDIED');
    const again = given(...credited, claimOpened('C-1', 'P-SEOUL', 2));
    expect(again.state()).toMatchObject({ remedied: false, creditedTax: undefined });
    again.when(closeClaim('C-1', 'REPLACED', 2)).then(claimClosed('C-1', 'REPLACED', 2));
  });

  it('C2 is opened by the partner itself until 20 were withdrawn, and then by staff', () => {
    const withdrawn = (n: number) =>
      Array.from({ length: n }, (_, at) => [claimOpened(`C-${at}`), claimClosed(`C-${at}`, 'WITHDRAWN')]).flat();
    given(shipped(), ...withdrawn(19))
      .when(openClaim('C-20'))
      .then(claimOpened('C-20'));
    const often = given(shipped(), ...withdrawn(20));
    often.when(openClaim('C-20')).thenRefused('C2', 'TOO_MANY_CLAIMS');
    often.when(openClaim('C-3')).thenRefused('C10', 'CLAIM_CLOSED');
    const asked = { serial: shipment().serial, claimId: 'C-20', partnerId: 'P-SEOUL', round: 1 };
    often.when(new OpenClaimOnUnit(asked, by())).then(claimOpened('C-20'));
  });

  it('C10 the end of an earlier round does not free a unit whose claim was opened again', () => {
    given(shipped(), claimOpened('C-1'))
      .when(openClaim('C-1', 'P-SEOUL', 2))
      .then(claimOpened('C-1', 'P-SEOUL', 2));
    const reopened = given(shipped(), claimOpened('C-1'), claimOpened('C-1', 'P-SEOUL', 2));
    reopened.when(closeClaim('C-1', 'REJECTED', 1)).thenUnchanged();
    reopened.when(closeClaim('C-1', 'REJECTED', 2)).then(claimClosed('C-1', 'REJECTED', 2));
  });

  it('C12 closed again the same way is unchanged; another way, or for a claim that was never open, is refused', () => {
    const closed = given(shipped(), claimOpened('C-1'), claimClosed('C-1', 'REJECTED'));
    closed.when(closeClaim('C-1', 'REJECTED')).thenUnchanged();
    closed.when(closeClaim('C-1', 'CREDITED')).thenRefused('C2', 'CLAIM_NOT_OPEN');
    given(shipped(), claimOpened('C-1')).when(closeClaim('C-2', 'REJECTED')).thenRefused('C2', 'CLAIM_NOT_OPEN');
    nothing.when(closeClaim('C-1', 'REJECTED')).thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});
