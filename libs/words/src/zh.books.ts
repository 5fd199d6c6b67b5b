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
    CREDIT: '贷记通知单',
    REVERSAL: '贷记通知单的冲销',
    REPLACEMENT: '应换产品',
    CONVERSION: '转为贷记的更换产品',
    SHIPMENT: '作为更换发出的产品',
    INVOICE: '产品的发票',
    PRICE: '产品的净价',
  },
  CreditNoteStatus: {
    ISSUED: '已开具',
    SETTLED: '已结清',
    REVERSED: '已冲销',
  },
  DifferenceKind: {
    MISSING: '账簿中缺失',
    UNEXPECTED: '账簿中有但无对应索赔',
    DOUBLED: '账簿中重复',
    DIFFERENT: '账簿中不一致',
  },
  HoldSubjectKind: {
    LEGAL_ENTITY: '法人实体',
    PARTNER: '合作伙伴',
    PRODUCT: '产品',
    UNIT: '序列号',
    INVOICE: '发票',
    ORDER: '订单',
  },
  ReplacementStatus: {
    OWED: '应换',
    ALLOTTED: '已分配至订单',
    SHIPPED: '已发货',
    CONVERTED: '已转为贷记',
  },
  StatementEntryKind: {
    CREDIT_NOTE: '贷记通知单',
    REVERSAL: '冲销',
    SETTLEMENT: '结算',
  },
  /** By UNCL 5305. */
  TaxCategory: {
    S: '应税',
    Z: '零税率',
    E: '免征增值税',
    AE: '反向征税（Reverse charge）',
    K: '欧盟内部供货',
    G: '出口至欧盟以外',
    O: '不属于增值税征税范围',
    L: '加那利群岛税（IGIC）',
    M: '休达和梅利利亚税（IPSI）',
  },
};
