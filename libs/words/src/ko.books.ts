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
    CREDIT: '크레디트 노트',
    REVERSAL: '크레디트 노트 취소',
    REPLACEMENT: '공급 예정 제품',
    CONVERSION: '크레디트로 전환된 교체품',
    SHIPMENT: '교체품으로 출고된 제품',
    INVOICE: '제품의 송장',
    PRICE: '제품의 순가격',
  },
  CreditNoteStatus: {
    ISSUED: '발행됨',
    SETTLED: '정산됨',
    REVERSED: '취소됨',
  },
  DifferenceKind: {
    MISSING: '장부에 없음',
    UNEXPECTED: '클레임 없이 장부에 있음',
    DOUBLED: '장부에 중복됨',
    DIFFERENT: '장부와 다름',
  },
  HoldSubjectKind: {
    LEGAL_ENTITY: '법인',
    PARTNER: '파트너',
    PRODUCT: '제품',
    UNIT: '일련번호',
    INVOICE: '송장',
    ORDER: '주문',
  },
  ReplacementStatus: {
    OWED: '공급 예정',
    ALLOTTED: '주문에 배정됨',
    SHIPPED: '출고됨',
    CONVERTED: '크레디트로 전환됨',
  },
  StatementEntryKind: {
    CREDIT_NOTE: '크레디트 노트',
    REVERSAL: '취소',
    SETTLEMENT: '정산',
  },
  /** By UNCL 5305. */
  TaxCategory: {
    S: '과세',
    Z: '영세율',
    E: '부가가치세 면제',
    AE: '매입자 납부(Reverse charge)',
    K: 'EU 역내 공급',
    G: 'EU 역외 수출',
    O: '부가가치세 과세 대상 아님',
    L: '카나리아 제도 세금(IGIC)',
    M: '세우타·멜리야 세금(IPSI)',
  },
};
