/** A name of a factory's record as words: `burnInHours`, `burn_in_hours`; codes such as LED-SEGMENT stay as they are. */
export function readable(name: string): string {
  if (!/\p{Ll}/u.test(name)) return name;
  const words = name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean)
    // Abbreviations stay.
    .map((word) => (/^\p{Lu}{2}/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
