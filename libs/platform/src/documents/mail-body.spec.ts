import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileMailLayout } from '../../../../tools/mail-layout.ts';
import { type MailBody, toMailHtml, toMailText } from './mail-body.ts';

const body: MailBody = {
  language: 'ko',
  title: '클레임 접수',
  preview: 'K7QF-2M9T-4XRC',
  blocks: [
    { kind: 'heading', text: '접수되었습니다' },
    { kind: 'paragraph', text: 'First line\nsecond line' },
    { kind: 'quote', text: 'The plate\nis blurred' },
    { kind: 'facts', rows: [{ label: 'Serial number', text: 'LUM-0001' }] },
    { kind: 'list', items: ['picture of the plate', 'video'] },
    { kind: 'button', text: 'Add evidence', url: 'https://makegood.example/answer/abc' },
    { kind: 'small', text: 'Reply to this mail' },
  ],
  footer: 'Makegood',
};

/** Each text of a mail, with the same hostile one in its place. */
const hostile = (text: string): MailBody => ({
  language: text,
  title: text,
  preview: text,
  blocks: [
    ...(['heading', 'paragraph', 'quote', 'small'] as const).map((kind) => ({ kind, text })),
    { kind: 'facts', rows: [{ label: text, text }] },
    { kind: 'list', items: [text] },
    { kind: 'button', text, url: text },
  ],
  footer: text,
});

/** Names of elements and of their attributes. */
const markupOf = (html: string) => html.replace(/<!--.*?-->/gs, '').match(/<\/?[a-z!][^\s>]*|\s[a-z-]+=(?=")/gi);

describe('The body of a mail', () => {
  test('has wide colons in Chinese', () => {
    const blocks = body.blocks.filter(({ kind }) => kind === 'facts' || kind === 'button');
    expect(toMailText({ ...body, language: 'zh-CN', blocks })).toBe(
      'Serial number：LUM-0001\n\nAdd evidence：\nhttps://makegood.example/answer/abc\n\n-- \nMakegood\n',
    );
  });

  test('has the same blocks as text', () => {
    expect(toMailText(body)).toBe(`접수되었습니다

First line
second line

> The plate
> is blurred

Serial number: LUM-0001

- picture of the plate
- video

Add evidence:
https://makegood.example/answer/abc

Reply to this mail

-- 
Makegood
`);
  });

  test('has the same blocks as HTML, in their order, with nothing left to fill in', () => {
    const html = toMailHtml(body);
    const shown = html
      .replace(/<!--.*?-->|<style.*?<\/style>/gs, '')
      .replace(/<br>/g, '\n')
      .replace(/<[^>]*>/gs, ' ')
      .split(/\s{2,}|\n/)
      .filter(Boolean);
    expect(shown).toEqual([
      '클레임 접수',
      'K7QF-2M9T-4XRC',
      '접수되었습니다',
      'First line',
      'second line',
      'The plate',
      'is blurred',
      'Serial number',
      'LUM-0001',
      'picture of the plate',
      'video',
      'Add evidence',
      'Reply to this mail',
      'Makegood',
    ]);
    expect(html).toContain('<html lang="ko"');
    expect(html).toContain('href="https://makegood.example/answer/abc"');
    expect(html).not.toMatch(/\{\w+\}/);
  });

  test.each([
    ['ko', 'keep-all;overflow-wrap:anywhere'],
    ['ko-KR', 'keep-all;overflow-wrap:anywhere'],
    ['zh-CN', 'break-word'],
    ['en', 'break-word'],
  ])('in %s breaks lines so: %s', (language, breaks) => {
    const all = toMailHtml({ ...body, language }).match(/(?<=word-break:)[^"]*(?=;")/g);
    expect(new Set(all)).toEqual(new Set([breaks]));
  });

  test('loads nothing from anywhere', () => {
    expect(toMailHtml(body)).not.toMatch(/\ssrc=|url\(|@import|<link|<script|<img|<form/i);
  });

  test.each([
    '<script>alert(1)</script>',
    '</td></table><img src=x onerror=alert(1)>',
    '" onmouseover="alert(1)',
    "' style='display:none",
    '--><b>',
    '{rows}{text}{url}{footer}',
    'a & b &lt;i&gt;',
  ])('takes %s for text', (text) => {
    expect(markupOf(toMailHtml(hostile(text)))).toEqual(markupOf(toMailHtml(hostile('plain'))));
  });

  test('leaves control characters out', () => {
    expect(toMailHtml(hostile('a\u0000b\u001bc\rd'))).not.toMatch(/[^\P{Cc}\n\t]/u);
  });

  test('is laid out as its MJML source says: else run "npm run mail-layout"', async () => {
    const source = await readFile(join(import.meta.dirname, 'mail-layout.mjml'), 'utf8');
    const made = await readFile(join(import.meta.dirname, 'mail-layout.ts'), 'utf8');
    expect(await compileMailLayout(source)).toBe(made);
  });
});
