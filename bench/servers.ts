import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { server } from './child.ts';
import { type Finding, markdown } from './findings.ts';
import { namedParts } from './named-parts.ts';
import { appendToServer } from './servers.append.ts';
import { claimsOnServer } from './servers.claims.ts';
import { logOnServer } from './servers.log.ts';
import { mongoServer } from './servers.mongo.ts';
import { longCatchUp, projectionPath } from './servers.read-models.ts';
import { visibleOnServers } from './servers.visible.ts';

// npm run bench:servers            measures on servers and prints
// npm run bench:servers -- --quick a small run, only to see that the benchmarks still work
// npm run bench:servers -- claims append   only these parts: log, claims, visible, append, projection, memory
//
// EVENT_STORE_URL                  an empty EventStoreDB that may be written to; without one the tests' peer is used, and only ratios are meaningful
// TEST_MONGODB_URL                 a MongoDB that may be written to, or
// MONGOMS_SYSTEM_BINARY            path of a mongod to start
// BENCH_EVENTS, BENCH_ROUNDS       events of the long catch-up (1,000,000), rounds of what runs in turns (3)

const PARTS = ['log', 'claims', 'visible', 'append', 'projection', 'memory'] as const;

const quick = process.argv.includes('--quick');
const measured = namedParts(PARTS);
const whole = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`);
  return value;
};
const events = whole('BENCH_EVENTS', quick ? 6_000 : 1_000_000);
const rounds = whole('BENCH_ROUNDS', quick ? 1 : 3);

const print = (text: string) => process.stdout.write(`${text}\n\n`);
const found = (finding: Finding) => print(markdown(finding));

// In the project's folder: its disk is the one to measure.
await mkdir('data', { recursive: true });
const scratch = await mkdtemp(join('data', 'bench-'));
const peer = process.env.EVENT_STORE_URL ? undefined : await server('servers.peer.process');
// Only what reads models from MongoDB needs it.
const mongo = await mongoServer();
try {
  const eventStore = process.env.EVENT_STORE_URL ?? (peer?.greeting.trim() as string);
  print(
    [
      `- ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim()})`,
      `- event store: ${peer ? 'the scripted peer of the tests, a gRPC server in JavaScript in a process of its own; EVENT_STORE_URL is not set. Only ratios are meaningful' : 'the EventStoreDB of EVENT_STORE_URL'}`,
      `- read models: ${mongo?.what ?? 'none. Set TEST_MONGODB_URL, or MONGOMS_SYSTEM_BINARY to the path of a mongod'}`,
    ].join('\n'),
  );
  // First: into an empty store.
  if (measured.has('log')) {
    const extent = { events: quick ? 2_500 : 100_000, claims: quick ? 100 : 2_000 };
    for (const finding of await logOnServer({ scratch, url: eventStore, rounds, ...extent })) found(finding);
  }
  if (measured.has('claims'))
    found(await claimsOnServer({ scratch, url: eventStore, peer: peer?.pid, rounds, claims: quick ? 8 : 200 }));
  // The worker's processes would react to the claims of the next case.
  if (mongo && measured.has('visible'))
    found(await visibleOnServers({ scratch, events: eventStore, url: mongo.url, shipments: quick ? 20 : 1_000 }));
  if (measured.has('append')) found(await appendToServer(eventStore, { rounds, claims: quick ? 2 : 20 }));
  if (mongo && measured.has('projection'))
    found(await projectionPath({ scratch, url: mongo.url, rounds, events: quick ? 1_500 : 20_000 }));
  if (mongo && measured.has('memory')) found(await longCatchUp({ scratch, url: mongo.url, events }));
} finally {
  await mongo?.stop();
  await peer?.stop();
  await rm(scratch, { recursive: true });
}
