import type { EventStoreDBClient } from '@eventstore/db-client';
import { Channel, type ChannelCredentials, type ChannelOptions, connectivityState } from '@grpc/grpc-js';
import { internalsOf } from './eventstoredb.client.ts';

/** A connection whose server is silent is given up after 3.5 s at most. The client would warn of such settings. */
const KEEP_ALIVE = { 'grpc.keepalive_time_ms': 1_000, 'grpc.keepalive_timeout_ms': 2_500 } as const;
const CLIENTS_DEFAULT_MS = 10_000;
/** Bytes that the server may send ahead while this process is busy, so that it does not end live subscriptions as too slow. */
const WINDOW = { 'grpc-node.flow_control_window': 256 * 1024 };
/** How long a new connection may be silent; twice as long each time. */
const FIRST_SILENCE_MS = 1_000;
const MAX_SILENCE_MS = 8_000;

/** Gives up connections whose server has fallen silent, so that the client looks for the leader again. */
export function replaceSilentConnections(client: EventStoreDBClient, closed: AbortSignal): void {
  const internals = internalsOf(client);
  const createChannel = internals.createChannel;
  internals.createChannel = async () => {
    for (let silenceMs = FIRST_SILENCE_MS; ; silenceMs = Math.min(2 * silenceMs, MAX_SILENCE_MS)) {
      const channel = withOwnOptions(await createChannel());
      const close = () => channel.close();
      closed.addEventListener('abort', close);
      const answered = await isAnswered(channel, silenceMs);
      closed.removeEventListener('abort', close);
      if (answered) return channel;
      // For instance a leader that has just frozen, and is still named by the others.
      close();
    }
  };
}

function withOwnOptions(channel: Channel): Channel {
  const { credentials, options } = (channel as unknown as ChannelInternals).internalChannel;
  const replaced = Object.entries(KEEP_ALIVE).filter(([name]) => options[name] === CLIENTS_DEFAULT_MS);
  channel.close();
  return new Channel(channel.getTarget(), credentials, { ...options, ...WINDOW, ...Object.fromEntries(replaced) });
}

interface ChannelInternals {
  readonly internalChannel: { readonly credentials: ChannelCredentials; readonly options: ChannelOptions };
}

/** A refusal is an answer too. */
async function isAnswered(channel: Channel, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state !== connectivityState.IDLE && state !== connectivityState.CONNECTING) return true;
    const changed = await new Promise<boolean>((resolve) =>
      channel.watchConnectivityState(state, deadline, (error) => resolve(!error)),
    );
    if (!changed) return false;
  }
}
