import { readdirSync, readFileSync } from 'node:fs';
import * as access from '#access';
import * as batches from '#batches';
import * as claims from '#claims';
import { catalogue, everyAggregate } from '#engine';
import * as finance from '#finance';
import { decodeEvent, type EventContracts, UndecodableEvent } from '#kernel';
import * as mail from '#mail';
import * as notices from '#notices';
import * as people from '#people';
import * as sla from '#sla';
import * as warranty from '#warranty';
import * as webhooks from '#webhooks';

const contexts = Object.entries({
  access,
  batches,
  claims,
  finance,
  mail,
  notices,
  people,
  sla,
  warranty,
  webhooks,
}).map(([name, context]): readonly [name: string, contracts: EventContracts] => {
  const parts: readonly unknown[] = Object.values(context);
  const own = everyAggregate.filter((aggregate) => parts.includes(aggregate));
  return [name, Object.assign({}, ...own.map(({ contracts }) => contracts))];
});

describe.each(contexts)('The stored events of %s', (context, contracts) => {
  const folder = new URL(`../../libs/${context}/fixtures/`, import.meta.url);
  const fixtures = readdirSync(folder).map((name) => {
    const [, type = '', version = ''] = /^(\w+)\.v(\d+)\.json$/.exec(name) ?? [];
    return { name, type, version: Number(version), data: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) };
  });

  it('every version ever written of every event has its fixture, and there is no other', () => {
    const wanted = Object.entries(contracts).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    const names = fixtures.map(({ name }) => name);
    const missing = wanted.filter((name) => !names.includes(name));
    expect(missing.map((name) => `keep an example of its data in libs/${context}/fixtures/${name}`)).toEqual([]);
    expect(names.filter((name) => !wanted.includes(name))).toEqual([]);
  });

  it.each(fixtures)(
    '$name can be read; nothing of the newest version is dropped or added',
    ({ type, version, data }) => {
      const decoded = decodeEvent(contracts, type, version, data);
      expect(decoded).toStrictEqual({ type, data: version === contracts[type]?.version ? data : expect.anything() });
    },
  );

  it.each(fixtures)('$name without one of its members is refused, naming the member', ({ type, version, data }) => {
    if (version !== contracts[type]?.version) return;
    const { schema } = contracts[type];
    const required = Object.keys(data).filter((member) => !schema.safeParse({ ...data, [member]: undefined }).success);
    expect(required).not.toEqual([]);
    for (const member of required) {
      const { [member]: _, ...rest } = data;
      expect(() => decodeEvent(contracts, type, version, rest)).toThrow(UndecodableEvent);
      expect(() => decodeEvent(contracts, type, version, rest)).toThrow(new RegExp(`^${type}: ${member}: `));
    }
  });
});

it('The stored events of every context are read here', () => {
  const read = contexts.flatMap(([, contracts]) => Object.keys(contracts));
  expect(Object.keys(catalogue.contracts).filter((type) => !read.includes(type))).toEqual([]);
});

describe('C8 neither repair nor another freight payer can be stored', () => {
  it.each([
    ['ReplacementQueued', { sku: 'LB-200', freightPaidBy: 'PARTNER' }, /freightPaidBy/],
    ['RemedyChosen', { remedy: 'REPAIR', source: 'PARTNER', binding: false }, /remedy/],
  ])('%s %j', (type, data, named) => {
    expect(() => decodeEvent(catalogue.contracts, type, 1, data)).toThrow(named);
  });
});
