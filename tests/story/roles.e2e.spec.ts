import { RequestMethod } from '@nestjs/common';
import { buildClientSchema, getIntrospectionQuery, type GraphQLField, type GraphQLSchema } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ApiModule } from '../../apps/api/src/api.module.ts';
import { DAY_MS } from '#kernel';
import { writtenMail } from '#platform/specs';
import { ADAM, ARTHUR, BERLIN, eventually, FIONA, Maker, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { type Belongings, selectionOf, twoPartners } from './belongings.fixture.ts';
import { mutations, openRoutes, queries, routes, subscriptions } from './roles.table.ts';

// Each operation and route, by each role, on what is a partner's own and on what is another's. What the schema or the routes have and the
// table has not fails here.

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };
/** In the order of the cells; the second asks for what is another's. */
const CALLERS: readonly Who[] = [SEOUL, BERLIN, RITA, QUINN, FIONA, ARTHUR, ADAM];

const clock = new SpecClock();

let maker: Maker;
let schema: GraphQLSchema;
let seouls: Belongings;
/** As those of Seoul are, and not there. */
let none: Belongings;
const clients: Client[] = [];

beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
  schema = buildClientSchema(await maker.ask(RITA, getIntrospectionQuery()));
  ({ seouls, none } = await twoPartners(maker));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(() => maker.end());

interface Answered {
  readonly code?: string | undefined;
  readonly refused?: string | undefined;
  readonly isEmpty?: boolean;
  readonly text: string;
}

/** `text` without the ids that were asked for, so that answers can be compared. */
function cellOf(own: Answered, absent: Answered | undefined): string {
  if (own.code === 'FORBIDDEN') return '-';
  if (absent ? own.text === absent.text : own.isEmpty) return '0';
  if (own.refused === 'NOT_YOUR_UNIT') return '!';
  if (own.code !== undefined) throw new Error(`the row cannot be right: ${own.text}`);
  return '+';
}

const without = (text: string, ids: Belongings): string =>
  Object.values(ids)
    .filter((id) => typeof id === 'string')
    .reduce((left, id) => left.replaceAll(id, '…'), text);

async function asked(who: Who, query: string, variables: object, ids: Belongings): Promise<Answered> {
  const { body, text } = await maker.graphql(who, query, variables);
  const [answer] = Object.values(body.data ?? {}) as unknown[];
  const [one] = [answer].flat() as ({ code?: string; totalCount?: number } | null | undefined)[];
  const isEmpty = one === null || one === undefined || one.totalCount === 0;
  return { code: body.errors?.[0]?.extensions?.code, refused: one?.code, isEmpty, text: without(text, ids) };
}

/** The cells as they are. A row whose second cell is `.` names nothing of a partner. */
async function cellsOf(expected: string, ask: (who: Who, of: Belongings) => Promise<Answered>): Promise<string> {
  const cells: string[] = [];
  for (const [index, who] of CALLERS.entries()) {
    const ofNoPartner = expected[1] === '.';
    if (ofNoPartner && index === 1) cells.push('.');
    else cells.push(cellOf(await ask(who, seouls), ofNoPartner ? undefined : await ask(who, none)));
  }
  return cells.join('');
}

const fieldsOf = (type: { getFields(): Record<string, GraphQLField<unknown, unknown>> } | null | undefined) =>
  type?.getFields() ?? {};

