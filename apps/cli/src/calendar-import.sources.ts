import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Actor, truncate } from '#kernel';
import { countryHolidays, HolidaySourceError, icsHolidays, type KnownHolidays, type Years } from '#sla';
import { CliError, type Given, textOf, textsOf } from './cli.ts';

export interface Sources {
  readonly years: Years | undefined;
  holidays(timeZone: string): Promise<readonly KnownHolidays[]>;
  readonly notes: readonly string[];
  readonly actor: Actor;
}

export async function sourcesOf(given: Given): Promise<Sources> {
  const [paths, countries, years] = [textsOf(given, 'ics'), textsOf(given, 'country'), yearsOf(given)];
  if (paths.length + countries.length === 0)
    throw new CliError('name at least one source: --ics <file> or --country <code>');
  if (countries.length > 0 && !years)
    throw new CliError('--years is missing: name the years, such as 2026 or 2025-2026');
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), content: await contentOf(path) })),
  );
  const holidays = async (timeZone: string) => {
    const byLaw = countries.map((country) => countryHolidays(country, years as Years));
    const listed = files.map(({ name, content }) =>
      icsHolidays(name, content, { years, timeZone }).catch((error: unknown) => {
        throw error instanceof HolidaySourceError ? new HolidaySourceError(`${name}: ${error.message}`) : error;
      }),
    );
    return Promise.all([...byLaw, ...listed]);
  };
  // Before any store is opened, so that an unreadable file is reported first.
  const found = await holidays('UTC');
  requireYears(found, years);
  const names = [...new Set(found.map(({ source }) => source))];
  return {
    years,
    holidays,
    notes: names.map((name) =>
      files.some((file) => file.name === name)
        ? `holidays of ${name}${years ? `, ${inWords(years)}` : ', added to the known days: name the years with a complete list by --years'}`
        : `public holidays of ${name}, ${inWords(years as Years)}: compare them with the official list`,
    ),
    actor: { id: `calendar-import (${truncate(names.join('; '), 100)})`, role: 'ADMIN' },
  };
}

async function contentOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path}: ${error.code === 'ENOENT' ? 'the file does not exist' : 'cannot be read'}`);
  });
}

function requireYears(found: readonly KnownHolidays[], asked: Years | undefined): void {
  const listed = [...new Set(found.flatMap(({ years }) => years))].sort();
  for (let year = asked?.first ?? 0; asked && year <= asked.last; year++)
    if (!listed.includes(year))
      throw new CliError(
        `${found.map(({ source }) => source).join(', ')}: no entry begins in ${year}; name by --years only years with entries (S3)`,
      );
}

const inWords = ({ first, last }: Years): string => (first === last ? `${first}` : `${first} to ${last}`);

function yearsOf(given: Given): Years | undefined {
  const text = textOf(given, 'years');
  if (text === undefined) return undefined;
  const [, first = '', last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? [];
  if (first === '' || last < first) throw new CliError(`--years must be a year or a range of years, such as 2025-2026`);
  return { first: Number(first), last: Number(last) };
}
