/** Values of what is in the books. */
export const books = {
  BookedItemKind: {
    CREDIT: 'credit note',
    REVERSAL: 'reversal of credit note',
    REPLACEMENT: 'replacement owed',
    CONVERSION: 'replacement converted to credit',
    SHIPMENT: 'unit shipped as replacement',
    INVOICE: 'invoice of unit',
    PRICE: 'net price of unit',
  },
  CreditNoteStatus: {
    ISSUED: 'issued',
    SETTLED: 'settled',
    REVERSED: 'reversed',
  },
  DifferenceKind: {
    MISSING: 'missing in the books',
    UNEXPECTED: 'in the books without a claim',
    DOUBLED: 'more than once in the books',
    DIFFERENT: 'different in the books',
  },
  HoldSubjectKind: {
    LEGAL_ENTITY: 'legal entity',
    PARTNER: 'partner',
    PRODUCT: 'product',
    UNIT: 'serial number',
    INVOICE: 'invoice',
    ORDER: 'order',
  },
  ReplacementStatus: {
    OWED: 'owed',
    ALLOTTED: 'allotted to an order',
    SHIPPED: 'shipped',
    CONVERTED: 'converted to credit',
  },
  StatementEntryKind: {
    CREDIT_NOTE: 'credit note',
    REVERSAL: 'reversal',
    SETTLEMENT: 'settlement',
  },
  /** By UNCL 5305. */
  TaxCategory: {
    S: 'Taxable',
    Z: 'Zero-rated',
    E: 'Exempt from VAT',
    AE: 'Reverse charge',
    K: 'Intra-community supply',
    G: 'Export outside the EU',
    O: 'Not subject to VAT',
    L: 'Tax of the Canary Islands (IGIC)',
    M: 'Tax of Ceuta and Melilla (IPSI)',
  },
};
