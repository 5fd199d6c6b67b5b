import fc from 'fast-check';
import { type Json, uuidv5 } from '#kernel';
import { NO_STREAM, positionOf, type RecordedEvent } from './event-store.port.ts';
import { ChainVerifier, digestOf, type FixedMetadata, linkHash, REDACTED } from './hash-chain.ts';
import { AT, chainFaults } from '../runtime/tally.fixture.ts';

/** One stream as the append loop writes it. */
function streamOf(stream: string, payloads: readonly Json[], from = 1): RecordedEvent[] {
  let previous: string | null = null;
  return payloads.map((data, index) => {
    const at = { stream, revision: NO_STREAM + 1 + index, id: uuidv5(`${stream} ${index}`), type: 'Counted' };
    const fixed: FixedMetadata = {
      actor: { id: 'anna', role: 'REVIEWER' },
      $correlationId: uuidv5(stream),
      schemaVersion: 1,
      recordedAt: AT,
      occurredAt: AT,
      commandId: uuidv5(`command ${stream} ${index}`),
      dataDigest: digestOf(data),
    };
    previous = linkHash(previous, at, fixed);
    return { ...at, position: positionOf(BigInt(from + index)), data, metadata: { ...fixed, hash: previous } };
  });
}

const five = () => streamOf('tally-a', [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }]);
const changed = (events: RecordedEvent[], index: number, change: (event: RecordedEvent) => RecordedEvent) =>
  events.with(index, change(events[index] as RecordedEvent));

