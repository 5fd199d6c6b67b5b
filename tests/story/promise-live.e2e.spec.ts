import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Clock, HOUR_MS, instantOf } from '#kernel';
import { BERLIN, eventually, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

/** Monday, and later when somebody says so. */
let now = Date.UTC(2026, 2, 9, 2);
const clock: Clock = { now: () => instantOf(now) };

let maker: Maker;
const clients: Client[] = [];
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await maker.end();
});

interface Told {
  readonly id: string;
  readonly sla: { readonly state: string };
}

const subscriptions = async () =>
  Number(/^makegood_live_subscriptions (\d+)$/m.exec((await maker.raw(undefined, '/metrics')).text)?.[1]);

/** What somebody is told from now on. */
async function listen(who: Who, field: string): Promise<Told[]> {
  const told: Told[] = [];
  const client = createClient({
    url: `${maker.api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${await maker.token(who)}` },
  });
  clients.push(client);
  client.subscribe<{ told: Told }>(
    { query: `subscription { told: ${field} { id sla { state } } }` },
    { next: ({ data }) => data && told.push(data.told), error: () => {}, complete: () => {} },
  );
  return told;
}

describe('Breaches as they happen', () => {
  it('S9 each breach is told once to all who may see the claim, and to nobody else; as a change it is one', async () => {
    const { claim: one } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'));
    const { claim: two } = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001'));
    await maker.settled();
    const [staff, ofBerlin, seoul, osaka, foreign, changes] = await Promise.all([
      listen(RITA, 'slaBreached'),
      listen(RITA, 'slaBreached(partnerId: "P-BERLIN")'),
      listen(SEOUL, 'slaBreached'),
      listen(OSAKA, 'slaBreached'),
      listen(OSAKA, 'slaBreached(partnerId: "P-SEOUL")'),
      listen(SEOUL, 'claimChanged'),
    ]);
    await eventually(async () => (await subscriptions()) === 6);

    // The first review is due after 24 business hours, the resolution after 48; nobody looked until the third day.
    now += 72 * HOUR_MS;
    await eventually(() => staff.length >= 4 && ofBerlin.length >= 2 && seoul.length >= 2 && changes.length > 0);
    // A further claim, told behind all the others: nothing came twice.
    const { claim: last } = await maker.do(RITA, 'submitClaim', {
      ...(await maker.submission(RITA, 'DE-0002')),
      partnerId: 'P-BERLIN',
      receivedAt: instantOf(now - 30 * HOUR_MS),
    });
    await eventually(() => [staff, ofBerlin].every((told) => told.at(-1)?.id === last.id));

    const ids = (told: readonly Told[]) => told.map(({ id }) => id).toSorted();
    expect(ids(staff)).toEqual([one.id, one.id, two.id, two.id, last.id].toSorted());
    expect(ids(ofBerlin)).toEqual([two.id, two.id, last.id].toSorted());
    expect(seoul).toEqual([
      { id: one.id, sla: { state: 'BREACHED' } },
      { id: one.id, sla: { state: 'BREACHED' } },
    ]);
    expect([osaka, foreign]).toEqual([[], []]);
    // Its partner hears of the clock's own events, though nothing happened to the claim.
    expect(changes.at(-1)).toEqual({ id: one.id, sla: { state: 'BREACHED' } });
    expect(new Set(ids(changes))).toEqual(new Set([one.id]));
  });
});
