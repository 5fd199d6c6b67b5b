import { accept, type Day, decider, type Money, PersistentMap, refuse, unchanged } from '#kernel';
import type { CreditNoteCommand } from './finance.commands.ts';
import type { CreditNoteEvent } from './finance.events.ts';

export interface CreditNoteSeries {
  readonly issued: number;
  readonly lastIssuedOn: Day | undefined;
  /** Number of each credited claim's note (F2). */
  readonly byClaim: PersistentMap<string>;
}

/** The series a decision of that day is credited in: one per legal entity and year (F1). */
export const seriesOf = (legalEntity: string, decidedOn: Day): string => `${legalEntity}-${decidedOn.slice(0, 4)}`;

/** `MG-2026-000042`: the n-th note of its series, where n is the revision of its event + 1. */
export const creditNoteNumber = (series: string, n: number): string => `${series}-${String(n).padStart(6, '0')}`;

/**
 * Tax on a net amount: net × rate ÷ 100, rounded half up to the currency's minor unit (EN 16931, BR-CO-17).
 * Exact: the rate is read as a decimal fraction, never as a float.
 */
export function taxOn(net: Money, rate: string): Money {
  const [whole = '0', fraction = ''] = rate.split('.');
  const scale = 10n ** BigInt(fraction.length) * 100n;
  const product = BigInt(net.minor) * BigInt(whole + fraction);
  return { minor: Number((product * 2n + scale) / (scale * 2n)), currency: net.currency };
}

/** The append that issues is the numbering: the number follows from the revision, and a failed append burns none (F1). */
export const creditNoteSeriesDecider = decider<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries>({
  initial: { issued: 0, lastIssuedOn: undefined, byClaim: PersistentMap.empty() },
  decide: {
    IssueCreditNote({ data: { series, claimId, partnerId, decidedOn, unit } }, state) {
      if (state.byClaim.has(claimId)) return unchanged;
      const { netPrice: amount, taxCategory, taxRate } = unit;
      if (amount.minor <= 0)
        return refuse('NOTHING_TO_CREDIT', `The invoice line of ${unit.serial} has no positive price to credit.`, {
          rule: 'F3',
        });
      const tax = taxOn(amount, taxRate);
      return accept({
        type: 'CreditNoteIssued',
        data: {
          number: creditNoteNumber(series, state.issued + 1),
          series,
          claimId,
          partnerId,
          serial: unit.serial,
          sku: unit.sku,
          issuedOn: state.lastIssuedOn && state.lastIssuedOn > decidedOn ? state.lastIssuedOn : decidedOn,
          amount,
          tax: { category: taxCategory, rate: taxRate, amount: tax },
          payable: { minor: amount.minor + tax.minor, currency: amount.currency },
          invoiceNumber: unit.invoiceNumber,
          invoiceDate: unit.invoiceDate,
        },
      });
    },
  },
  evolve: {
    CreditNoteIssued: (state, { data: { claimId, number, issuedOn } }) => ({
      issued: state.issued + 1,
      lastIssuedOn: issuedOn,
      byClaim: state.byClaim.with(claimId, number),
    }),
  },
});
