import { describe, expect, test } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { received } from './eventstoredb.read-response.ts';

const { ReadResp } = streams;
const { ReadEvent } = ReadResp;
const ID = '8f0a6a2e-9d7d-4d5c-8a53-0c6c4ef7a1b2';

function uuid(): InstanceType<typeof shared.UUID> {
  const id = new shared.UUID();
  id.setString(ID);
  return id;
}

interface Sent {
  readonly data?: string;
  readonly contentType?: string;
  readonly metadata?: string;
  readonly revision?: string;
  readonly commit?: string;
  readonly prepare?: string;
  readonly id?: InstanceType<typeof shared.UUID>;
}

function record(sent: Sent) {
  const { data = '{"note":"größer 保修 🔧"}', contentType = 'application/json', metadata = '{"eventId":"a"}' } = sent;
  const event = new ReadEvent.RecordedEvent();
  event.setId(sent.id ?? uuid());
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from('claim-größe'));
  event.setStreamIdentifier(stream);
  event.setStreamRevision(sent.revision ?? '7');
  event.setCommitPosition(sent.commit ?? '1200');
  event.setPreparePosition(sent.prepare ?? '1100');
  event.getMetadataMap().set('type', 'Submitted').set('created', '17000000000000000').set('content-type', contentType);
  event.setCustomMetadata(Buffer.from(metadata));
  event.setData(Buffer.from(data));
  return event;
}

function response(fill: (response: InstanceType<typeof ReadResp>) => void): Buffer {
  const sent = new ReadResp();
  fill(sent);
  return Buffer.from(sent.serializeBinary());
}

const delivered = (sent: Sent) =>
  received(
    response((each) => {
      const read = new ReadEvent();
      read.setEvent(record(sent));
      read.setCommitPosition('99');
      each.setEvent(read);
    }),
  );

describe('what the server answers to a read is decoded from its bytes', () => {
  test('an event with every field', () => {
    expect(delivered({})).toEqual({
      streamId: 'claim-größe',
      id: ID,
      revision: 7n,
      type: 'Submitted',
      data: { note: 'größer 保修 🔧' },
      metadata: { eventId: 'a' },
      position: { commit: 1200n, prepare: 1100n },
    });
  });

  test.each(['0', '127', '128', '2097152', '9007199254740991', '9007199254740993', '18446744073709551615'])(
    'revision and position %s are exact',
    (at) => {
      const found = delivered({ revision: at, commit: at, prepare: at });
      expect(found).toMatchObject({ revision: BigInt(at), position: { commit: BigInt(at), prepare: BigInt(at) } });
    },
  );

  test('an id sent as two numbers', () => {
    const id = new shared.UUID();
    const halves = new shared.UUID.Structured();
    halves.setMostSignificantBits(String(BigInt.asIntN(64, BigInt('0x8f0a6a2e9d7d4d5c'))));
    halves.setLeastSignificantBits(String(BigInt.asIntN(64, BigInt('0x8a530c6c4ef7a1b2'))));
    id.setStructured(halves);
    expect(delivered({ id })).toMatchObject({ id: ID });
  });

  test.each([
    ['JSON that cannot be parsed stays text', { data: '{"a":' }, { data: '{"a":' }],
    [
      'data that is not JSON stays bytes',
      { contentType: 'application/octet-stream', data: 'ab' },
      { data: Buffer.from('ab') },
    ],
    ['metadata that cannot be parsed stays bytes', { metadata: '{' }, { metadata: Buffer.from('{') }],
    ['no metadata', { metadata: '' }, { metadata: undefined }],
    ['no data', { data: '' }, { data: '' }],
  ])('%s', (_, sent, found) => {
    expect(delivered(sent)).toMatchObject(found);
  });

  test('a link to a deleted event is nothing, and one to an event is that event', () => {
    const linked = (withEvent: boolean) =>
      received(
        response((each) => {
          const read = new ReadEvent();
          if (withEvent) read.setEvent(record({}));
          read.setLink(record({ revision: '1' }));
          each.setEvent(read);
        }),
      );
    expect(linked(false)).toBe('nothing');
    expect(linked(true)).toMatchObject({ revision: 7n });
  });

  test('confirmations, missing streams, and what is not used', () => {
    expect(received(response((each) => each.setConfirmation(new ReadResp.SubscriptionConfirmation())))).toBe(
      'confirmed',
    );
    expect(received(response((each) => each.setStreamNotFound(new ReadResp.StreamNotFound())))).toBe(
      'stream-not-found',
    );
    expect(received(response((each) => each.setCheckpoint(new ReadResp.Checkpoint())))).toBe('nothing');
    expect(received(response((each) => each.setLastStreamPosition('300')))).toBe('nothing');
    expect(received(Buffer.alloc(0))).toBe('nothing');
  });

  test('an answer that was cut off is an error', () => {
    const whole = response((each) => {
      const read = new ReadEvent();
      read.setEvent(record({}));
      each.setEvent(read);
    });
    for (let length = 1; length < whole.length; length++)
      expect(() => received(whole.subarray(0, length))).toThrow('a protobuf message was cut off');
  });
});
