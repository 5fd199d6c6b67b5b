import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent, type Json, UndecodableEvent } from '#kernel';
import { claimEvents } from './claim.events.ts';

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
const decode = (type: string, data: Json) => decodeEvent(claimEvents, type, 1, data);

describe('the stored events of a claim', () => {
  test('every version of every event type has a fixture, and there is no other', () => {
    const wanted = Object.entries(claimEvents).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect(fixtures.map(({ name }) => name).sort()).toEqual(wanted.sort());
  });

  test.each(fixtures)('$name is read whole', ({ type, version, data }) => {
    // Nothing of what was stored is dropped, nothing is added.
    expect(decodeEvent(claimEvents, type, version, data)).toStrictEqual({ type, data });
  });

  test.each(fixtures)('$type without one of its members is refused, naming the member', ({ type, data }) => {
    const schema = claimEvents[type as keyof typeof claimEvents].schema;
    const required = Object.keys(data).filter((member) => !schema.safeParse({ ...data, [member]: undefined }).success);
    expect(required).not.toEqual([]);
    for (const member of required) {
      const { [member]: _, ...rest } = data;
      expect(() => decode(type, rest)).toThrow(UndecodableEvent);
      expect(() => decode(type, rest)).toThrow(new RegExp(`^${type}: ${member}: `));
    }
  });

  test('C8 a replacement whose freight somebody else pays cannot be read', () => {
    expect(() => decode('ReplacementQueued', { sku: 'LB-200', freightPaidBy: 'PARTNER' })).toThrow(/freightPaidBy/);
  });

  test('C8 a remedy other than credit or replacement cannot be read', () => {
    expect(() => decode('RemedyChosen', { remedy: 'REPAIR', source: 'PARTNER', binding: false })).toThrow(/remedy/);
  });
});
