import { WithdrawClaim, AttachEvidence, BindRemedy, CommunicateDecision } from '#claims';
import { submitted } from '#claims/facts';
import { claims } from '#claims';
import { type Actor, type Command, type CommandMetadata, fold, type Instant, ROLES } from '#kernel';
import { BEGINNING, EventStoreError, type Logger, type Outcome, silentLogger } from '#platform';
import type { AggregateReader } from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import { Registry } from 'prom-client';
import { Dispatcher, Forbidden, type RequestReaders } from './dispatcher.ts';
import type { AnyRequest } from './request.ts';
import { requests } from './requests.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const metaOf = (actor: Actor): CommandMetadata => ({ id: 'a request', actor, at: AT, correlationId: 'a request' });

const system: Actor = { id: 'when-remedy-is-known-then-bind-it', role: 'SYSTEM' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const seoul: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const berlin: Actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };

const accepted: Outcome = { kind: 'accepted', stream: 'claim-C-1', position: BEGINNING, revision: 1 };

/** One claim of P-SEOUL, and nothing else. */
const theClaim = fold(claims.decider, [submitted({ claimId: 'C-1' })], AT);
const aggregates = {
  claim: async (claimId: string) => (claimId === 'C-1' ? theClaim : claims.decider.initial),
  forRequest: () => aggregates,
} as Partial<AggregateReader> as AggregateReader & RequestReaders;

interface Line {
  readonly fields: object;
  readonly message: string;
}

/** A dispatcher whose transport gives the prepared answers. */
function setUp(
  answer: (command: Command) => Promise<Outcome> = async () => accepted,
  readers: RequestReaders = aggregates,
) {
  const sent: Command[] = [];
  const lines: Line[] = [];
  const metrics = new Registry();
  const logger: Logger = { ...silentLogger, debug: (fields, message) => void lines.push({ fields, message }) };
  const execute = (command: Command) => {
    sent.push(command);
    return answer(command);
  };
  const dispatcher = new Dispatcher({
    aggregates: readers,
    files: {} as never,
    documentsIssued: async () => true,
    acceptsWebhook: () => true,
    openMail: async () => ({ files: [] }),
    unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
    transport: { execute },
    logger,
    metrics,
  });
  /** Counts by request or command and outcome. */
  const counts = async (metric: string) => {
    const { values } = (await metrics.getSingleMetric(metric)?.get()) ?? { values: [] };
    return values
      .filter((value) => (value as { metricName?: string }).metricName === `${metric}_count`)
      .map(({ labels, value }) => `${Object.values(labels).join(' ')} ${value}`)
      .sort();
  };
  return {
    dispatcher,
    sent,
    lines,
    requests: () => counts('makegood_request_seconds'),
    commands: () => counts('makegood_command_seconds'),
  };
}

const withdraw = (actor: Actor, claimId = 'C-1') => requests.withdrawClaim.of({ claimId }, metaOf(actor));

