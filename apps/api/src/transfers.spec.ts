import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { limitTransfers } from './transfers.ts';

it('E1 an answer whose client goes on reading ends when its time is over', async () => {
  const limited = limitTransfers([], { stallMs: 60_000, totalMs: 50 });
  function* withoutEnd() {
    for (;;) yield Buffer.alloc(1024);
  }
  const server = createServer((request: IncomingMessage, response: ServerResponse) =>
    limited(request as Request, response as Response, () => Readable.from(withoutEnd()).pipe(response.writeHead(200))),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: makegood\r\n\r\n');
  let received = 0;
  client.on('data', (chunk: Buffer) => (received += chunk.length));

  await once(client, 'close');

  expect(received).toBeGreaterThan(0);
  server.close();
});
