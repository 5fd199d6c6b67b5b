import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { AddressError } from './address-error.ts';
import { type Protocol, unlessMistaken } from './server-probe.ts';

const PROTOCOL: Protocol = {
  product: 'Echo',
  greeting: Buffer.from('hello'),
  recognises: (answer) => answer.toString() === 'hello',
  advice: { noTls: 'no TLS', useTls: 'TLS', clientCertificate: 'a certificate' },
};
const unavailable = Object.assign(new Error('away'), { fault: 'unavailable' });

/** What an opening that fails ends with; `answers` are those of its server to one connection after the other. */
async function endOf(...answers: (string | undefined)[]): Promise<unknown> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const answer = answers.shift();
    if (answer === undefined) socket.destroy();
    else socket.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const servers = { hosts: [{ host: '127.0.0.1', port }], tls: undefined };
  const error: unknown = await unlessMistaken(Promise.reject(unavailable), () => servers, PROTOCOL).catch(
    (thrown: unknown) => thrown,
  );
  server.close();
  return error instanceof AddressError ? error.message.replace(String(port), '…') : error;
}

describe('A server that cannot be opened', () => {
  it('is another one when it answers otherwise', async () => {
    const other = '127.0.0.1:… is not Echo: something else listens there, so correct the port';
    expect(await endOf('welcome', undefined, 'welcome', 'welcome')).toBe(other);
    expect(await endOf(undefined, undefined, 'bad request', undefined)).toBe(other);
  });

  it('is waited for when it answers as expected, or not at all', async () => {
    expect(await endOf('hello')).toBe(unavailable);
    expect(await endOf()).toBe(unavailable);
  });

  it('is waited for when it was starting while it was looked at', async () => {
    expect(await endOf(undefined, undefined, 'what is GET?', 'hello')).toBe(unavailable);
  });
});
