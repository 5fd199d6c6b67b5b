/** `<!-- from samples/how-to/question.events.ts#answered -->`, and the fenced block below it. */
const BLOCK = /^(<!-- from (\S+) -->\n```\w*\n)[^]*?^```$/gm;
const MARKER = /^ *\/\/ #(?:end)?region\b.*\n/gm;

/** Fills each block from its source; repeatable. */
export const withBlocks = (page: string, contentOf: (source: string) => string): string =>
  page.replace(BLOCK, (_, head: string, source: string) => `${head}${contentOf(source).trimEnd()}\n\`\`\``);

/** The code between `// #region name` and `// #endregion name`, without indentation. @throws Error if it is missing */
export function regionOf(code: string, name: string): string {
  const [, region] = new RegExp(`^ *// #region ${name}\n([^]*?)^ *// #endregion ${name}$`, 'm').exec(code) ?? [];
  if (region === undefined) throw new Error(`region ${name} is missing`);
  const lines = withoutMarkers(region).split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}

export const withoutMarkers = (code: string): string => code.replace(MARKER, '');
