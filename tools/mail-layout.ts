import mjml2html from 'mjml';

/** Of blocks in the layout; each stands between its own comment and the next one. */
const MARK = /<!--(heading|paragraph|quote|facts|list|button|small|end)-->/;

/** The TypeScript file of a layout: the page around the blocks, and the HTML of each, with places to fill in. */
export async function compileMailLayout(source: string): Promise<string> {
  const { html } = await mjml2html(source, { validationLevel: 'strict' });
  const [start = '', ...parts] = html
    .replace(/\s*\n\s*/g, '\n')
    .replaceAll('word-break:break-word', '{breaks}')
    .split(MARK);
  const end = parts.at(-1) ?? '';
  const blocks = parts.slice(0, -2);
  const named = blocks.flatMap((name, index) =>
    index % 2 === 0 ? [`    ${name}: \`${blocks[index + 1]?.trim()}\`,`] : [],
  );
  return `// Made by "npm run mail-layout" from mail-layout.mjml.
export const mailLayout = {
  start: \`${start.trim()}\`,
  blocks: {
${named.join('\n')}
  },
  end: \`${end.trim()}\`,
};
`;
}