describe('dispatching requests', () => {
  it('allows the roles that a request names, and the system', async () => {
    for (const role of [...ROLES, 'SYSTEM'] as const) {
      const { dispatcher, sent } = setUp();
      const actor = role === 'PARTNER' ? seoul : { id: 'somebody', role };
      if (['PARTNER', 'REVIEWER', 'ADMIN', 'SYSTEM'].includes(role)) {
        expect(await dispatcher.perform(withdraw(actor))).toBe(accepted);
        expect(sent).toEqual([new WithdrawClaim({ claimId: 'C-1' }, metaOf(actor))]);
      } else {
        await expect(dispatcher.perform(withdraw(actor))).rejects.toEqual(new Forbidden(role, 'withdrawClaim'));
        expect(sent).toEqual([]);
      }
    }
  });

  const ofClaims: readonly (readonly [AnyRequest, object])[] = [
    [requests.attachEvidence, { evidence: [] }],
    [requests.chooseRemedy, { remedy: 'CREDIT' }],
    [requests.acknowledgeDecision, { how: 'SEEN_BY_PARTNER' }],
    [requests.withdrawClaim, {}],
    [requests.reopenClaim, { reason: 'Look again', evidence: [] }],
  ];
  it.each(ofClaims.map(([declared, data]) => [declared.name, declared, data] as const))(
    'C2 %s of another partner’s claim is refused like one that does not exist',
    async (_, declared, data) => {
      const { dispatcher, sent } = setUp();
      const ask = (actor: Actor, claimId: string) =>
        dispatcher.perform(declared.of({ claimId, ...data }, metaOf(actor)));
      const refusal = expect.objectContaining({ code: 'CLAIM_NOT_FOUND', rule: 'C2' });
      expect(await ask(berlin, 'C-1')).toEqual({ kind: 'refused', refusal });
      expect(await ask(seoul, 'C-2')).toEqual(await ask(berlin, 'C-1'));
      expect(sent).toEqual([]);
      expect(await ask(seoul, 'C-1')).toBe(accepted);
    },
  );

  it('C2 a partner can claim only for itself', async () => {
    const { dispatcher, sent } = setUp();
    const { evidence, ...rest } = {
      evidence: [],
      defect: { code: 'DARK', description: 'Dark.' },
      channel: 'API' as const,
    };
    const submission = { claimId: 'C-2', partnerId: 'P-SEOUL', serial: 'GL1-1', evidence, ...rest };
    expect(await dispatcher.perform(requests.submitClaim.of(submission, metaOf(berlin)))).toEqual({
      kind: 'refused',
      refusal: expect.objectContaining({ code: 'NOT_YOUR_UNIT', rule: 'C2' }),
    });
    expect(sent).toEqual([]);
  });

  it('S7 R2 a refusal is given only after a second look, at streams as they are then', async () => {
    const looks: boolean[] = [];
    const answered = async (...calendars: readonly boolean[]) => {
      looks.length = 0;
      const { dispatcher, sent } = setUp(undefined, {
        forRequest: ({ fresh = false } = {}) => {
          looks.push(fresh);
          const exists = async () => calendars[looks.length - 1] === true;
          const partner = async () => ({ enrolment: {}, current: {} });
          return { calendars: { exists }, partner } as unknown as AggregateReader;
        },
      });
      const terms = { partnerId: 'P-BERLIN', calendarId: 'BERLIN' };
      const outcome = await dispatcher.perform(
        requests.changePartnerTerms.of(terms, metaOf({ id: 'adam', role: 'ADMIN' })),
      );
      return [outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind, sent.length, [...looks]];
    };
    expect(await answered(true)).toEqual(['accepted', 1, [false]]);
    // Published by another process a moment ago.
    expect(await answered(false, true)).toEqual(['accepted', 1, [false, true]]);
    expect(await answered(false, false)).toEqual(['CALENDAR_NOT_FOUND', 0, [false, true]]);
  });

  it('measures and logs a request and each of its commands, by outcome', async () => {
    const { dispatcher, ...seen } = setUp(async () => ({ kind: 'refused', refusal: { code: 'NO', message: 'No.' } }));
    await dispatcher.perform(withdraw(rita));
    await dispatcher.perform(withdraw(berlin));
    await dispatcher.perform(withdraw({ id: 'arthur', role: 'AUDITOR' })).catch(() => undefined);
    expect(await seen.requests()).toEqual(['withdrawClaim forbidden 1', 'withdrawClaim refused 2']);
    expect(await seen.commands()).toEqual(['WithdrawClaim refused 1']);
    expect(seen.lines).toEqual([
      { fields: { command: 'WithdrawClaim', id: 'a request', actor: 'rita', outcome: 'refused' }, message: 'command' },
      { fields: { request: 'withdrawClaim', id: 'a request', actor: 'rita', outcome: 'refused' }, message: 'request' },
      { fields: { request: 'withdrawClaim', id: 'a request', actor: 'greta', outcome: 'refused' }, message: 'request' },
      {
        fields: { request: 'withdrawClaim', id: 'a request', actor: 'arthur', outcome: 'forbidden' },
        message: 'request',
      },
    ]);
  });

  it('measures failures', async () => {
    const { dispatcher, ...seen } = setUp(() => Promise.reject(new EventStoreError('unavailable', 'no connection')));
    await expect(dispatcher.perform(withdraw(rita))).rejects.toThrow('no connection');
    expect(await seen.requests()).toEqual(['withdrawClaim failed 1']);
    expect(await seen.commands()).toEqual(['WithdrawClaim failed 1']);
  });

  it('lets a use case send only the commands that its declaration lists', async () => {
    const { dispatcher, sent, ...seen } = setUp();
    /** A use case that sends more than its declaration says, made possible by a cast. */
    const sneaky = {
      ...requests.withdrawClaim,
      handling: {
        commands: requests.withdrawClaim.handling.commands,
        run: async (
          data: { claimId: string },
          meta: CommandMetadata,
          ports: { execute(command: Command): Promise<Outcome> },
        ) => {
          await ports.execute(new WithdrawClaim(data, meta));
          return ports.execute(new CommunicateDecision({ ...data, how: 'SEEN_BY_PARTNER' }, meta));
        },
      },
    } as unknown as AnyRequest;
    const attempt = dispatcher.perform({ declaration: sneaky, data: { claimId: 'C-1' }, meta: metaOf(seoul) });
    await expect(attempt).rejects.toEqual(new Forbidden('PARTNER', 'CommunicateDecision'));
    expect(sent.map(({ type }) => type)).toEqual(['WithdrawClaim']);
    expect(await seen.commands()).toEqual(['CommunicateDecision forbidden 1', 'WithdrawClaim accepted 1']);
  });
});

