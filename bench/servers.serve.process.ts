import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Client } from '@grpc/grpc-js';
import { openMakegood, readSettings } from '#engine';
import { silentLogger } from '#platform';
import { Counter } from 'prom-client';
import { serve } from './serving.ts';

// Serves a folder as `npm start` does, with its events on a server if an address is given; /metrics counts the reads and the claims'
// reactions. Prints its URL.

const [folder = '', events = ''] = process.argv.slice(2);
const settings = readSettings({
  MAKEGOOD_DATA: folder,
  PORT: '0',
  LOG_LEVEL: 'error',
  ...(events && { EVENT_STORE_URL: events }),
});
const makegood = await openMakegood(settings, { logger: silentLogger });
const reads = new Counter({
  name: 'bench_reads',
  help: 'Reads that the client of the event store was asked for.',
  registers: [makegood.metrics],
});
const { prototype } = Client;
const open = prototype.makeServerStreamRequest as (...given: unknown[]) => unknown;
Object.assign(prototype, {
  makeServerStreamRequest(this: Client, ...given: unknown[]) {
    const request = given.find((each) => each instanceof streams.ReadReq);
    // A subscription has no count.
    if (request?.getOptions()?.hasCount()) reads.inc();
    return open.apply(this, given);
  },
});
const api = await serve(makegood);
process.stdout.write(`${api.url}\n`);
