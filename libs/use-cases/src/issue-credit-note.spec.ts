import { claims } from '#claims';
import { approved, bound, chosen, claimId, credited, held, remedyReversed, reviewed, submitted } from '#claims/facts';
import { books, creditNoteSeries, type CreditNoteEvent } from '#finance';
import { issued, closingStarted, noteFacts } from '#finance/facts';
import { at, type CommandMetadata, type Day, type Instant, type Serial, uuidv5 } from '#kernel';
import type { Outcome, RecordedEvent } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { invoices, legalEntities, partners, products, units } from '#warranty';
import {
  enrolled,
  entityDetails,
  entityRegistered,
  invoiceRecorded,
  listed,
  partnerDetails,
  shipment,
  shipped,
} from '#warranty/facts';
import { issueCreditNote } from './issue-credit-note.ts';
import { reactingOver, recordedAggregates } from './recorded-aggregates.fixture.ts';

const DUE = '2026-03-09T02:00:00.000Z' as Instant;
const meta: CommandMetadata = {
  id: uuidv5('the binding'),
  actor: { id: 'when-credit-is-bound-then-issue-the-note', role: 'SYSTEM' },
  at: DUE,
  correlationId: uuidv5('a correlation'),
};
/** The cause is the last of the facts. */
const { given } = useCaseScenarios(
  [claims, units, creditNoteSeries, books],
  async (_: undefined, __, facts): Promise<Outcome> => {
    const cause = facts.log.at(-1);
    if (!cause) throw new Error('there is no cause');
    await issueCreditNote(
      { claimId, position: cause.position, at: cause.metadata.occurredAt },
      recordedAggregates(facts),
      reactingOver(facts, meta),
    );
    return { kind: 'accepted', stream: cause.stream, position: cause.position, revision: 0 };
  },
);

const serial = 'LB2-000481' as Serial;
const claim = streamOf(claims, claimId);
const unit = streamOf(units, serial);
const series = streamOf(creditNoteSeries, 'MG-2026');
const sent = shipment({ serial });
const registry = [
  ...streamOf(legalEntities, 'MG')(entityRegistered(entityDetails)),
  ...streamOf(partners, 'P-SEOUL')(enrolled(partnerDetails)),
  ...streamOf(invoices, 'MG/INV-2026-0107')(invoiceRecorded()),
];
const openUnit = unit(shipped({ serial }), {
  type: 'ClaimOpenedOnUnit',
  data: { serial, claimId, partnerId: 'P-SEOUL', round: 1 },
});
const approval = claim(submitted({ serial }), reviewed('CONFIRMED'), approved(), chosen('CREDIT'));
const closed = unit({ type: 'ClaimClosedOnUnit', data: { serial, claimId, outcome: 'CREDITED', round: 1 } });
const resolved = (n: number) => ({
  type: 'ResolvedAsCredit' as const,
  data: { creditNoteNumber: `MG-2026-00000${n}`, amount: sent.netPrice },
});
const note = (n: number, issuedOn = '2026-03-09', more: Partial<CreditNoteEvent['data']> = {}) =>
  issued(n, claimId, issuedOn, {
    partnerId: 'P-SEOUL',
    serial,
    sku: sent.sku,
    productName: sent.sku,
    amount: sent.netPrice,
    tax: { category: sent.taxCategory, rate: sent.taxRate, amount: sent.taxAmount },
    payable: { minor: sent.netPrice.minor + sent.taxAmount.minor, currency: 'KRW' },
    invoiceNumber: sent.invoiceNumber,
    invoiceDate: '2026-01-10' as Day,
    seller: entityDetails,
    buyer: {
      name: 'Hanbit Beauty',
      locale: 'ko-KR',
      address: partnerDetails.shipTo,
      electronicAddress: partnerDetails.electronicAddress,
    },
    ...more,
  });

/** Bound before, and its note not known to it. */
const otherClaim = streamOf(claims, 'C-OTHER');
const otherBound = otherClaim(submitted({ claimId: 'C-OTHER' }), reviewed('CONFIRMED'), approved(), bound('CREDIT'));
const otherNote = series(at('2026-03-08T09:00:00.000Z', issued(1, 'C-OTHER', '2026-03-08')));
const otherResolved = at('2026-03-08T09:00:00.000Z', {
  type: 'ResolvedAsCredit' as const,
  data: { creditNoteNumber: 'MG-2026-000001', amount: noteFacts('C-OTHER').amount },
});