describe('a dry run', () => {
  it('applies the same authority, but neither measures nor logs', async () => {
    const { dispatcher, sent, lines, ...seen } = setUp();
    const asked: Command[] = [];
    const execute = async (command: Command): Promise<Outcome> => {
      asked.push(command);
      return { ...accepted, kind: 'unchanged' };
    };
    const dry = dispatcher.dryRun({ ...aggregates, execute });
    expect((await dry.ask(withdraw(seoul))).kind).toBe('unchanged');
    expect(asked).toEqual([new WithdrawClaim({ claimId: 'C-1' }, metaOf(seoul))]);
    expect(await dry.ask(withdraw(berlin))).toEqual(await dispatcher.perform(withdraw(berlin)));
    const arthur: Actor = { id: 'arthur', role: 'AUDITOR' };
    await expect(dry.ask(withdraw(arthur))).rejects.toEqual(new Forbidden('AUDITOR', 'withdrawClaim'));
    expect(sent).toEqual([]);
    expect(await seen.requests()).toEqual(['withdrawClaim refused 1']);
    expect(lines).toHaveLength(1);
  });

  it('assumes that a missing file is a picture, since claims are checked before pictures are taken', async () => {
    const asked: Command[] = [];
    const execute = async (command: Command): Promise<Outcome> => {
      asked.push(command);
      return accepted;
    };
    const { dispatcher } = setUp();
    const evidence = [
      { evidenceId: 'E-1', kind: 'PHOTO', sha256: '0'.repeat(64), mediaType: 'x/y', bytes: 7 },
    ] as const;
    await dispatcher
      .dryRun({ ...aggregates, execute })
      .ask(requests.attachEvidence.of({ claimId: 'C-1', evidence: [...evidence] }, metaOf(seoul)));
    const picture = { ...evidence[0], mediaType: 'image/jpeg', bytes: 1 };
    expect(asked).toEqual([new AttachEvidence({ claimId: 'C-1', evidence: [picture] }, metaOf(seoul))]);
  });
});

describe('dispatching commands', () => {
  it('is for timers and processes: their commands are measured and logged like those of requests', async () => {
    const { dispatcher, sent, ...seen } = setUp();
    const bind = new BindRemedy({ claimId: 'C-1' }, metaOf(system));
    const open = { serial: 'GL1-1' as never, claimId: 'C-1', partnerId: 'P-SEOUL', round: 1 };
    const reserve = new OpenClaimOnUnit(open, metaOf(system));
    expect([await dispatcher.execute(bind), await dispatcher.execute(reserve)]).toEqual([accepted, accepted]);
    expect(sent).toEqual([bind, reserve]);
    expect(await seen.commands()).toEqual(['BindRemedy accepted 1', 'OpenClaimOnUnit accepted 1']);
    expect(seen.lines[0]).toEqual({
      fields: { command: 'BindRemedy', id: 'a request', actor: system.id, outcome: 'accepted' },
      message: 'command',
    });
  });

  it.each([...ROLES])('is forbidden to the role %s, whatever the command', async (role) => {
    const { dispatcher, sent } = setUp();
    for (const command of [
      new BindRemedy({ claimId: 'C-1' }, metaOf({ id: 'somebody', role })),
      new AttachEvidence({ claimId: 'C-1', evidence: [] }, metaOf({ id: 'somebody', role })),
    ])
      await expect(dispatcher.execute(command)).rejects.toEqual(new Forbidden(role, command.type));
    expect(sent).toEqual([]);
  });

  it('can be given another transport', async () => {
    const { dispatcher, sent } = setUp();
    const elsewhere: Command[] = [];
    dispatcher.travelBy({
      async execute(command) {
        elsewhere.push(command);
        return accepted;
      },
    });
    await dispatcher.perform(withdraw(rita));
    await dispatcher.execute(new BindRemedy({ claimId: 'C-1' }, metaOf(system)));
    expect(elsewhere.map(({ type }) => type)).toEqual(['WithdrawClaim', 'BindRemedy']);
    expect(sent).toEqual([]);
  });
});
