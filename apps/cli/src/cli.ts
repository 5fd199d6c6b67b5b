import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';
import { type Actor, type Clock, inert, type Refusal } from '#kernel';
import { dataFileOf, type Logger, waitFor } from '#platform';
import { words } from '#words';
import {
  openMakegood,
  type Makegood,
  openStores,
  readSettings,
  type Settings,
  type Stores,
  type StoresOptions,
} from '#engine';
import type { ZoneRules } from '#sla';
import { CliError } from './cli-error.ts';

export { CliError, cliErrorFor } from './cli-error.ts';

export interface CliContext {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** That of the machine unless said otherwise. */
  readonly clock?: Clock;
  /** Those of the run time unless said otherwise. */
  readonly zoneRules?: ZoneRules;
}

/** Who runs a command, where data is shown by who reads it. */
export const OPERATOR: Actor = { id: 'cli', role: 'AUDITOR' };

export interface Given {
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly words: readonly string[];
}

/** 0: done. 1: done, with problems in the data. 2: failed. */
export type ExitStatus = 0 | 1 | 2;

export interface CliCommand {
  readonly summary: string;
  readonly usage: string;
  readonly details: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly words: readonly [least: number, most: number];
  run(given: Given, context: CliContext): Promise<ExitStatus>;
}

/** The one way to the terminal: what partners have written cannot act on it. */
export const write = (stream: Writable, text: string): void => void stream.write(inert(text));

export const print = (stream: Writable, ...lines: readonly string[]): void => {
  for (const line of lines) write(stream, `${line}\n`);
};

export const textOf = (given: Given, option: string): string | undefined => {
  const value = given.options[option];
  return typeof value === 'string' ? value : undefined;
};

export const textsOf = (given: Given, option: string): readonly string[] => {
  const values = given.options[option];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
};

export const settingsOf = ({ environment }: CliContext): Settings => readSettings(environment);

export function refusalInWords({ code, message }: Refusal, { MAKEGOOD_LANGUAGE: language }: Settings): string {
  const sentence = language === 'en' ? undefined : (words[language].codes as Readonly<Record<string, string>>)[code];
  return sentence === undefined ? `${code}: ${message}` : `${code}: ${sentence} (${message})`;
}

/** A large import writes each stream once: what is kept of them only takes room (docs/benchmarks.md). */
const CACHED_BYTES = 4 * 1024 * 1024;

export async function withMakegood<T>(
  context: CliContext,
  work: (makegood: Makegood) => Promise<T>,
  { create = false } = {},
): Promise<T> {
  const settings = settingsOf(context);
  if (!create) requireData(settings);
  const { clock, zoneRules } = context;
  const logger = logTo(context, settings);
  const makegood = await openMakegood(settings, {
    logger,
    cachedBytes: CACHED_BYTES,
    ...(clock && { clock }),
    ...(zoneRules && { zoneRules }),
  });
  try {
    return await work(makegood);
  } finally {
    await makegood.close();
  }
}

export async function withStores<T>(
  context: CliContext,
  settings: Settings,
  options: StoresOptions,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const stores = await openStores(settings, logTo(context, settings), waitFor, options);
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
}

/** @throws CliError: opening a missing data folder would create it */
export function requireData({ MAKEGOOD_DATA, EVENT_STORE_URL }: Settings): void {
  if (EVENT_STORE_URL === undefined && !existsSync(dataFileOf(MAKEGOOD_DATA)))
    throw new CliError(`there is no data in ${MAKEGOOD_DATA}: set MAKEGOOD_DATA to the folder of the server`);
}

function logTo({ stderr }: CliContext, { LOG_LEVEL }: Settings): Logger {
  const line = (word: string) => (fields: object, message: string) => {
    const more = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`);
    print(stderr, `${word}: ${message}${more.length > 0 ? ` (${more.join(', ')})` : ''}`);
  };
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: LOG_LEVEL === 'error' || LOG_LEVEL === 'silent' ? nothing : line('warning'),
    error: LOG_LEVEL === 'silent' ? nothing : line('error'),
  };
}

export function columns(rows: readonly (readonly string[])[], gap = '  '): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}
