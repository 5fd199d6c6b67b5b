/** Zones and languages that are used, each in a few formats. */
const MAX_FORMATS = 1_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Made once and kept: a format has some 20 KB outside the heap, which come back so late that one for each request uses up the memory.
 * @throws RangeError when there is no such locale or zone
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // A zone can be written with any mix of upper and lower case.
  const key = JSON.stringify([locale, options]).toLowerCase();
  const kept = formats.get(key);
  if (kept) return kept;
  const format = new Intl.DateTimeFormat(locale, options);
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, format);
  return format;
}
