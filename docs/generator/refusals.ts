import { LANGUAGES, words } from '#words';
import { codesIn } from './codes.ts';

/**
 * Every code that can be answered, for programs: of refusals, failed checks and errors. With the rules of docs/rules.md that it is given for,
 * and its sentence in each language.
 */
export async function refusalsFile(root: string): Promise<string> {
  const rules = new Map<string, Set<string>>();
  for (const { code, rule } of await codesIn(root)) {
    if (code === undefined) continue;
    const known = rules.get(code) ?? new Set();
    rules.set(code, rule === undefined ? known : known.add(rule));
  }
  const sentences = (code: string) =>
    Object.fromEntries(
      LANGUAGES.map((language) => [language, (words[language].codes as Readonly<Record<string, string>>)[code]]),
    );
  const refusals = [...rules.keys()]
    .sort()
    .map((code) => [code, { rules: [...(rules.get(code) ?? [])].sort(), sentences: sentences(code) }]);
  return `${JSON.stringify(Object.fromEntries(refusals), undefined, 2)}\n`;
}
