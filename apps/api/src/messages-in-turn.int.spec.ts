import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { messagesInTurn, sendToThoseWhoStay } from './messages-in-turn.ts';

let server: WebSocketServer;
let client: WebSocket;
/** The one message that waits to be admitted. */
let admit: PromiseWithResolvers<void>;
let asked: number[];
let acted: string[];
let transport: Socket;

beforeEach(async () => {
  admit = Promise.withResolvers();
  asked = [];
  acted = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  server.on('connection', (socket, request) => {
    transport = request.socket;
    messagesInTurn(socket, (bytes) => {
      asked.push(bytes);
      return admit.promise;
    });
    socket.on('message', (data) => acted.push(String(data)));
  });
  await once(server, 'listening');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
});
afterEach(async () => {
  client.terminate();
  for (const socket of server.clients) socket.terminate();
  await new Promise((closed) => server.close(closed));
});

/** Until a turn of the event loop brings nothing more. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    for (let turn = 0; turn < 50; turn++) await new Promise((resume) => setImmediate(resume));
  }
}

describe('Messages of a connection', () => {
  it('are acted on one after the other, each when it is admitted, and nothing more is read meanwhile', async () => {
    const messages = Array.from({ length: 20_000 }, (_, n) => `${n}`.padEnd(1_000));
    for (const message of messages) client.send(message);
    await settled(() => transport.bytesRead);
    expect(asked).toEqual([1_000]);
    expect(acted).toEqual([]);
    expect(transport.bytesRead).toBeLessThan(1_000_000);
    admit.resolve();
    while (acted.length < messages.length) await new Promise((resume) => setImmediate(resume));
    expect(acted).toEqual(messages);
  });

  it('that are pings are answered in turn too, so that answers do not pile up', async () => {
    let pongs = 0;
    client.on('pong', () => pongs++);
    for (let n = 0; n < 100; n++) client.ping('x'.repeat(100));
    client.send('behind them');
    await settled(() => transport.bytesRead);
    expect(asked).toEqual([100]);
    expect(pongs).toBe(0);
    admit.resolve();
    while (acted.length === 0 || pongs < 100) await new Promise((resume) => setImmediate(resume));
    expect(acted).toEqual(['behind them']);
  });

  it('that wait when it is closed are not acted on', async () => {
    for (let n = 0; n < 10; n++) client.send(`${n}`);
    await settled(() => transport.bytesRead);
    for (const socket of server.clients) socket.close();
    admit.resolve();
    await once(client, 'close');
    expect(acted).toEqual([]);
  });

  it('that cannot be sent any more are no fault', async () => {
    const [socket] = server.clients;
    if (!socket) throw new Error('nobody is connected');
    sendToThoseWhoStay(socket);
    const received = once(client, 'message');
    const sent = (text: string) => new Promise<unknown>((done) => socket.send(text, done));
    expect([await sent('hello'), String((await received)[0])]).toEqual([undefined, 'hello']);
    transport.destroy();
    expect(await sent('to nobody')).toBeUndefined();
  });
});
