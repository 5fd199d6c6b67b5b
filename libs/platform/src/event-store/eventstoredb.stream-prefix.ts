import type { EventStore, RecordedEvent, StreamDamage } from './event-store.port.ts';

/** One of several installations that share a server: on the server the names of its streams begin with `prefix`. */
export function withStreamPrefix(store: EventStore, prefix: string): EventStore {
  const onServer = (stream: string) => `${prefix}${stream}`;
  const named = (stream: string) => stream.slice(prefix.length);
  const own = (event: RecordedEvent): RecordedEvent => ({ ...event, stream: named(event.stream) });
  async function* each(events: AsyncIterable<RecordedEvent>) {
    for await (const event of events) yield own(event);
  }
  const damageOf = (damage: StreamDamage): StreamDamage => ({
    get list() {
      const { upTo, streams } = damage.list;
      return { upTo, streams: streams.map(({ stream, damage }) => ({ stream: named(stream), damage })) };
    },
    of: (stream) => damage.of(onServer(stream)),
    onChange: (listener) => damage.onChange((stream) => listener(named(stream))),
    watch: (known, signal) =>
      damage.watch(
        known && { ...known, streams: known.streams.map((each) => ({ ...each, stream: onServer(each.stream) })) },
        signal,
      ),
  });
  return {
    damage: store.damage && damageOf(store.damage),
    append: (stream, expected, events) => store.append(onServer(stream), expected, events),
    readStream: (stream, options) => each(store.readStream(onServer(stream), options)),
    readAll: (options) => each(store.readAll(options)),
    async *subscribe(options) {
      for await (const events of store.subscribe(options)) yield events.map(own);
    },
    head: () => store.head(),
    async eventAt(position) {
      const event = await store.eventAt(position);
      return event && own(event);
    },
    id: (options) => store.id(options),
    close: () => store.close(),
  };
}
