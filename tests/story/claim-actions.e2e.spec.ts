import { BindRemedy, claimStreams, CommunicateDecision, QueueReplacement } from '#claims';
import type { Actor, Command, CommandMetadata } from '#kernel';
import { deskStreams } from '#people';
import { claimActions, type RequestName, requests } from '#requests';
import { CloseClaimOnUnit } from '#warranty';
import { ADAM, ARTHUR, CLAIM_MUTATIONS, FIONA, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };

/** No other request on the claim depends on these. */
const OF_STAFF: ReadonlySet<string> = new Set(['assignClaim', 'addNote']);
/** The others make a claim. */
const ON_CLAIMS = CLAIM_MUTATIONS.filter((name) => name !== 'submitClaim' && name !== 'claimFromMail');

let maker: Maker;
/** Units without a claim, by partner. */
const units: Record<string, string[]> = {};
/** Uploaded pictures: two for claims, one that no claim has. */
let pictures: Record<string, [object, object, object]>;

beforeAll(async () => {
  // Nothing reacts, so each claim stays as it was made.
  maker = await Maker.start(undefined, { worker: false });
  for (const id of ['rita', 'robert', 'fiona'])
    await maker.record('enrollStaff', { id, name: id, email: `${id}@maker.example`, roles: ['REVIEWER'] });
  const goodwillLimit = { amount: '1', currency: 'KRW' };
  const terms = { skus: ['LAMP'], kind: 'FULL', months: 24, startAnchor: 'SHIPPED', retroactiveReason: 'Agreed' };
  await maker.record('publishPolicy', { id: 'STANDARD', effectiveFrom: '2025-01-01', ...terms, goodwillLimit });
  await maker.record('recordBatch', { id: 'B-MANY', sku: 'LAMP', producedOn: '2025-12-01', quantity: 1000 });
  for (const [partnerId, currency] of [
    ['P-SEOUL', 'KRW'],
    ['P-OSAKA', 'JPY'],
  ] as const) {
    const serials = Array.from({ length: 500 }, (_, n) => `${currency}-${n}`);
    const line = { sku: 'LAMP', batchId: 'B-MANY', netPrice: { amount: '500', currency }, serials };
    await maker.ship(partnerId, `INV-MANY-${currency}`, [], { lines: [line] });
    units[partnerId] = serials;
  }
  const three = async (who: Who) =>
    [await maker.picture(who, 'one'), await maker.picture(who, 'two'), await maker.picture(who, 'new')] as const;
  pictures = { 'P-SEOUL': [...(await three(SEOUL))], 'P-OSAKA': [...(await three(OSAKA))] };
});
afterAll(() => maker.end());

const actorOf = ({ role, id = role.toLowerCase(), partnerId }: Who): Actor => ({
  id,
  role,
  ...(partnerId !== undefined && { onBehalfOf: partnerId }),
});

const clock = { now: () => maker.makegood.clock.now() };

const done = async (who: Who, mutation: RequestName, input: object) => {
  const answer = await maker.do(who, mutation, input);
  if (answer.__typename !== 'ClaimAccepted') throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
  return answer.claim.id as string;
};

let sent = 0;
const system = async (Make: new (data: never, meta: CommandMetadata) => Command, data: object): Promise<void> => {
  const id = `system ${++sent}`;
  const meta: CommandMetadata = { id, actor: { id: 'spec', role: 'SYSTEM' }, at: clock.now(), correlationId: id };
  const outcome = await maker.makegood.appendLoop.execute(new Make(data as never, meta));
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.refusal));
};

/** A claim of a partner; `by` takes it. */
const submitted = (who: Who, more: object = {}, by: Who = who): Promise<string> =>
  done(by, 'submitClaim', {
    serial: units[who.partnerId as string]?.pop(),
    ...(by !== who && { partnerId: who.partnerId }),
    defect: { code: 'NO-LIGHT', description: 'Two segments stay dark.' },
    failedOn: '2026-03-01',
    evidence: pictures[who.partnerId as string]?.slice(0, 1),
    ...more,
  });

const reviewed = async (claimId: string, verdict: string) =>
  done(RITA, 'reviewEvidence', { claimId, verdict, findings: 'Seen.' });
