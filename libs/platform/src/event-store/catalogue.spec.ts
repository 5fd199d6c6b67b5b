import { contract, streamCategory, UndecodableEvent } from '#kernel';
import { z } from 'zod';
import { catalogueOf } from './catalogue.ts';
import { positionOf, type RecordedEvent } from './event-store.port.ts';
import { metadata } from './event-store.contract.ts';

const counted = {
  Counted: contract({ seenBy: 'staff', schema: z.object({ n: z.number(), unit: z.string().default('pieces') }) }),
};
const moved = {
  // Version 1 had one line of text, version 2 has its parts.
  Moved: contract({
    seenBy: 'staff',
    schema: z.object({ street: z.string(), town: z.string() }),
    version: 2,
    upcast: {
      1: ({ address }: { address: string }) => ({ street: address.split(', ')[0], town: address.split(', ')[1] }),
    },
  }),
};

const lamps = { streams: streamCategory('lamp'), contracts: counted };
const houses = { streams: streamCategory('house'), contracts: moved };

const stored = (type: string, data: RecordedEvent['data'], more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  stream: 'tally-a',
  revision: 0,
  position: positionOf(1n),
  id: '7d1e5a4e-0000-5000-8000-000000000001',
  type,
  data,
  metadata,
  ...more,
});

describe('the catalogue of events', () => {
  const catalogue = catalogueOf(lamps, houses);

  it('knows the events of all contexts', () => {
    expect(Object.keys(catalogue.contracts)).toEqual(['Counted', 'Moved']);
    expect(catalogue.categories).toEqual(['lamp', 'house']);
    expect(catalogue.streamsOf.get('Moved')).toBe(houses.streams);
  });

  it('event type names are unique in the whole store (rule book, section 2)', () => {
    expect(() =>
      catalogueOf(lamps, houses, {
        ...lamps,
        contracts: { Moved: contract({ seenBy: 'staff', schema: z.object({}) }) },
      }),
    ).toThrow('event type Moved is declared twice');
  });

  it('decodes an event and fills in the defaults of its contract', () => {
    expect(catalogue.decode(stored('Counted', { n: 3 }))).toEqual({ type: 'Counted', data: { n: 3, unit: 'pieces' } });
  });

  it('upcasts an event of an older version to the newest', () => {
    expect(catalogue.decode(stored('Moved', { address: 'Hauptstraße 5, Berlin' }))).toEqual({
      type: 'Moved',
      data: { street: 'Hauptstraße 5', town: 'Berlin' },
    });
  });

  it.each<[string, RecordedEvent, string]>([
    ['an undeclared type', stored('Vanished', {}), 'unknown event type "Vanished"'],
    ['a type named like a built-in member', stored('constructor', {}), 'unknown event type "constructor"'],
    [
      'a version of a newer program',
      stored('Counted', { n: 1 }, { metadata: { ...metadata, schemaVersion: 2 } }),
      'Counted version 2',
    ],
    ['data that break the contract', stored('Counted', { n: '3' }), 'Counted: n:'],
    [
      'stored text without JSON',
      stored('Counted', { n: 3 }, { malformed: 'its data is not a JSON object' }),
      'its data is not a JSON object',
    ],
  ])('explains why it cannot decode %s', (_, event, reason) => {
    expect(() => catalogue.decode(event)).toThrow(UndecodableEvent);
    expect(() => catalogue.decode(event)).toThrow(reason);
  });
});
