import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent } from '#kernel';
import { warrantyEvents } from './warranty.events.ts';

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => {
  const [, type = '', version = ''] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
  return { file, type, version: Number(version), data: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) };
});

describe('Stored events of the warranty context', () => {
  it.each(fixtures)('9 $file can be read', ({ type, version, data }) => {
    const newest = warrantyEvents[type as keyof typeof warrantyEvents].version;
    const decoded = decodeEvent(warrantyEvents, type, version, data);
    expect(decoded).toEqual({ type, data: version === newest ? data : expect.anything() });
  });

  it('9 every version ever written of every event has its fixture', () => {
    const written = Object.entries(warrantyEvents).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect(fixtures.map(({ file }) => file).sort()).toEqual(written.sort());
  });
});
