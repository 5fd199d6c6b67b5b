import { describe, expect, test } from '@jest/globals';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { NO_STREAM } from './event-store.port.ts';
import { appendRequestBytes } from './eventstoredb.append-request.ts';

describe('the bytes of an append are those that the generated classes of the client read and write', () => {
  const id = '8f0a6a2e-9d7d-4d5c-8a53-0c6c4ef7a1b2';
  const events = [
    { id, type: 'Submitted', data: '{"note":"größer 保修 🔧"}', metadata: '{"eventId":"a"}' },
    { id: id.replace('8', '9'), type: 'Filed', data: `{"long":"${'x'.repeat(70_000)}"}`, metadata: '{}' },
  ];
  const request = { correlationId: id, deadline: new Date('2026-03-01T10:00:00Z'), events };
  const read = (sent: Buffer) => streams.BatchAppendReq.deserializeBinary(sent);

  test.each([0, 1, 127, 128, 16_384, 2 ** 31, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER])(
    'after revision %p, with every field',
    (expected) => {
      const sent = appendRequestBytes({ ...request, stream: 'claim-größe', expected });
      const found = read(sent);
      const options = found.getOptions();
      expect(found.getCorrelationId()?.getString()).toBe(id);
      expect(found.getIsFinal()).toBe(true);
      expect(Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe('claim-größe');
      expect(options?.getStreamPosition()).toBe(String(expected));
      expect(options?.hasNoStream()).toBe(false);
      expect(options?.getDeadline()?.toDate()).toEqual(request.deadline);
      expect(
        found.getProposedMessagesList().map((event) => ({
          id: event.getId()?.getString(),
          type: event.getMetadataMap().get('type'),
          data: Buffer.from(event.getData_asU8()).toString(),
          metadata: Buffer.from(event.getCustomMetadata_asU8()).toString(),
        })),
      ).toEqual(events);
      expect(found.getProposedMessagesList()[1]?.getMetadataMap().get('content-type')).toBe('application/json');
      expect(Buffer.from(found.serializeBinary()).equals(sent)).toBe(true);
    },
  );

  test('to a stream that must not exist yet', () => {
    const sent = appendRequestBytes({ ...request, stream: 'claim-1', expected: NO_STREAM });
    expect(read(sent).getOptions()?.hasNoStream()).toBe(true);
    expect(Buffer.from(read(sent).serializeBinary()).equals(sent)).toBe(true);
  });
});
