/** `<!-- from samples/how-to/question.events.ts#answered -->`, and the fenced block below it. */
const BLOCK = /^(<!-- from (\S+) -->\n```\w*\n)[^]*?^```$/gm;
const MARKER = /^ *\/\/ #(?:end)?region\b.*\n/gm;

/** A page with each block that says where it is from filled from there. Filled again it stays the same. */
export const withBlocks = (page: string, contentOf: (source: string) => string): string =>
  page.replace(BLOCK, (_, head: string, source: string) => `${head}${contentOf(source).trimEnd()}\n\`\`\``);

/** What stands between `// #region name` and `// #endregion name`, moved to the left margin. @throws Error when it is not there */
export function regionOf(code: string, name: string): string {
  const [, region] = new RegExp(`^ *// #region ${name}\n([^]*?)^ *// #endregion ${name}$`, 'm').exec(code) ?? [];
  if (region === undefined) throw new Error(`there is no region ${name}`);
  const lines = withoutMarkers(region).split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}

/** Code as it is shown whole. */
export const withoutMarkers = (code: string): string => code.replace(MARKER, '');
