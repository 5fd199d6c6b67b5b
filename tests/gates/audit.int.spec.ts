import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The gate of .ci/run, with the real npm and a registry of its own.

const AUDIT = join(import.meta.dirname, '../../.ci/audit');

let registry: Server;
let advisories: object | undefined;
beforeAll(async () => {
  registry = createServer((request, response) => {
    const isAsked = request.method === 'POST' && request.url === '/-/npm/v1/security/advisories/bulk';
    request.resume();
    if (!isAsked || !advisories) response.writeHead(isAsked ? 405 : 404).end('{}');
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(advisories));
  });
  await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
});
afterAll(() => registry.close());

/** Of npm, which remembers advisories. */
let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'makegood-audit-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

function gate(port = (registry.address() as AddressInfo).port): Promise<{ passes: boolean; says: string }> {
  const address = {
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_fetch_retries: '0',
    npm_config_cache: cache,
  };
  return new Promise((resolve) =>
    execFile(AUDIT, { env: { ...process.env, ...address } }, (error, says) =>
      resolve({ passes: error === null, says }),
    ),
  );
}

const known = (severity: string) => ({
  express: [{ id: 1, url: 'https://example.com/1', title: 'A made-up weakness', severity, vulnerable_versions: '*' }],
});

it.each(['high', 'critical'])(
  'a package that is shipped with a known weakness of level %s fails the gate',
  async (severity) => {
    advisories = known(severity);
    const { passes, says } = await gate();
    expect(passes).toBe(false);
    expect(says).toContain('A made-up weakness');
  },
);

it.each([
  ['a weakness of a lower level', known('moderate')],
  ['no weakness', {}],
])('%s passes', async (_, list) => {
  advisories = list;
  expect(await gate()).toEqual({ passes: true, says: expect.stringMatching(/^checked: /) });
});

it('a registry without the list, or out of reach, is said to be no check', async () => {
  advisories = undefined;
  const notChecked = { passes: true, says: 'not checked: the registry gives no list of weaknesses\n' };
  expect(await gate()).toEqual(notChecked);
  expect(await gate(1)).toEqual(notChecked);
});