describe('The table of roles', () => {
  it('has a row for each query, mutation and subscription of the schema, and for each route, and no other', () => {
    expect(Object.keys(queries).sort()).toEqual(Object.keys(fieldsOf(schema.getQueryType())).sort());
    expect(Object.keys(mutations).sort()).toEqual(Object.keys(fieldsOf(schema.getMutationType())).sort());
    expect(Object.keys(subscriptions).sort()).toEqual(Object.keys(fieldsOf(schema.getSubscriptionType())).sort());
    expect([...Object.keys(routes), ...openRoutes].sort()).toEqual(servedRoutes().sort());
  });

  it.each(Object.entries(queries))('query %s', async (name, [cells, args, selected]) => {
    const selection = selected ?? selectionOf(fieldsOf(schema.getQueryType())[name] as GraphQLField<unknown, unknown>);
    const ask = (who: Who, of: Belongings) =>
      asked(who, `{ answer: ${name}${args ? `(${args(of)})` : ''} ${selection} }`, {}, of);
    expect(await cellsOf(cells, ask)).toBe(cells);
    expect(await maker.errorOf(undefined, `{ ${name}${args ? `(${args(seouls)})` : ''} ${selection} }`)).toBe(
      'UNAUTHENTICATED',
    );
  });

  it.each(Object.entries(mutations))('mutation %s', async (name, [cells, inputOf]) => {
    const type = String(fieldsOf(schema.getMutationType())[name]?.args.find((arg) => arg.name === 'input')?.type);
    const query = `mutation($input: ${type}) { ${name}(input: $input) { __typename ... on Refused { code message } } }`;
    const ask = (who: Who, of: Belongings) => asked(who, query, { input: inputOf(of, who) }, of);
    expect(await cellsOf(cells, ask)).toBe(cells);
    expect(await maker.errorOf(undefined, query, { input: inputOf(seouls, SEOUL) })).toBe('UNAUTHENTICATED');
  });

  it.each(Object.entries(routes))('%s', async (_, [cells, requestOf]) => {
    const ask = async (who: Who | undefined, of: Belongings): Promise<Answered> => {
      const [path, init] = requestOf(of);
      const { status, text } = await maker.raw(who, path, init?.());
      return { code: { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' }[status], text: without(text, of) };
    };
    expect(await cellsOf(cells, ask)).toBe(cells);
    expect((await ask(undefined, seouls)).code).toBe('UNAUTHENTICATED');
  });

  it.each(Object.entries(subscriptions))('subscription %s', async (name, [cells, args]) => {
    const field = fieldsOf(schema.getSubscriptionType())[name] as GraphQLField<unknown, unknown>;
    const { claim } = await maker.do(
      SEOUL,
      'submitClaim',
      await maker.submission(
        SEOUL,
        {
          claimChanged: 'KR-0009',
          slaBreached: 'KR-0010',
          batchSuspected: 'KR-0019',
          creditNoteChanged: 'KR-0012',
          mailChanged: 'KR-0013',
        }[name] ?? 'KR-0011',
      ),
    );
    const given = args ? `(${args({ ...seouls, openClaimId: claim.id })})` : '';
    const query = `subscription { answer: ${name}${given} ${selectionOf(field)} }`;
    await maker.settled();
    const told = await Promise.all(CALLERS.map((who) => listen(who, query)));
    const allowed = told.filter((_, index) => cells[index] === '+');
    const all = (answers: number) => eventually(() => allowed.every((one) => one.answers >= answers));
    if (name === 'importProgress') await eventually(() => told.every(({ answers, refused }) => answers > 0 || refused));
    else {
      await subscribed([...cells].filter((cell) => '+0'.includes(cell)).length);
      if (name === 'slaBreached') clock.at += 30 * DAY_MS;
      else if (name === 'batchSuspected') {
        await maker.record('recordBatch', { id: 'B-TOLD', sku: 'LAMP', producedOn: '2026-01-05', quantity: 10 });
        await maker.do(QUINN, 'suspectBatch', { batchId: 'B-TOLD', defectGroup: 'LIGHT', reason: 'Two reports.' });
      } else if (name === 'creditNoteChanged')
        await maker.approvedClaim(SEOUL, 'KR-0014', { preferredRemedy: 'CREDIT' });
      else if (name === 'mailChanged') {
        const mail = { from: 'fitter@elsewhere.example', subject: 'A lamp', text: 'Dark.', files: [] };
        await maker.makegood.receiveMail([writtenMail({ ...mail, messageId: 'told@elsewhere.example' })], {
          door: 'FILE',
        });
      } else await maker.do(RITA, 'requestEvidence', { claimId: claim.id, missing: ['x'], message: 'y' });
      await all(1);
      // What comes later over the same feed: by then the first has come to all who are told of it.
      if (name === 'claimChanged') {
        await maker.do(SEOUL, 'withdrawClaim', { claimId: claim.id });
        await all(2);
      }
    }
    expect(told.map(({ answers }) => (answers > 0 ? '+' : '0')).join('')).toBe(cells.replace(/[-.]/g, '0'));
    await eventually(() => told.every(({ refused }, index) => refused || !'-.'.includes(cells[index] as string)));
    const stranger = await listen(undefined, query);
    await eventually(() => stranger.refused);
    expect(stranger.answers).toBe(0);
  });
});

interface Told {
  answers: number;
  refused: boolean;
}

async function listen(who: Who | undefined, query: string): Promise<Told> {
  const told: Told = { answers: 0, refused: false };
  const client = createClient({
    url: `${maker.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: who ? { Authorization: `Bearer ${await maker.token(who)}` } : {},
  });
  clients.push(client);
  client.subscribe(
    { query },
    {
      next: ({ data }) => void (data ? told.answers++ : (told.refused = true)),
      error: () => void (told.refused = true),
      complete: () => {},
    },
  );
  return told;
}

const subscribed = (least: number) =>
  eventually(async () => {
    const { text } = await maker.raw(undefined, '/metrics');
    return Number(/^makegood_live_subscriptions (\d+)$/m.exec(text)?.[1]) >= least;
  });

/** As the controllers declare them, with the console. */
function servedRoutes(): string[] {
  const { controllers = [] } = ApiModule.around(maker.makegood, { consoleFiles: {} } as never);
  return controllers.flatMap((Controller) => {
    const base = String(Reflect.getMetadata('path', Controller)).replace(/^\/$/, '');
    return Object.getOwnPropertyNames(Controller.prototype).flatMap((name) => {
      const handler = Controller.prototype[name];
      const path: string | undefined = Reflect.getMetadata('path', handler);
      if (path === undefined || name === 'constructor') return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler)];
      return [`${method} /${[base, path].filter((part) => part !== '' && part !== '/').join('/')}`];
    });
  });
}
