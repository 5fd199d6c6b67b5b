/** Names in brackets are those of EN 16931. Amounts and percentages are decimal text, days are ISO 8601. */
export interface BillingParty {
  /** BT-29, BT-46: how the parties know it. */
  readonly id?: string | undefined;
  readonly name: string;
  /** BT-34, BT-49. */
  readonly electronicAddress: Identifier;
  /** BT-31, BT-48. */
  readonly vatId?: string | undefined;
  /** BT-30, BT-47. */
  readonly registration?: Identifier | undefined;
  readonly address: {
    readonly lines: readonly string[];
    readonly city: string;
    readonly postalCode?: string | undefined;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
  };
  /** BG-6. */
  readonly contact?: { readonly name: string; readonly phone: string; readonly email: string } | undefined;
}

export interface Identifier {
  readonly scheme: string;
  readonly id: string;
}

/** A credit note or invoice of one line, with what EN 16931 and Peppol BIS Billing 3 ask of it. */
export interface BillingDocument {
  /** UNCL 1001. */
  readonly type: '380' | '381';
  readonly number: string;
  readonly issuedOn: string;
  /** BT-9: of an invoice. */
  readonly dueOn?: string | undefined;
  readonly note: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly buyerReference: string;
  readonly orderNumber?: string | undefined;
  /** BG-3: the document that it corrects. */
  readonly corrects: { readonly number: string; readonly issuedOn: string };
  /** BT-18: scheme of UNCL 1153. */
  readonly object: Identifier;
  readonly seller: BillingParty;
  readonly buyer: BillingParty;
  /** BG-14. */
  readonly period?: { readonly from: string; readonly to: string } | undefined;
  /** BT-80. */
  readonly deliveredTo?: string | undefined;
  /** BT-81, UNCL 4461. */
  readonly paymentMeans: string;
  readonly paymentTerms: string;
  readonly tax: {
    /** UNCL 5305. */
    readonly category: string;
    /** Absent: not subject to VAT. */
    readonly percent?: string | undefined;
    readonly exemption?: { readonly code?: string | undefined; readonly reason: string } | undefined;
  };
  readonly line: {
    readonly name: string;
    readonly description: string;
    readonly sellersId: string;
    /** BT-128: scheme of UNCL 1153. */
    readonly object: Identifier;
    /** BT-146: of one unit, which is the quantity. May have more decimals than an amount. */
    readonly price: string;
  };
  readonly amounts: {
    readonly net: string;
    readonly tax: string;
    /** BT-112. */
    readonly total: string;
    /** BT-114: payable less total. Absent: they are equal. */
    readonly rounding?: string | undefined;
    readonly payable: string;
  };
}
