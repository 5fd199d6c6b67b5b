const formatOf = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
const DAY = formatOf({ dateStyle: 'medium' });
const MONTH = formatOf({ month: 'long', year: 'numeric' });

/** What the engine says to people and programs alike, without what is only for programs: days and months are as people write them, and names of requests and fields in brackets are left out. */
export const plainEnglish = (text: string): string =>
  text
    .replace(/ \([a-z]+(?:[A-Z][a-z]+)+\)/g, '')
    .replace(/(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(-\d\d)?(?![\w-])/g, (iso, day?: string) => {
      const at = new Date(iso);
      if (Number.isNaN(at.getTime())) return iso;
      return (day === undefined ? MONTH : DAY).format(at);
    });