const rejection = async (claimId: string) => {
  const { evidence } = await maker.makegood.aggregates.claim(claimId);
  return { code: 'NO-FAULT', explanation: 'It works.', clause: '4.1', evidenceId: evidence[0]?.evidenceId };
};

/** Confirmed by rita, approved by robert. */
const approved = async (who: Who, more: object = {}) => {
  const claimId = await reviewed(await submitted(who, more), 'CONFIRMED');
  return done(ROBERT, 'approveClaim', { claimId });
};
const uncovered = { failedOn: '2026-01-01' };
const goodwill = { goodwillReason: 'A partner of many years.' };

interface State {
  readonly owner?: Who;
  /** The unit is not covered, so approving needs a reason. */
  readonly uncovered?: boolean;
  /** The remedy that is not chosen. */
  readonly other?: 'CREDIT' | 'REPLACEMENT';
  readonly make: () => Promise<string>;
}

const STATES: Readonly<Record<string, State>> = {
  SUBMITTED: { make: () => submitted(SEOUL) },
  'SUBMITTED by rita for the partner': { make: () => submitted(SEOUL, {}, RITA) },
  'UNDER_REVIEW, confirmed': { make: async () => reviewed(await submitted(SEOUL), 'CONFIRMED') },
  'UNDER_REVIEW, not confirmed': { make: async () => reviewed(await submitted(SEOUL), 'NOT_CONFIRMED') },
  'UNDER_REVIEW, inconclusive': { make: async () => reviewed(await submitted(SEOUL), 'INCONCLUSIVE') },
  'UNDER_REVIEW, confirmed and not covered': {
    uncovered: true,
    make: async () => reviewed(await submitted(SEOUL, uncovered), 'CONFIRMED'),
  },
  'UNDER_REVIEW, goodwill of robert to be confirmed': {
    uncovered: true,
    make: async () => {
      const claimId = await reviewed(await submitted(SEOUL, uncovered), 'CONFIRMED');
      return done(ROBERT, 'approveClaim', { claimId, ...goodwill });
    },
  },
  AWAITING_EVIDENCE: {
    make: async () => {
      const claimId = await reviewed(await submitted(SEOUL), 'NOT_CONFIRMED');
      return done(RITA, 'requestEvidence', { claimId, missing: ['The plate'], message: 'Please.' });
    },
  },
  'UNDER_REVIEW, evidence came after the review': {
    make: async () => {
      const claimId = await reviewed(await submitted(SEOUL), 'CONFIRMED');
      return done(SEOUL, 'attachEvidence', { claimId, evidence: pictures['P-SEOUL']?.slice(1, 2) });
    },
  },
  APPROVED: { other: 'REPLACEMENT', make: () => approved(SEOUL) },
  'APPROVED, being executed': {
    other: 'REPLACEMENT',
    make: async () => {
      const claimId = await approved(SEOUL);
      await system(BindRemedy, { claimId });
      return claimId;
    },
  },
  AWAITING_CHOICE: { owner: OSAKA, make: () => approved(OSAKA) },
  'APPROVED, executed': {
    make: async () => {
      const claimId = await approved(SEOUL, { preferredRemedy: 'REPLACEMENT' });
      await system(BindRemedy, { claimId });
      await system(QueueReplacement, { claimId, sku: 'LAMP' });
      return claimId;
    },
  },
  RESOLVED: {
    make: async () => {
      const claimId = (await STATES['APPROVED, executed']?.make()) ?? '';
      await system(CommunicateDecision, { claimId, how: 'NOTICE_DELIVERED' });
      return claimId;
    },
  },
  REJECTED: {
    make: async () => {
      const claimId = await reviewed(await submitted(SEOUL), 'NOT_CONFIRMED');
      return done(RITA, 'rejectClaim', { claimId, ...(await rejection(claimId)) });
    },
  },
  'UNDER_REVIEW, reopened after a rejection by rita': {
    make: async () => {
      const claimId = (await STATES['REJECTED']?.make()) ?? '';
      await system(CommunicateDecision, { claimId, how: 'NOTICE_DELIVERED' });
      const { submission } = await maker.makegood.aggregates.claim(claimId);
      const close = { serial: submission?.serial, claimId, outcome: 'REJECTED', round: 1 };
      await system(CloseClaimOnUnit, close);
      const evidence = pictures['P-SEOUL']?.slice(1, 2);
      await done(SEOUL, 'reopenClaim', { claimId, reason: 'Look again.', evidence });
      return reviewed(claimId, 'NOT_CONFIRMED');
    },
  },
  WITHDRAWN: { make: async () => done(SEOUL, 'withdrawClaim', { claimId: await submitted(SEOUL) }) },
};

