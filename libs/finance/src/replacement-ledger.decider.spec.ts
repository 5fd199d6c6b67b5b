import fc from 'fast-check';
import { type Actor, at, type CommandMetadata, type Day, fold, type Instant, scenarios, type Serial } from '#kernel';
import {
  allotmentCancelled,
  allotted,
  converted,
  creditOffered,
  owed,
  owedProductCorrected,
  replacementSerialCorrected,
  replacementShipped,
  substituteAgreed,
} from './finance.facts.fixture.ts';
import {
  AgreeSubstitute,
  AllotReplacements,
  CancelAllotments,
  ConvertReplacement,
  CorrectOwedProduct,
  CorrectReplacement,
  OfferCredit,
  OweReplacement,
  type ReplacementCommand,
  ReserveReplacements,
  ShipReplacements,
} from './replacement.commands.ts';
import type { ReplacementEvent } from './replacement.events.ts';
import { claimOfSerial, replacementLedgerDecider, stillOwed } from './replacement-ledger.decider.ts';

fc.configureGlobal({ seed: 20_260_309 });

const { given, nothing } = scenarios(replacementLedgerDecider, (actual, expected) => expect(actual).toEqual(expected));

const OWED_AT = '2026-03-10T02:00:00.000Z';
/** 60 days of 24 hours later. */
const OFFER_AT = '2026-05-09T02:00:00.000Z' as Instant;
const by = (on = '2026-04-02T02:00:00.000Z'): CommandMetadata => ({
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'frida', role: 'FINANCE' },
  at: on as Instant,
  correlationId: 'c-1',
});
const [A, B] = ['LL1-2603-00001', 'LL1-2603-00002'] as [Serial, Serial];
const partnerId = 'P-SEOUL';

const owe = (more: Partial<OweReplacement['data']> = {}) =>
  new OweReplacement(
    { claimId: 'C-7', partnerId, remedyNumber: 1, serial: 'LL1-2509-00043', sku: 'LUMI-LAMP', owedDays: 60, ...more },
    by(OWED_AT),
  );
const allot = (orderNumber: string, ...claimIds: string[]) =>
  new AllotReplacements({ partnerId, claimIds, orderNumber }, by());
const unit = (claimId: string, newSerial: Serial, sku = 'LUMI-LAMP') => ({ claimId, newSerial, sku });
const reserveOn = (shippedOn: string, ...units: ReturnType<typeof unit>[]) =>
  new ReserveReplacements({ partnerId, units, shippedOn: shippedOn as Day }, by());
const reserve = (...units: ReturnType<typeof unit>[]) => reserveOn('2026-04-02', ...units);
const cancel = (claimId: string, newSerial: Serial) =>
  new CancelAllotments({ partnerId, units: [{ claimId, newSerial }] }, by());
const ship = (...units: ReturnType<typeof unit>[]) =>
  new ShipReplacements({ partnerId, units, shippedOn: '2026-04-02' as Day }, by());
const offer = (on: string) => new OfferCredit({ partnerId, claimId: 'C-7' }, by(on));
const seoul: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: partnerId };
const said = { at: OWED_AT as Instant, how: 'by phone', whom: 'purchasing' };
const convert = (claimId = 'C-7', actor: Actor = seoul, onBehalf?: typeof said) =>
  new ConvertReplacement({ partnerId, claimId, onBehalf }, { ...by(), actor });
const due = owed('C-7', { offerCreditAt: OFFER_AT });

