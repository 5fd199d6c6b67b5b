import { parse } from 'graphql';
import { Documents } from './protection.ts';

describe('parsed documents', () => {
  const sent = async (documents: Documents, key: string, query: string) => {
    const known = await documents.store.get(key);
    if (!known) await documents.store.set(key, parse(query));
    return known;
  };

  it('are kept when they are sent again, and not those of a client that sends another one each time', async () => {
    const documents = new Documents(2_000);
    expect(await sent(documents, 'same', '{ viewer { id } }')).toBeUndefined();
    expect(await sent(documents, 'same', '{ viewer { id } }')).toBeUndefined();
    expect(await sent(documents, 'same', '{ viewer { id } }')).toEqual(parse('{ viewer { id } }'));
    for (let n = 0; n < 900; n++) await sent(documents, `new-${n}`, `{ new${n}: viewer { id } }`);
    expect(await sent(documents, 'same', '{ viewer { id } }')).toBeDefined();
    expect(await sent(documents, 'new-0', '{ new0: viewer { id } }')).toBeUndefined();
  });

  it('take a limited room, by their length', async () => {
    const documents = new Documents(2_000);
    const long = `{ viewer { id } } #${'x'.repeat(10_000)}`;
    for (let n = 0; n < 100; n++) for (let twice = 0; twice < 2; twice++) await sent(documents, `long-${n}`, long);
    const kept = await Promise.all(Array.from({ length: 100 }, (_, n) => documents.store.get(`long-${n}`)));
    expect(kept.filter((document) => document !== undefined).length).toBeLessThanOrEqual(20);
    expect(kept.at(-1)).toBeDefined();
  });
});
