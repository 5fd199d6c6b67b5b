import { jest } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { creditNoteSeriesStreams } from '#finance';
import { uuidv5 } from '#kernel';
import { DocumentStoreError, type ReadModels, silentLogger } from '#platform';
import { eventually, Maker, OSAKA, RITA, SEOUL } from '../support/maker.ts';

const CALLS = ['get', 'query', 'count', 'load', 'write', 'builds', 'active', 'checkpoint', 'quarantined'] as const;

/** A credit note that no program can read, written into the log as no command would. */
async function issueDamagedNote({ makegood: { store } }: Maker): Promise<string> {
  const stream = creditNoteSeriesStreams.of('MG-2026');
  let last;
  for await (const event of store.readStream(stream)) last = event;
  if (!last) throw new Error('there is no credit note yet');
  const damaged = { id: uuidv5('damaged'), type: 'CreditNoteIssued', data: { number: 42 }, metadata: last.metadata };
  const result = await store.append(stream, last.revision, [damaged]);
  if (result.kind !== 'appended') throw new Error(result.kind);
  return result.position;
}

/** What finance would miss it in. */
const LISTS = ['credit-journal', 'credit-notes', 'credit-totals', 'remedy-accounts'];

describe('One CreditNoteIssued that cannot be decoded', () => {
  let maker: Maker;
  let credited: string;
  /** The reactions to the note halt only from here on. */
  const noticed = Promise.withResolvers<void>();
  const healthNow = async () => {
    const { status, body } = await maker.raw(undefined, '/health/ready');
    const halted = body.parts.filter(({ state }: { state: string }) => state === 'halted');
    return [status, body.status, halted.map(({ name }: { name: string }) => name)];
  };
  beforeAll(async () => {
    maker = await Maker.start(undefined, { logger: silentLogger, visibilityTimeoutMs: 2_000 });
    const approved = await maker.approvedClaim(SEOUL, 'KR-0001');
    credited = approved.id;
    await maker.settled();
    const { processState } = maker.makegood;
    const record = processState.recordFailure.bind(processState);
    jest
      .spyOn(processState, 'recordFailure')
      .mockImplementation((failure) => noticed.promise.then(() => record(failure)));
    await issueDamagedNote(maker);
    const halted = async () =>
      (await maker.makegood.models.builds()).filter((build) => build.halted).length === LISTS.length;
    await eventually(halted);
  });
  afterAll(() => maker.end());

  it('halts the credit notes, and health and metrics say so at once', async () => {
    expect(await healthNow()).toEqual([200, 'degraded', LISTS]);
    const { text } = await maker.raw(undefined, '/metrics');
    expect(text).toContain('makegood_reader_halted{kind="read-model",name="credit-notes"} 1');
    expect(text).toContain('makegood_reader_halted{kind="read-model",name="claims"} 0');
  });

  it('claims go on: what one has written is read, and subscribers hear of it', async () => {
    const client = createClient({
      url: `${maker.api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${await maker.token(OSAKA)}` },
    });
    const heard: unknown[] = [];
    client.subscribe(
      { query: 'subscription { claimChanged { id status unit { serial } } }' },
      { next: ({ data }) => heard.push(data?.claimChanged), error: () => undefined, complete: () => undefined },
    );
    await eventually(async () =>
      /^makegood_live_subscriptions 1$/m.test((await maker.raw(undefined, '/metrics')).text),
    );
    const { claim, position } = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0001'));
    expect(await maker.claim(OSAKA, claim.id, 'status unit { serial }', position)).toEqual({
      status: 'SUBMITTED',
      unit: { serial: 'JP-0001' },
    });
    await eventually(() => heard.length > 0);
    expect(heard[0]).toEqual({ id: claim.id, status: 'SUBMITTED', unit: { serial: 'JP-0001' } });
    await client.dispose();
  });

  it('takes the process out of service when the next note cannot be issued: claims are then not resolved', async () => {
    noticed.resolve();
    await maker.approvedClaim(SEOUL, 'KR-0002');
    await eventually(async () => (await healthNow())[0] === 503);
    const halted = 'when-credit-is-bound-then-issue-the-note';
    expect(await healthNow()).toEqual([503, 'halted', [...LISTS, halted]]);
    const { text } = await maker.raw(undefined, '/metrics');
    expect(text).toContain(`makegood_reader_halted{kind="process",name="${halted}"} 1`);
  });

  it('only who reads the credit notes is told that they are not there yet', async () => {
    const { position } = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0002'));
    const query = 'query($id: ID!, $at: Position) { claim(id: $id, atLeast: $at) { status creditNote { number } } }';
    const { data, errors } = await maker.post(SEOUL, query, { id: credited, at: position });
    expect(data).toEqual({ claim: { status: 'APPROVED', creditNote: null } });
    expect(errors).toMatchObject([{ path: ['claim', 'creditNote'], extensions: { code: 'NOT_YET_VISIBLE' } }]);
    // Without a position the query answers at once.
    expect((await maker.claim(SEOUL, credited, 'creditNote { number }')).creditNote.number).toBe('MG-2026-000001');
  });
});

describe('While the read models are away', () => {
  let maker: Maker;
  let claimId: string;
  beforeAll(async () => {
    maker = await Maker.start(undefined, { logger: silentLogger });
    claimId = (await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'))).claim.id;
    await maker.settled();
    for (const call of CALLS)
      jest
        .spyOn(maker.makegood.models as unknown as Record<(typeof CALLS)[number], () => Promise<never>>, call)
        .mockRejectedValue(new DocumentStoreError('unavailable', 'MongoDB cannot be reached'));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await maker.end();
  });

  it("requestEvidence is stored, and answered from the claim's own streams", async () => {
    const { models } = maker.makegood as { models: ReadModels };
    await expect(models.active('claims')).rejects.toThrow('cannot be reached');
    const answer = await maker.do(RITA, 'requestEvidence', {
      claimId,
      missing: ['PHOTO'],
      message: 'The plate, please.',
    });
    expect(answer).toMatchObject({ __typename: 'ClaimAccepted', claim: { id: claimId, status: 'AWAITING_EVIDENCE' } });
    const written = await maker.makegood.store.eventAt(answer.position);
    expect(written).toMatchObject({ type: 'EvidenceRequested', stream: `claim-${claimId}` });
    // What needs a read model is told as such.
    expect(await maker.errorOf(RITA, `{ claim(id: "${claimId}") { id } }`)).toBe('UNAVAILABLE');
  });
});