// useCaseScenarios repeats each of them, and interrupts each after every command.
describe('issuing the note of a credit', () => {
  it('R3 F1 F2 C9 closes the unit, takes the next number, and is the execution of the claim', () =>
    given(registry, openUnit, approval, claim(bound('CREDIT')))
      .when(undefined, meta)
      .then(closed, series(note(1)), claim(resolved(1))));

  it.each([
    ['in the language of its buyer', 'LED가 켜지지 않음', { defectLabel: 'LED가 켜지지 않음' }],
    ['by the code alone where the words cannot be printed', 'ა', {}],
  ])('F5 says what was wrong %s', (_, label, more) => {
    const labels = [
      { code: 'LED-DEAD', label: 'LED stays dark' },
      { code: 'LED-DEAD', language: 'ko', label },
    ];
    const group = { group: 'LIGHT', codes: ['LED-DEAD'], labels };
    const product = listed({ sku: sent.sku, name: sent.sku, defectGroups: [group] });
    return given(registry, streamOf(products, sent.sku)(product), openUnit, approval, claim(bound('CREDIT')))
      .when(undefined, meta)
      .then(closed, series(note(1, '2026-03-09', more)), claim(resolved(1)));
  });

  it('F2 makes the last note of the series known to its claim first, at the time it was due', () =>
    given(registry, otherBound, otherNote, openUnit, approval, claim(bound('CREDIT')))
      .when(undefined, meta)
      .then(closed, otherClaim(otherResolved), series(note(2)), claim(resolved(2))));

  it('F2 finds its own note at the end of the series, and only makes it known', () =>
    given(registry, openUnit, closed, series(note(1)), approval, claim(bound('CREDIT')))
      .when(undefined, meta)
      .then(claim(resolved(1))));

  it('F2 issues none to a claim that has one further back in the series', () =>
    given(
      registry,
      openUnit,
      closed,
      approval,
      otherBound,
      claim(bound('CREDIT')),
      series(note(1)),
      claim(resolved(1)),
      series(issued(2, 'C-OTHER')),
    )
      .when(undefined, meta)
      .then());

  it('F4 issues another for its next remedy, when the first was reversed', () =>
    given(
      registry,
      openUnit,
      closed,
      series(note(1)),
      approval,
      claim(bound('CREDIT'), credited, remedyReversed()),
      unit({ type: 'ClaimOpenedOnUnit', data: { serial, claimId, partnerId: 'P-SEOUL', round: 2 } }),
      claim(bound('CREDIT')),
    )
      .when(undefined, meta)
      .then(
        unit({ type: 'ClaimClosedOnUnit', data: { serial, claimId, outcome: 'CREDITED', round: 2 } }),
        series(note(2, '2026-03-09', { remedyNumber: 2 })),
        claim(resolved(2)),
      ));

  it('F8 holds it while facts are missing, and numbers nothing', () =>
    given(
      registry.slice(0, 1),
      streamOf(partners, 'P-SEOUL')(enrolled({ ...partnerDetails, electronicAddress: undefined })),
      registry.slice(2),
      openUnit,
      approval,
      claim(bound('CREDIT')),
    )
      .when(undefined, meta)
      .then(
        closed,
        claim({
          ...held(),
          data: {
            ...held().data,
            reasons: [
              {
                code: 'ELECTRONIC_ADDRESS_MISSING',
                message:
                  "The partner P-SEOUL has no electronic address, and none follows from a VAT id. To state it, change the partner's terms.",
                about: { kind: 'PARTNER', id: 'P-SEOUL' },
              },
            ],
          },
        }),
      ));

  it('F1 dates it on the first open day when the closing of its month had started', () =>
    given(registry, openUnit, approval, streamOf(books, 'MG')(closingStarted('2026-03')), claim(bound('CREDIT')))
      .when(undefined, meta)
      .then(
        closed,
        series(note(1, '2026-04-01', { postponed: { from: '2026-03-09' as Day, because: 'MONTH_CLOSED' } })),
        claim(resolved(1)),
      ));

  it('F2 halts when the claim of the last note does not take it: the next to come could not know of it', async () => {
    const halting = useCaseScenarios([claims, units, creditNoteSeries], async (_: undefined, __, facts) => {
      const { position, stream } = facts.log.at(-1) as RecordedEvent;
      const issue = issueCreditNote(
        { claimId, position, at: DUE },
        recordedAggregates(facts),
        reactingOver(facts, meta),
      );
      const failure = await issue.then(String, (error: Error & { fault?: string }) => {
        if (error.fault) throw error;
        return error.message;
      });
      expect(failure).toContain('the claim C-OTHER does not take its credit note MG-2026-000001');
      return { kind: 'unchanged', stream, position, revision: 0 };
    });
    await halting
      .given(
        registry,
        openUnit,
        closed,
        approval,
        otherClaim(submitted({ claimId: 'C-OTHER' })),
        otherNote,
        claim(bound('CREDIT')),
      )
      .when(undefined, meta)
      .thenUnchanged();
  });
});
