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
    CREDIT: 'クレジットノート',
    REVERSAL: 'クレジットノートの取消',
    REPLACEMENT: '交換予定の製品',
    CONVERSION: 'クレジットに変更された交換品',
    SHIPMENT: '交換品として出荷された製品',
    INVOICE: '製品の請求書',
    PRICE: '製品の正味価格',
  },
  CreditNoteStatus: {
    ISSUED: '発行済み',
    SETTLED: '精算済み',
    REVERSED: '取消済み',
  },
  DifferenceKind: {
    MISSING: '帳簿にありません',
    UNEXPECTED: 'クレームなしで帳簿にあります',
    DOUBLED: '帳簿に重複しています',
    DIFFERENT: '帳簿と異なります',
  },
  HoldSubjectKind: {
    LEGAL_ENTITY: '法人',
    PARTNER: 'パートナー',
    PRODUCT: '製品',
    UNIT: 'シリアル番号',
    INVOICE: '請求書',
    ORDER: '注文',
  },
  ReplacementStatus: {
    OWED: '交換予定',
    ALLOTTED: '注文に割当済み',
    SHIPPED: '出荷済み',
    CONVERTED: 'クレジットに変更',
  },
  StatementEntryKind: {
    CREDIT_NOTE: 'クレジットノート',
    REVERSAL: '取消',
    SETTLEMENT: '精算',
  },
  /** By UNCL 5305. */
  TaxCategory: {
    S: '課税',
    Z: 'ゼロ税率',
    E: '非課税',
    AE: 'リバースチャージ',
    K: 'EU域内供給',
    G: 'EU域外への輸出',
    O: '課税対象外',
    L: 'カナリア諸島の税（IGIC）',
    M: 'セウタ・メリリャの税（IPSI）',
  },
};