describe('The replacement ledger of a partner', () => {
  it('F6 owes one unit of the same product, C8 freight paid by the manufacturer', () => {
    nothing.when(owe()).then(due);
    nothing
      .when(owe({ substituteSku: 'GLOW-1' }))
      .then(owed('C-7', { substituteSku: 'GLOW-1', offerCreditAt: OFFER_AT }));
  });

  it('R12 F6 is not answered by what was shipped before it was owed, wherever that day was', () => {
    given(due)
      .when(reserveOn('2026-03-08', unit('C-7', A)))
      .thenRefused('R12', 'DATED_TOO_EARLY');
    // 02:00 UTC: in Honolulu it is the day before.
    given(due)
      .when(reserveOn('2026-03-09', unit('C-7', A)))
      .then(allotted('C-7', undefined, A));
  });

  it('R12 is not converted by what the partner says in the future', () => {
    given(due)
      .when(convert('C-7', { id: 'frida', role: 'FINANCE' }, { ...said, at: '2026-04-02T02:00:00.001Z' as Instant }))
      .thenRefused('R12', 'DATED_IN_FUTURE');
  });

  it('F6 owes only one unit per claim', () => {
    given(due).when(owe()).thenUnchanged();
    given(due, replacementShipped('C-7', A)).when(owe()).thenUnchanged();
    given(due, replacementShipped('C-7', A))
      .when(owe({ remedyNumber: 2 }))
      .thenUnchanged();
  });

  it('F4 owes one again when the credit that it was converted to has been reversed', () => {
    given(due, converted('C-7')).when(owe()).thenUnchanged();
    given(due, converted('C-7'))
      .when(owe({ remedyNumber: 3 }))
      .then(owed('C-7', { remedyNumber: 3, offerCreditAt: OFFER_AT }));
  });

  it('F6 allots units to an order, all or none, and moves them to another', () => {
    given(owed('C-7'), owed('C-8'))
      .when(allot('PO-1', 'C-7', 'C-8'))
      .then(allotted('C-7', 'PO-1'), allotted('C-8', 'PO-1'));
    given(owed('C-7'), allotted('C-7', 'PO-1')).when(allot('PO-1', 'C-7')).thenUnchanged();
    given(owed('C-7'), allotted('C-7', 'PO-1'))
      .when(allot('PO-2', 'C-7'))
      .then(allotted('C-7', 'PO-2', undefined, 'PO-1'));
    given(owed('C-7'))
      .when(allot('PO-1', 'C-7', 'C-9'))
      .thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });

  it('F6 never allots again what was shipped or converted', () => {
    given(owed('C-7'), replacementShipped('C-7', A))
      .when(allot('PO-1', 'C-7'))
      .thenRefused('F6', 'REPLACEMENT_SHIPPED');
    given(owed('C-7'), converted('C-7')).when(allot('PO-1', 'C-7')).thenRefused('F6', 'REPLACEMENT_CONVERTED');
  });

  it('F6 names the new units before they are shipped, and then ships them', () => {
    given(owed('C-7'), allotted('C-7', 'PO-1'))
      .when(reserve(unit('C-7', A)))
      .then(allotted('C-7', undefined, A, 'PO-1'));
    const named = given(owed('C-7'), allotted('C-7', 'PO-1', A));
    named.when(reserve(unit('C-7', A))).thenUnchanged();
    named.when(ship(unit('C-7', A))).then(replacementShipped('C-7', A));
    given(owed('C-7'), replacementShipped('C-7', A))
      .when(ship(unit('C-7', A)))
      .thenUnchanged();
    given(owed('C-7'), replacementShipped('C-7', A))
      .when(reserve(unit('C-7', A)))
      .thenUnchanged();
  });

  it('F6 says of what is shipped which order it was taken off, if it was to come with another', () => {
    const onOrder = [owed('C-7'), allotted('C-7', 'PO-1')];
    const alone = replacementShipped('C-7', A, { formerOrderNumber: 'PO-1' });
    given(...onOrder)
      .when(ship(unit('C-7', A)))
      .then(alone);
    given(...onOrder, allotted('C-7', undefined, A, 'PO-1'))
      .when(ship(unit('C-7', A)))
      .then(alone);
  });

  it('F6 has one unit for one claim: neither a second one, nor one that answers another', () => {
    given(owed('C-7'), allotted('C-7', 'PO-1', A))
      .when(reserve(unit('C-7', B)))
      .thenRefused('F6', 'REPLACEMENT_BEING_SHIPPED');
    given(owed('C-7'), replacementShipped('C-7', A))
      .when(ship(unit('C-7', B)))
      .thenRefused('F6', 'REPLACEMENT_SHIPPED');
    given(owed('C-7'), owed('C-8'), replacementShipped('C-7', A))
      .when(reserve(unit('C-8', A)))
      .thenRefused('F6', 'UNIT_ANSWERS_ANOTHER_CLAIM');
    given(owed('C-7'), owed('C-8'))
      .when(reserve(unit('C-7', A), unit('C-8', A)))
      .thenRefused('F6', 'UNIT_ANSWERS_ANOTHER_CLAIM');
  });

  it('C8 ships the same product, or the substitute that the partner agreed to', () => {
    given(owed('C-7'))
      .when(reserve(unit('C-7', A, 'GLOW-1')))
      .thenRefused('C8', 'WRONG_PRODUCT');
    given(owed('C-7', { substituteSku: 'GLOW-1' }))
      .when(reserve(unit('C-7', A, 'GLOW-1')))
      .then(allotted('C-7', undefined, A));
  });

  it('C8 ships another product that the partner agreed to later, and takes nobody else at their word', () => {
    const agree = (actor: Actor = seoul, onBehalf?: typeof said) =>
      new AgreeSubstitute({ partnerId, claimId: 'C-7', substituteSku: 'LUMI-LAMP-2', onBehalf }, { ...by(), actor });
    const frida = by().actor;
    given(due).when(agree()).then(substituteAgreed('C-7', 'LUMI-LAMP-2'));
    given(due).when(agree(frida)).thenRefused('F6', 'PARTNERS_CHOICE');
    given(due)
      .when(agree(frida, said))
      .then({ type: 'SubstituteAgreed', data: { claimId: 'C-7', substituteSku: 'LUMI-LAMP-2', onBehalf: said } });
    given(due, substituteAgreed('C-7', 'LUMI-LAMP-2')).when(agree()).thenUnchanged();
    given(due, substituteAgreed('C-7', 'LUMI-LAMP-2'))
      .when(reserve(unit('C-7', A, 'LUMI-LAMP-2')))
      .then(allotted('C-7', undefined, A));
    given(due, allotted('C-7', undefined, A))
      .when(agree())
      .thenRefused('F6', 'REPLACEMENT_BEING_SHIPPED');
    given(due, converted('C-7')).when(agree()).thenRefused('F6', 'REPLACEMENT_CONVERTED');
    nothing.when(agree()).thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });

  it('C8 agrees to another product at most 20 times by itself; staff may record more', () => {
    const agreed = (n: number) => substituteAgreed('C-7', `LUMI-LAMP-${2 + (n % 2)}`);
    const agree = (actor: Actor = seoul, onBehalf?: typeof said) =>
      new AgreeSubstitute({ partnerId, claimId: 'C-7', substituteSku: 'LUMI-LAMP-2', onBehalf }, { ...by(), actor });
    const often = Array.from({ length: 20 }, (_, n) => agreed(n));
    given(due, ...often.slice(1))
      .when(agree())
      .then(agreed(0));
    given(due, ...often)
      .when(agree())
      .thenRefused('C8', 'TOO_MANY_CHANGES');
    given(due, ...often)
      .when(agree(by().actor, said))
      .then({ type: 'SubstituteAgreed', data: { claimId: 'C-7', substituteSku: 'LUMI-LAMP-2', onBehalf: said } });
  });

  it('F6 owes the unit as before when the one named for it went elsewhere', () => {
    const named = [owed('C-7'), allotted('C-7', 'PO-1', A)];
    given(...named)
      .when(cancel('C-7', A))
      .then(allotmentCancelled('C-7', A));
    given(...named, allotmentCancelled('C-7', A))
      .when(cancel('C-7', A))
      .thenUnchanged();
    given(...named, allotmentCancelled('C-7', A))
      .when(reserve(unit('C-7', B)))
      .then(allotted('C-7', undefined, B));
    given(...named, replacementShipped('C-7', A))
      .when(cancel('C-7', A))
      .thenUnchanged();
  });

  it('F6 owes the unit on its order as before when the one shipped alone, or with another order, went elsewhere', () => {
    const onOrder = [owed('C-7'), allotted('C-7', 'PO-1')];
    for (const shippedWith of [undefined, 'PO-2']) {
      const named = given(...onOrder, allotted('C-7', shippedWith, A, 'PO-1'));
      named.when(cancel('C-7', A)).then(allotmentCancelled('C-7', A, 'PO-1'));
    }
    const returned = given(...onOrder, allotted('C-7', undefined, A), allotmentCancelled('C-7', A, 'PO-1'));
    returned.when(allot('PO-1', 'C-7')).thenUnchanged();
    returned.when(reserve(unit('C-7', B))).then(allotted('C-7', undefined, B, 'PO-1'));
    given(
      ...onOrder,
      allotted('C-7', undefined, A),
      allotmentCancelled('C-7', A, 'PO-1'),
      allotted('C-7', undefined, B),
    )
      .when(cancel('C-7', B))
      .then(allotmentCancelled('C-7', B, 'PO-1'));
  });

  it('R5 corrects the serial of a unit that was shipped, but not to one that answers another claim', () => {
    const correct = (newSerial: Serial) => new CorrectReplacement({ partnerId, claimId: 'C-7', newSerial }, by());
    const shipped = given(due, replacementShipped('C-7', A), owed('C-8'));
    shipped.when(correct(B)).then(replacementSerialCorrected('C-7', B));
    shipped.when(correct(A)).thenUnchanged();
    given(due, replacementShipped('C-7', A), replacementSerialCorrected('C-7', B), owed('C-8'))
      .when(reserve(unit('C-8', A)))
      .then(allotted('C-8', undefined, A));
    given(due, replacementShipped('C-7', A), owed('C-8'), allotted('C-8', undefined, B))
      .when(correct(B))
      .thenRefused('F6', 'UNIT_ANSWERS_ANOTHER_CLAIM');
    given(due, allotted('C-7', undefined, A))
      .when(correct(B))
      .thenRefused('F6', 'REPLACEMENT_BEING_SHIPPED');
    nothing.when(correct(B)).thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });

  it('R5 C8 owes a unit of the corrected product until one is shipped, or the debt is converted', () => {
    const correct = (sku: string) => new CorrectOwedProduct({ partnerId, claimId: 'C-7', sku }, by());
    given(due).when(correct('LUMI-MASK')).then(owedProductCorrected('C-7', 'LUMI-MASK'));
    given(due, allotted('C-7', 'PO-1')).when(correct('LUMI-MASK')).then(owedProductCorrected('C-7', 'LUMI-MASK'));
    const corrected = given(due, owedProductCorrected('C-7', 'LUMI-MASK'));
    corrected.when(correct('LUMI-MASK')).thenUnchanged();
    corrected.when(reserve(unit('C-7', A))).thenRefused('C8', 'WRONG_PRODUCT');
    corrected.when(reserve({ ...unit('C-7', A), sku: 'LUMI-MASK' })).then(allotted('C-7', undefined, A));
    given(due, replacementShipped('C-7', A)).when(correct('LUMI-MASK')).thenUnchanged();
    given(due, converted('C-7')).when(correct('LUMI-MASK')).thenUnchanged();
    nothing.when(correct('LUMI-MASK')).thenUnchanged();
  });

  it('F6 offers a credit once, when the days are over, and never when no credit is possible (R2, R4)', () => {
    given(due).when(offer('2026-05-09T01:59:59.999Z')).thenUnchanged();
    given(due).when(offer(OFFER_AT)).then(creditOffered('C-7'));
    given(due, allotted('C-7', 'PO-1')).when(offer(OFFER_AT)).then(creditOffered('C-7'));
    given(due, creditOffered('C-7')).when(offer(OFFER_AT)).thenUnchanged();
    given(due, replacementShipped('C-7', A)).when(offer(OFFER_AT)).thenUnchanged();
    given(due, converted('C-7')).when(offer(OFFER_AT)).thenUnchanged();
    given(owed('C-7')).when(offer(OFFER_AT)).thenUnchanged();
  });

  it('F6 converts what is owed or allotted to an order, but not what is being shipped', () => {
    given(due).when(convert()).then(converted('C-7'));
    given(due, creditOffered('C-7'))
      .when(convert())
      .then(converted('C-7', { why: 'OFFERED' }));
    given(due, allotted('C-7', 'PO-1')).when(convert()).then(converted('C-7'));
    given(due, allotted('C-7', 'PO-1', A))
      .when(convert())
      .thenRefused('F6', 'REPLACEMENT_BEING_SHIPPED');
    given(due, replacementShipped('C-7', A)).when(convert()).thenRefused('F6', 'REPLACEMENT_SHIPPED');
    given(due, converted('C-7')).when(convert()).thenUnchanged();
    given(due).when(convert('C-9')).thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });

  it('F6 converts on the word of the partner alone, which finance may record', () => {
    const frida: Actor = { id: 'frida', role: 'FINANCE' };
    given(due).when(convert('C-7', frida)).thenRefused('F6', 'PARTNERS_CHOICE');
    given(due)
      .when(convert('C-7', { ...seoul, onBehalfOf: 'P-BERLIN' }, said))
      .thenRefused('F6', 'PARTNERS_CHOICE');
    given(due)
      .when(convert('C-7', frida, said))
      .then(converted('C-7', { onBehalf: said }));
  });

  it('F6 lists what is still owed, longest owed first, and knows which claim a serial answers', () => {
    const later = { owedSince: '2026-03-12T02:00:00.000Z' as Instant };
    const state = given(
      owed('C-9', later),
      owed('C-7'),
      owed('C-8'),
      allotted('C-7', 'PO-1'),
      replacementShipped('C-8', A),
    ).state();
    expect(stillOwed(state).map(({ claimId }) => claimId)).toEqual(['C-7', 'C-9']);
    expect([claimOfSerial(state, A), claimOfSerial(state, B)]).toEqual(['C-8', undefined]);
  });

  it('F6 whatever is asked of it, ends each debt at most once and gives a serial to one claim', () => {
    const claimId = fc.constantFrom('C-7', 'C-8');
    const serial = fc.constantFrom(A, B);
    const command: fc.Arbitrary<ReplacementCommand> = fc.oneof(
      claimId.map((id) => owe({ claimId: id })),
      fc.tuple(fc.constantFrom('PO-1', 'PO-2'), claimId).map(([order, id]) => allot(order, id)),
      fc.tuple(claimId, serial).map(([id, its]) => reserve(unit(id, its))),
      fc.tuple(claimId, serial).map(([id, its]) => cancel(id, its)),
      fc.tuple(claimId, serial).map(([id, its]) => ship(unit(id, its))),
      fc.constant(offer('2026-07-01T00:00:00.000Z')),
      claimId.map((id) => convert(id)),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const log: ReplacementEvent[] = [];
        for (const one of commands) {
          const verdict = replacementLedgerDecider.decide(one, fold(replacementLedgerDecider, log, by().at));
          if (verdict.kind === 'accepted') log.push(...verdict.events);
        }
        const ended = log.filter(({ type }) => type === 'ReplacementShipped' || type === 'ReplacementConverted');
        const serials = ended.flatMap(({ data }) => ('newSerial' in data ? data.newSerial : []));
        expect(new Set(ended.map(({ data }) => data.claimId)).size).toBe(ended.length);
        expect(new Set(serials).size).toBe(serials.length);
      }),
    );
  });

  it('F6 keeps the moment of the offer', () => {
    expect(
      given(due, at(OFFER_AT, creditOffered('C-7')))
        .state()
        .byClaim.get('C-7')?.creditOfferedAt,
    ).toBe(OFFER_AT);
  });
});
