import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { HOUR_MS, instantOf } from '#kernel';
import { eventually, Maker, RITA, SEOUL } from '../support/maker.ts';

// N4: a decision that was mailed to an address that does not take it, and what the promise says of it.

let now = Date.UTC(2026, 2, 9, 2);
let maker: Maker;
const received: { readonly to: readonly string[]; readonly messageId: string; readonly subject: string }[] = [];
const relay = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, { envelope }, done) {
    void simpleParser(stream).then(({ messageId = '', subject = '' }) => {
      received.push({ to: envelope.rcptTo.map(({ address }) => address), messageId, subject });
      done();
    });
  },
});

beforeAll(async () => {
  const listening = relay.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  maker = await Maker.start(undefined, {
    clock: { now: () => instantOf(now++) },
    environment: {
      SMTP_URL: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
      MAIL_FROM: 'claims@maker.example',
    },
  });
  await maker.record('changePartnerTerms', { id: 'P-SEOUL', emails: ['old@hanbit.example'] });
  await maker.record('correctPartner', { id: 'P-SEOUL', locale: 'en-GB', reason: 'Its language.' });
});
afterAll(async () => {
  await maker.end();
  await new Promise<void>((resolve) => relay.close(() => resolve()));
});

const claim = async (id: string, fields: string) => maker.claim(RITA, id, fields, await maker.settled());
const communicated = async (id: string): Promise<string | null> =>
  (await claim(id, 'decision { communicatedAt }')).decision.communicatedAt;
const state = async (id: string) => {
  const { sla, ...others } = await claim(id, 'sla { state } communicationFailedAt notices { kind state to }');
  return { ...others, sla: sla.state };
};

it('N4 a bounce takes the communication back, the clock goes on and breaches, and mail to a corrected address stops it', async () => {
  const { claim: submitted } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'));
  const claimId = submitted.id as string;
  await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'NOT_CONFIRMED', findings: 'Nothing is dark.' });
  const { evidence } = await claim(claimId, 'evidence { id }');
  await maker.do(RITA, 'rejectClaim', {
    claimId,
    code: 'NOT_SHOWN',
    explanation: 'The picture shows no defect.',
    clause: '4.2',
    evidenceId: evidence[0].id,
  });
  await eventually(async () => (await communicated(claimId)) !== null);
  expect((await state(claimId)).sla).toBe('MET');

  const decision = (await claim(claimId, 'notices { id kind }')).notices.find(
    ({ kind }: { kind: string }) => kind === 'CLAIM_REJECTED',
  );
  const bounced = await maker.do(RITA, 'recordBounce', {
    noticeId: decision.id,
    reason: '550 5.1.1 <old@hanbit.example>: no such mailbox',
  });
  expect(bounced.__typename).toBe('RecordAccepted');
  await eventually(async () => (await communicated(claimId)) === null);
  const after = await state(claimId);
  expect([after.sla, after.communicationFailedAt !== null]).toEqual(['RUNNING', true]);
  expect(JSON.stringify(await claim(claimId, 'notices { lastError }'))).not.toContain('old@');
  const { needsAttention } = await maker.ask(RITA, '{ needsAttention { edges { node { id } } } }');
  expect(needsAttention.edges.map(({ node }: { node: { id: string } }) => node.id)).toContain(claimId);

  const metrics = async () => (await maker.raw(undefined, '/metrics')).text;
  expect(await metrics()).toContain('\nmakegood_notices_lost 1\n');
  expect(await metrics()).toMatch(/\nmakegood_notice_attempts_total\{outcome="RELAYED"\} [1-9]/);

  now += 100 * HOUR_MS;
  await maker.makegood.sweep();
  await eventually(async () => (await state(claimId)).sla === 'BREACHED');

  await maker.record('changePartnerTerms', { id: 'P-SEOUL', emails: ['new@hanbit.example'] });
  await eventually(async () => (await communicated(claimId)) !== null);
  expect(await metrics()).toContain('\nmakegood_notices_lost 0\n');
  const told = received.filter(({ to }) => to.includes('new@hanbit.example'));
  expect(told.length).toBe(1);
  expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(received.length);
  const { sla } = await claim(claimId, 'sla { state targets { name metAt breachedAt } }');
  const { metAt, breachedAt } = sla.targets.find(({ name }: { name: string }) => name === 'RESOLUTION');
  expect([sla.state, metAt > breachedAt]).toEqual(['BREACHED', true]);
  expect((await state(claimId)).communicationFailedAt).toBeNull();
});
