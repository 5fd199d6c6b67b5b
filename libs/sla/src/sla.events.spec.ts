import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent, UndecodableEvent } from '#kernel';
import { calendarEvents } from './calendar.events.ts';
import { slaEvents } from './sla.events.ts';

const contracts = { ...calendarEvents, ...slaEvents };

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((name) => {
  const [type = '', version = ''] = name.split('.');
  return {
    name,
    type,
    version: Number(version.slice(1)),
    data: JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
  };
});

describe('The stored events of calendars and clocks', () => {
  test('every version of every event type has a fixture, and there is no other', () => {
    const wanted = Object.entries(contracts).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect(fixtures.map(({ name }) => name).sort()).toEqual(wanted.sort());
  });

  test.each(fixtures)('$name is read whole', ({ type, version, data }) => {
    // Nothing of what was stored is dropped, nothing is added.
    expect(decodeEvent(contracts, type, version, data)).toStrictEqual({ type, data });
  });

  test.each(fixtures)('$type without one of its members is refused, naming the member', ({ type, data }) => {
    const schema = contracts[type as keyof typeof contracts].schema;
    const required = Object.keys(data).filter((member) => !schema.safeParse({ ...data, [member]: undefined }).success);
    expect(required).not.toEqual([]);
    for (const member of required) {
      const { [member]: _, ...rest } = data;
      expect(() => decodeEvent(contracts, type, 1, rest)).toThrow(UndecodableEvent);
      expect(() => decodeEvent(contracts, type, 1, rest)).toThrow(new RegExp(`^${type}: ${member}: `));
    }
  });
});
