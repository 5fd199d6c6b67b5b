import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { oauthTokens } from './oauth-token.ts';

let server: Server;
let asked: string[];
let answer: { status: number; body: string };
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void text(request).then((form) => {
      asked.push(form);
      response.writeHead(answer.status).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const tokens = (now: () => number) =>
  oauthTokens(
    {
      tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
      clientId: 'makegood',
      clientSecret: 'the secret',
      scope: 'https://mail.example/.default',
    },
    now,
  );

describe('An access token (RFC 6749, 4.4)', () => {
  it('N1 is asked for by the client credentials, and used until a minute before its end', async () => {
    let now = 0;
    const token = tokens(() => now);
    answer = { status: 200, body: JSON.stringify({ access_token: 'one', expires_in: 3600 }) };
    expect([await token(), await token()]).toEqual(['one', 'one']);
    expect(asked).toEqual([
      'grant_type=client_credentials&client_id=makegood&client_secret=the+secret&scope=https%3A%2F%2Fmail.example%2F.default',
    ]);
    answer = { status: 200, body: JSON.stringify({ access_token: 'two', expires_in: 3600 }) };
    now = 3_539_999;
    expect(await token()).toBe('one');
    now = 3_540_000;
    expect(await token()).toBe('two');
  });

  it.each([
    ['a refusal', 401, '{"error":"invalid_client"}'],
    ['garbage', 200, '<html>'],
  ])('N1 that is answered with %s is an error without the secret, and asked for again', async (_, status, body) => {
    const token = tokens(() => 0);
    answer = { status, body };
    const error = await token().catch((thrown: Error) => thrown.message);
    expect(error).toBe(`127.0.0.1:${(server.address() as AddressInfo).port} gave no access token (status ${status})`);
    answer = { status: 200, body: JSON.stringify({ access_token: 'one', expires_in: 3600 }) };
    expect(await token()).toBe('one');
  });
});