/** Input that a client would send, by mutation. */
async function inputOf(mutation: RequestName, claimId: string, who: Who, state: State): Promise<object> {
  const { partnerId = '' } = state.owner ?? SEOUL;
  const isPartner = who.role === 'PARTNER';
  const fresh = pictures[partnerId]?.slice(2);
  const conversation = { how: 'By phone', whom: 'Ms Kim' };
  const inputs: Readonly<Partial<Record<RequestName, object>>> = {
    attachEvidence: { evidence: fresh },
    requestEvidence: { missing: ['A video'], message: 'Please send a video.' },
    reviewEvidence: { verdict: 'CONFIRMED', findings: 'Two dark segments.' },
    approveClaim: state.uncovered ? goodwill : {},
    rejectClaim: { ...(await rejection(claimId)), code: 'MISUSE' },
    chooseRemedy: {
      remedy: state.other ?? 'CREDIT',
      ...(!isPartner && { onBehalf: { statedAt: clock.now(), ...conversation } }),
    },
    recordCommunication: { toldAt: clock.now(), ...conversation },
    withdrawClaim: isPartner ? {} : { onBehalfReason: 'The partner asked by phone.' },
    reopenClaim: { reason: 'It fails again.', evidence: fresh },
    assignClaim: { to: 'fiona' },
    addNote: { text: 'Call back.' },
    rateClaim: { score: 4 },
  };
  return { claimId, ...inputs[mutation] };
}

const actionsOf = (claimId: string, who: Who) =>
  claimActions(claimId, actorOf(who), { dryRun: maker.makegood.dryRun(), clock });

const eventsOf = async (claimId: string) => {
  let events = 0;
  for (const stream of [claimStreams.of(claimId), deskStreams.of(claimId)])
    for await (const _ of maker.makegood.store.readStream(stream)) events++;
  return events;
};

describe('What Claim.actions says is what the mutation answers', () => {
  const people = { partner: SEOUL, rita: RITA, robert: ROBERT, adam: ADAM, quinn: QUINN, fiona: FIONA, arthur: ARTHUR };

  it.each(Object.entries(STATES))('%s', async (_, state) => {
    for (const [person, someone] of Object.entries(people)) {
      const who = person === 'partner' ? (state.owner ?? SEOUL) : someone;
      const claimId = await state.make();
      const actions = new Map((await actionsOf(claimId, who)).map(({ name, refusal }) => [name, { refusal }]));
      for (const mutation of ON_CLAIMS) {
        const action = actions.get(mutation);
        const told = [person, mutation];
        const id = action && !action.refusal && !OF_STAFF.has(mutation) ? await state.make() : claimId;
        const before = await eventsOf(id);
        const input = await inputOf(mutation, id, who, state);
        if (action?.refusal?.code === 'FORBIDDEN') {
          const { errors } = await maker.post(who, mutationQuery(mutation), { input });
          expect([...told, errors?.[0].message]).toEqual([...told, action.refusal.message]);
          continue;
        }
        const answer = await maker.do(who, mutation, input);
        const moved = (await eventsOf(id)) > before;
        if (action?.refusal)
          expect([...told, answer, moved]).toEqual([
            ...told,
            { __typename: 'Refused', ...none, ...action.refusal },
            false,
          ]);
        else expect([...told, answer.__typename, moved]).toEqual([...told, 'ClaimAccepted', action !== undefined]);
      }
    }
  });
});

const none = { rule: null, details: null };
const mutationQuery = (name: RequestName) =>
  `mutation($input: ${requests[name].input.name}!) { ${name}(input: $input) { __typename } }`;

