import type { PrintedDocument } from '#platform';
import { squaresExplained } from './printed-text.ts';

const page = (language: string, serial: string): PrintedDocument => ({
  language,
  title: 'Statement',
  number: '2026-03',
  issuedOn: '2026-03-31',
  parties: [],
  facts: [],
  tables: [{ columns: [{ label: 'Serial', share: 1, align: 'left' }], rows: [['KR-1'], [serial]] }],
  totals: [],
  notes: [{ heading: 'Notes', paragraphs: ['Nothing.'] }],
  footer: [],
});

describe('A page with characters that no font has', () => {
  it.each([
    ['en', 'Notes', '□ stands for a character that the fonts of this document do not have: U+0BA4, U+13000.'],
    ['de', 'Hinweise', '□ steht für ein Zeichen, das die Schriften dieses Belegs nicht haben: U+0BA4, U+13000.'],
    ['ko', '비고', '□는 이 문서의 글꼴에 없는 문자를 나타냅니다: U+0BA4, U+13000.'],
    ['ja', '備考', '□ は、この文書のフォントにない文字を表します：U+0BA4, U+13000。'],
    ['zh', '备注', '□ 表示本单据的字体中没有的字符：U+0BA4, U+13000。'],
  ])('F5 says in its language (%s) which they are', async (language, heading, text) => {
    const document = { ...page(language, 'KR-த𓀀த'), notes: [{ heading, paragraphs: ['Nothing.'] }] };
    const notes = [{ heading, paragraphs: ['Nothing.', text] }];
    expect(await squaresExplained(document)).toEqual({ ...document, notes });
  });

  it('F5 is left as it is when there are none', async () => {
    const document = page('ko', '한빛 KR-1 光明 あかり');
    expect(await squaresExplained(document)).toBe(document);
  });
});