describe('A2 the hash chain', () => {
  it('of an unchanged stream verifies, whatever order streams are interleaved in', () => {
    const [a, b] = [five(), streamOf('tally-b', [{ n: 9 }, { n: 8 }])] as const;
    expect(chainFaults([...a, ...b])).toEqual([]);
    expect(chainFaults([...b.slice(0, 1), ...a.slice(0, 3), ...b.slice(1), ...a.slice(3)])).toEqual([]);
  });

  it('is SHA-256 over canonical JSON, as other tools compute it', () => {
    // printf '{"n":1}' | sha256sum
    const dataDigest = '2bfd14f43d17fc7cea24e0917a8879b4b2f880b8baeec1b9d90fbaad655e71bd';
    expect(digestOf({ n: 1 })).toBe(dataDigest);
    // printf '{"id":"7b1e","metadata":{"actor":{"id":"anna","role":"REVIEWER"},"dataDigest":"…"},"previous":null,"revision":0,"stream":"tally-a","type":"Counted"}' | sha256sum
    const at = { stream: 'tally-a', revision: 0, id: '7b1e', type: 'Counted' };
    const metadata = { dataDigest, actor: { role: 'REVIEWER', id: 'anna' } } as unknown as FixedMetadata;
    expect(linkHash(null, at, metadata)).toBe('1980ee9fec6f62cd1a85f31162b74a4279a6904be2ad5bed6bc777188f200259');
  });

  it.each<[string, (events: RecordedEvent[]) => RecordedEvent[], string]>([
    [
      'data were edited',
      (events) => changed(events, 2, (event) => ({ ...event, data: { n: 30 } })),
      'tally-a@2: the data do not have the digest in the metadata',
    ],
    [
      'data and digest were edited',
      (events) =>
        changed(events, 2, (event) => ({
          ...event,
          data: { n: 30 },
          metadata: { ...event.metadata, dataDigest: digestOf({ n: 30 }) },
        })),
      'tally-a@2: the hash does not follow from the event before it',
    ],
    [
      'data, digest and hash were edited: the next event reveals it',
      (events) =>
        changed(events, 2, (event) => {
          const { hash: _, ...fixed } = { ...event.metadata, dataDigest: digestOf({ n: 30 }) };
          const hash = linkHash((events[1] as RecordedEvent).metadata.hash, event, fixed);
          return { ...event, data: { n: 30 }, metadata: { ...fixed, hash } };
        }),
      'tally-a@3: the hash does not follow from the event before it',
    ],
    [
      'a type was changed',
      (events) => changed(events, 1, (event) => ({ ...event, type: 'Closed' })),
      'tally-a@1: the hash does not follow from the event before it',
    ],
    [
      'an id was changed',
      (events) => changed(events, 1, (event) => ({ ...event, id: uuidv5('other') })),
      'tally-a@1: the hash does not follow from the event before it',
    ],
    [
      'metadata were changed',
      (events) =>
        changed(events, 4, (event) => ({
          ...event,
          metadata: { ...event.metadata, actor: { id: 'eve', role: 'REVIEWER' } },
        })),
      'tally-a@4: the hash does not follow from the event before it',
    ],
    ['the first event was deleted', (events) => events.slice(1), 'tally-a@1: revision 1 where 0 was expected'],
    ['an event was deleted', (events) => events.toSpliced(2, 1), 'tally-a@3: revision 3 where 2 was expected'],
    [
      'an event was deleted and the later ones renumbered',
      (events) => events.toSpliced(2, 1).map((event, revision) => ({ ...event, revision })),
      'tally-a@2: the hash does not follow from the event before it',
    ],
    [
      'two events were swapped',
      (events) => events.with(1, events[2] as RecordedEvent).with(2, events[1] as RecordedEvent),
      'tally-a@2: revision 2 where 1 was expected',
    ],
    [
      'two events were swapped and renumbered',
      (events) =>
        events
          .with(1, events[2] as RecordedEvent)
          .with(2, events[1] as RecordedEvent)
          .map((event, revision) => ({ ...event, revision })),
      'tally-a@1: the hash does not follow from the event before it',
    ],
    [
      'an event was repeated',
      (events) => events.toSpliced(2, 0, events[1] as RecordedEvent),
      'tally-a@1: revision 1 where 2 was expected',
    ],
    [
      'an event comes from another stream',
      (events) =>
        changed(events, 1, () => ({
          ...(streamOf('tally-b', [{ n: 1 }, { n: 2 }])[1] as RecordedEvent),
          stream: 'tally-a',
        })),
      'tally-a@1: the hash does not follow from the event before it',
    ],
    [
      'data cannot have been hashed',
      (events) => changed(events, 1, (event) => ({ ...event, data: { n: '\ud800' } })),
      'tally-a@1: a string with a lone surrogate has no canonical JSON form',
    ],
    [
      'the stored text is not an event',
      (events) => changed(events, 1, (event) => ({ ...event, malformed: 'its data is not a JSON object' })),
      'tally-a@1: its data is not a JSON object',
    ],
  ])('names the first event that does not verify when %s', (_, tamper, fault) => {
    const untouched = streamOf('tally-b', [{ n: 1 }, { n: 2 }], 100);
    expect(chainFaults([...tamper(five()), ...untouched])).toEqual([fault]);
  });

  it('verifies when events are missing at the end: only a separately kept head reveals that', () => {
    const whole = new ChainVerifier();
    for (const event of five()) whole.check(event);
    const cut = new ChainVerifier();
    for (const event of five().slice(0, 3)) cut.check(event);
    expect(cut.faults).toEqual([]);
    expect(whole.heads.get('tally-a')).toEqual({ revision: 4, hash: five()[4]?.metadata.hash });
    expect(cut.heads.get('tally-a')).toEqual({ revision: 2, hash: five()[2]?.metadata.hash });
  });

  it('verifies when a payload was redacted, and lists the redaction', () => {
    const verifier = new ChainVerifier();
    const events = changed(five(), 2, (event) => ({ ...event, data: REDACTED }));
    for (const event of events) verifier.check(event);
    expect(verifier.faults).toEqual([]);
    expect(verifier.redacted).toEqual([events[2]]);
    expect(verifier.heads.get('tally-a')?.revision).toBe(4);
  });

  it('does not accept a payload that only resembles a redacted one', () => {
    for (const data of [{ $redacted: true, n: 3 }, { $redacted: 'yes' }, {}])
      expect(chainFaults(changed(five(), 2, (event) => ({ ...event, data })))).toHaveLength(1);
  });

  it('does not verify when digest or metadata of a redacted event were changed', () => {
    const events = changed(five(), 2, (event) => ({
      ...event,
      data: REDACTED,
      metadata: { ...event.metadata, dataDigest: digestOf({ n: 7 }) },
    }));
    expect(chainFaults(events)).toEqual(['tally-a@2: the hash does not follow from the event before it']);
  });

  it('does not depend on the order of members', () => {
    expect(digestOf({ a: 1, b: { c: 2, d: 3 } })).toBe(digestOf({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it('detects a change of any member of any event, and names that event or the next one', () => {
    const payloads = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), {
      minLength: 2,
      maxLength: 6,
    });
    const members = ['data', 'type', 'id', 'dataDigest', 'recordedAt', 'commandId', 'actor', 'hash'] as const;
    fc.assert(
      fc.property(payloads, fc.nat(), fc.constantFrom(...members), (data, at, member) => {
        const events = streamOf('tally-p', data);
        expect(chainFaults(events)).toEqual([]);
        const index = at % events.length;
        const tampered = changed(events, index, (event) => {
          if (member === 'data') return { ...event, data: { ...(event.data as object), ' added': 1 } };
          if (member === 'type' || member === 'id') return { ...event, [member]: `${event[member]}!` };
          return { ...event, metadata: { ...event.metadata, [member]: 'tampered' } };
        });
        expect(chainFaults(tampered)).toHaveLength(1);
        expect(chainFaults(tampered)[0]).toMatch(new RegExp(`^tally-p@${index}:`));
      }),
      { numRuns: 150, seed: 20260310 },
    );
  });
});
