import { defectsNamed, describedDefect, remedyNamed, writtenAnew } from './mail-text.policies.ts';

describe('What a person has written', () => {
  it.each([
    ['Hello.\n\nOn Mon, 9 Mar 2026 Maker <service@maker.example> wrote:\n> old', 'Hello.'],
    ['Hello.\n-----Original Message-----\nFrom: x', 'Hello.'],
    ['안녕하세요.\n\n-----원본 메시지-----\n보낸 사람: x', '안녕하세요.'],
    ['안녕하세요.\n2026년 3월 9일 (월) Maker <service@maker.example>님이 작성:\n> old', '안녕하세요.'],
    ['你好。\n发件人: Maker <service@maker.example>\n旧', '你好。'],
    ['Hallo.\nAm 09.03.2026 schrieb Maker:\n> alt', 'Hallo.'],
    ['Hello.\r\n> old\r\nNew below.', 'Hello.\nNew below.'],
    ['Hello.\n-- \nKim, +82 2 1234 5678', 'Hello.'],
    ['> only old', ''],
  ])('N1 in %j is %j', (text, anew) => {
    expect(writtenAnew(text)).toBe(anew);
  });

  it.each([
    ['LB2-000481', 'It does not light.', 'It does not light.'],
    ['Re: lamp is broken', 'LB2-000481', 'lamp is broken'],
    ['LB2-000481', '', undefined],
    ['LB2-000481 does not light', '', 'LB2-000481 does not light'],
    ['LB2-000481', '> quoted text alone', undefined],
    ['', '  \n ', undefined],
  ])('C1 of subject %j and text %j the defect is described as %j', (subject, text, described) => {
    expect(describedDefect(subject, text, ['LB2-000481'])).toBe(described);
  });
});

describe('The defect code', () => {
  const codes = ['NO-LIGHT', 'FLICKER', 'E1'];
  it.each([
    ['Defect: no-light.', ['NO-LIGHT']],
    ['NO–LIGHT(급합니다)', ['NO-LIGHT']],
    ['flicker, then NO-LIGHT', ['NO-LIGHT', 'FLICKER']],
    ['There is no light, and a flickering', []],
    ['E10 is shown', []],
  ])('N1 in %j is one of %j', (text, named) => {
    expect(defectsNamed(text, codes)).toEqual(named);
  });
});

describe('The remedy', () => {
  it.each([
    ['Please send a replacement.', 'REPLACEMENT'],
    ['교환 부탁드립니다', 'REPLACEMENT'],
    ['请退款', 'CREDIT'],
    ['Wir möchten eine Gutschrift.', 'CREDIT'],
    ['クレジットでお願いします', 'CREDIT'],
    ['Credit or replacement, whatever is quicker', undefined],
    ['Thank you', undefined],
    ['Yes\n> Do you want a credit?', undefined],
    ['replacement\n> Do you want a credit?', 'REPLACEMENT'],
    ['We do not want a replacement.', undefined],
    ['교환하지 않겠습니다', undefined],
    ['When would the replacement come?', undefined],
    [`${'The lamp was dark again today. '.repeat(10)}Credit.`, undefined],
  ])('C7 in %j is %s', (text, remedy) => {
    expect(remedyNamed(text)).toBe(remedy);
  });
});
