import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

// A mail server on loopback that takes every mail and keeps none. Prints its address.

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _, done) {
    stream.resume();
    stream.once('end', () => done());
  },
});
const listening = server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`smtp://127.0.0.1:${(listening.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
