import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent } from '#kernel';
import { batchEvents } from './batches.events.ts';

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => {
  const [, type = '', version = ''] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
  return { file, type, version: Number(version), data: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) };
});

describe('Stored events of the batches context', () => {
  it.each(fixtures)('9 $file can be read', ({ type, version, data }) => {
    const newest = batchEvents[type as keyof typeof batchEvents].version;
    const decoded = decodeEvent(batchEvents, type, version, data);
    expect(decoded).toEqual({ type, data: version === newest ? data : expect.anything() });
  });

  it('9 every version ever written of every event has its fixture', () => {
    const written = Object.entries(batchEvents).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect(fixtures.map(({ file }) => file).sort()).toEqual(written.sort());
  });
});