describe('What asking costs', () => {
  it('the stream of a claim is read once for all its actions, and a page of claims reads no stream twice', async () => {
    const ids = [await STATES['UNDER_REVIEW, confirmed']?.make(), await STATES['SUBMITTED']?.make()] as string[];
    const streams: string[] = [];
    const { store } = maker.makegood;
    const read = store.readStream.bind(store);
    store.readStream = (stream, options) => {
      streams.push(stream);
      return read(stream, options);
    };
    try {
      const dryRun = maker.makegood.dryRun();
      for (const id of ids) await claimActions(id, actorOf(ADAM), { dryRun, clock });
    } finally {
      store.readStream = read;
    }
    expect(streams.length).toBe(new Set(streams).size);
    expect(streams.filter((stream) => stream.startsWith('claim-'))).toEqual(ids.map((id) => claimStreams.of(id)));
  });

  it('nothing is written', async () => {
    const claimId = await submitted(SEOUL);
    const before = await maker.makegood.store.head();
    await actionsOf(claimId, ADAM);
    expect(await maker.makegood.store.head()).toBe(before);
  });
});

describe('Through GraphQL', () => {
  const send = async (who: Who, mutation: RequestName, input: object) => {
    const query = `mutation($input: ${requests[mutation].input.name}!) { ${mutation}(input: $input) { ... on ClaimAccepted { claim {
      actions { name refusal { code rule } } stateAt(at: "2999-01-01T00:00:00Z") { actions { name } } } } } }`;
    const { claim } = (await maker.ask(who, query, { input }))[mutation];
    expect(claim.stateAt.actions).toEqual([]);
    const told: { name: string; refusal: { code: string; rule: string | null } | null }[] = claim.actions;
    return Object.fromEntries(told.map(({ name, refusal }) => [name, refusal && `${refusal.rule} ${refusal.code}`]));
  };

  it('C6 C7 C10 the answer to a mutation says what the same caller may do next', async () => {
    const claimId = await submitted(SEOUL);
    const picture = pictures['P-SEOUL']?.[1];
    expect(await send(SEOUL, 'attachEvidence', { claimId, evidence: [picture] })).toEqual({
      attachEvidence: null,
      chooseRemedy: null,
      withdrawClaim: null,
      acknowledgeDecision: 'C9 NOTHING_DECIDED',
      rateClaim: 'N3 NOT_RESOLVED',
      agreeSubstitute: 'F6 REPLACEMENT_NOT_OWED',
      reopenClaim: 'C10 NOT_REJECTED',
      convertReplacement: 'F6 REPLACEMENT_NOT_OWED',
      ...Object.fromEntries(
        [
          'requestEvidence',
          'reviewEvidence',
          'approveClaim',
          'confirmGoodwill',
          'releaseCredit',
          'rejectClaim',
          'recordCommunication',
          'assignClaim',
          'addNote',
        ].map((name) => [name, 'null FORBIDDEN']),
      ),
    });
    const review = { claimId, verdict: 'CONFIRMED', findings: 'Two dark segments.' };
    expect(await send(RITA, 'reviewEvidence', review)).toMatchObject({
      approveClaim: null,
      rejectClaim: 'C6 REVIEW_REQUIRED',
      confirmGoodwill: 'C13 NOTHING_TO_CONFIRM',
      acknowledgeDecision: 'null FORBIDDEN',
    });
  });

  it('two mutations in one request: the second answer knows what both have written', async () => {
    const actions = '... on ClaimAccepted { claim { actions { name refusal { code } } } }';
    const { one, two } = await maker.ask(
      RITA,
      `mutation($id: ID!) {
        one: reviewEvidence(input: { claimId: $id, verdict: NOT_CONFIRMED, findings: "All lit." }) { ${actions} }
        two: requestEvidence(input: { claimId: $id, missing: ["The plate"], message: "Please." }) { ${actions} }
      }`,
      { id: await submitted(SEOUL) },
    );
    const rejecting = ({ claim }: typeof one) =>
      claim.actions.find(({ name }: { name: string }) => name === 'rejectClaim').refusal;
    expect([rejecting(one), rejecting(two)]).toEqual([null, { code: 'EVIDENCE_AWAITED' }]);
  });
});
