import { ScriptedPeer } from '../tests/support/scripted-peer.ts';

// The tests' event store in a process of its own, as a server would be. Prints its address.

const peer = await ScriptedPeer.start();
process.stdout.write(`${peer.url({ direct: true })}\n`);
process.once('SIGTERM', () => void peer.stop().then(() => process.exit(0)));
