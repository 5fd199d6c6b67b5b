import { readdirSync, readFileSync } from 'node:fs';
import { revocationEvents } from '#access';
import { batchEvents } from '#batches';
import { claimEvents } from '#claims';
import { catalogue } from '#engine';
import { financeEvents } from '#finance';
import { decodeEvent, type EventContracts, UndecodableEvent } from '#kernel';
import { peopleEvents } from '#people';
import { noticeEvents } from '#notices';
import { mailContextEvents } from '#mail';
import { calendarEvents, slaEvents } from '#sla';
import { warrantyEvents } from '#warranty';
import { webhookDeliveryEvents, webhookEvents } from '#webhooks';

const contexts: readonly (readonly [name: string, contracts: EventContracts])[] = [
  ['access', revocationEvents],
  ['batches', batchEvents],
  ['claims', claimEvents],
  ['finance', financeEvents],
  ['people', peopleEvents],
  ['notices', noticeEvents],
  ['mail', mailContextEvents],
  ['sla', { ...calendarEvents, ...slaEvents }],
  ['warranty', warrantyEvents],
  ['webhooks', { ...webhookEvents, ...webhookDeliveryEvents }],
];

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
    expect(() => decodeEvent(claimEvents, type, 1, data)).toThrow(named);
  });
});
