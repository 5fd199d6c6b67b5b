import { eventStoreContract } from './event-store.contract.ts';
import { openEventStoreDb } from './eventstoredb.event-store.ts';
import { ScriptedPeer } from '../../../tests/support/scripted-peer.ts';

/** The contract names its streams itself. */
const options = { streamPrefixes: ['contract-'] };

eventStoreContract('EventStoreDB (scripted peer)', async () => {
  const peer = await ScriptedPeer.start({ noise: true });
  const store = await openEventStoreDb(peer.url(), options);
  return {
    store,
    another: () => openEventStoreDb(peer.url(), options),
    async dispose() {
      await store.close();
      await peer.stop();
    },
  };
});
