import { describe, expect, test } from '@jest/globals';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { appendAnswer } from './eventstoredb.append-answer.ts';

const { BatchAppendResp } = streams;
const ID = '8f0a6a2e-9d7d-4d5c-8a53-0c6c4ef7a1b2';

function answer(fill: (answer: InstanceType<typeof BatchAppendResp>) => void) {
  const sent = new BatchAppendResp();
  const id = new shared.UUID();
  id.setString(ID);
  sent.setCorrelationId(id);
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from('claim-1'));
  sent.setStreamIdentifier(stream);
  sent.setStreamPosition('6');
  fill(sent);
  return appendAnswer(Buffer.from(sent.serializeBinary()));
}

describe('what the server answers to an append is decoded from its bytes', () => {
  test.each(['0', '300', '9007199254740993'])('written at revision and position %s', (at) => {
    const found = answer((sent) => {
      const success = new BatchAppendResp.Success();
      success.setCurrentRevision(at);
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(at);
      position.setPreparePosition('5');
      success.setPosition(position);
      sent.setSuccess(success);
    });
    expect(found).toEqual({
      correlationId: ID,
      written: { revision: BigInt(at), commit: BigInt(at), prepare: 5n },
    });
  });

  test('refused, with the status of the server', () => {
    const { correlationId, written, refused } = answer((sent) => {
      const error = new status.Status();
      error.setMessage('WrongExpectedVersion');
      sent.setError(error);
    });
    expect({ correlationId, written, said: refused?.getMessage() }).toEqual({
      correlationId: ID,
      written: undefined,
      said: 'WrongExpectedVersion',
    });
  });
});
