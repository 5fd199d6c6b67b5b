import { Agent, request } from 'node:http';
import { server } from './child.ts';
import { count, type Extent, type Finding, milliseconds, twoDigits } from './findings.ts';
import { claimIdOf } from './history.ts';
import { quantile } from './measure.ts';

const FACTS = `id status submittedAt remedy defect { code description } coverage { covered expiresOn failedChecks { code message } }
  evidence { id kind mediaType sha256 } decision { outcome decidedAt }`;
const PAGE = `${FACTS} unit { serial product { sku name } } partner { id name } creditNote { number amount { amount currency } }`;

const QUERIES = [
  ['empty: `{ __typename }`', '{ __typename }'],
  ['`claim(id)`, its own facts', `query($id: ID!) { claim(id: $id) { ${FACTS} } }`],
  ['`claim(id)` with unit, product, partner, credit note', `query($id: ID!) { claim(id: $id) { ${PAGE} } }`],
  ['`claims(first: 20)` with the same', `{ claims(first: 20) { nodes { ${PAGE} } } }`],
] as const;

export async function queries({ quick }: Extent, history: string, claims: number): Promise<Finding> {
  const running = await server('serve.process', history);
  const { url, token } = JSON.parse(running.greeting) as { url: string; token: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took = QUERIES.map((): number[] => []);
  const warmUp = quick ? 20 : 500;
  const measured = quick ? 100 : 3_000;
  for (let turn = 0; turn < warmUp + measured; turn++)
    for (const [at, [, query]] of QUERIES.entries()) {
      const id = claimIdOf((turn * 37) % claims);
      const body = JSON.stringify({ query, ...(query.includes('$id') && { variables: { id } }) });
      const start = performance.now();
      const answer = await post(`${url}/graphql`, agent, `Bearer ${token}`, body);
      const taken = performance.now() - start;
      if (answer.includes('"errors"') || answer.includes('"claim":null')) throw new Error(`${query}: ${answer}`);
      if (turn >= warmUp) (took[at] as number[]).push(taken);
    }
  agent.destroy();
  await running.stop();

  const [empty = [], facts = [], page = []] = took;
  const against = (sample: readonly number[], q: number) => quantile(sample, q) / quantile(empty, q);
  return {
    title: 'Queries over HTTP',
    method:
      `GraphQL by POST over one kept-alive connection, with a bearer token, on a store of ${count(claims)} claims; the client is another process. ` +
      `${count(measured)} of each kind, one request at a time, the kinds in turns.`,
    columns: ['', 'p50', 'p99', 'p50 : empty', 'p99 : empty'],
    rows: QUERIES.map(([name], at) => {
      const sample = took[at] as number[];
      return [
        name,
        milliseconds(quantile(sample, 0.5)),
        milliseconds(quantile(sample, 0.99)),
        twoDigits(against(sample, 0.5)),
        twoDigits(against(sample, 0.99)),
      ];
    }),
    goals: [
      {
        goal: '`claim` query p99 ≤ 2 × empty query',
        found: `${twoDigits(against(facts, 0.99))} with its own facts, ${twoDigits(against(page, 0.99))} with related objects`,
        reached: against(facts, 0.99) <= 2 && against(page, 0.99) <= 2,
      },
    ],
  };
}

export function post(url: string, agent: Agent, authorization: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
