import type { Words } from './words.ts';

/** Values of what is in the books. */
export const books: Pick<
  Words['values'],
  | 'BookedItemKind'
  | 'CreditNoteStatus'
  | 'DifferenceKind'
  | 'HoldSubjectKind'
  | 'ReplacementStatus'
  | 'StatementEntryKind'
  | 'TaxCategory'
> = {
  BookedItemKind: {
    CREDIT: 'Gutschrift',
    REVERSAL: 'Storno der Gutschrift',
    REPLACEMENT: 'geschuldeter Ersatz',
    CONVERSION: 'in Gutschrift umgewandelter Ersatz',
    SHIPMENT: 'als Ersatz geliefertes Gerät',
    INVOICE: 'Rechnung des Geräts',
    PRICE: 'Nettopreis des Geräts',
  },
  CreditNoteStatus: {
    ISSUED: 'Ausgestellt',
    SETTLED: 'Ausgeglichen',
    REVERSED: 'Storniert',
  },
  DifferenceKind: {
    MISSING: 'fehlt in den Büchern',
    UNEXPECTED: 'in den Büchern ohne Fall',
    DOUBLED: 'mehrfach in den Büchern',
    DIFFERENT: 'in den Büchern anders',
  },
  HoldSubjectKind: {
    LEGAL_ENTITY: 'Gesellschaft',
    PARTNER: 'Partner',
    PRODUCT: 'Produkt',
    UNIT: 'Seriennummer',
    INVOICE: 'Rechnung',
    ORDER: 'Bestellung',
  },
  ReplacementStatus: {
    OWED: 'Geschuldet',
    ALLOTTED: 'Einer Bestellung zugeteilt',
    SHIPPED: 'Versandt',
    CONVERTED: 'In Gutschrift umgewandelt',
  },
  StatementEntryKind: {
    CREDIT_NOTE: 'Gutschrift',
    REVERSAL: 'Storno',
    SETTLEMENT: 'Ausgleich',
  },
  /** By UNCL 5305. */
  TaxCategory: {
    S: 'Steuerpflichtig',
    Z: 'Nullsatz',
    E: 'Von der Umsatzsteuer befreit',
    AE: 'Steuerschuldnerschaft des Leistungsempfängers',
    K: 'Steuerfreie innergemeinschaftliche Lieferung',
    G: 'Steuerfreie Ausfuhrlieferung',
    O: 'Nicht steuerbar',
    L: 'Steuer der Kanarischen Inseln (IGIC)',
    M: 'Steuer von Ceuta und Melilla (IPSI)',
  },
};
