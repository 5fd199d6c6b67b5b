import { type Claim, claimDecider, type ClaimEvent } from '#claims';
import {
  ANSWER_BY,
  approved,
  attached,
  bound,
  CHOOSE_BY,
  chosen,
  claimId,
  communicated,
  covered,
  credited,
  expired,
  flagged,
  rejected,
  remedyReversed,
  reopened,
  requested,
  reviewed,
  submission,
  submitted,
  unconfirmed,
  video,
} from '#claims/facts';
import { fold, type Instant } from '#kernel';
import { noticeDecider, type NoticeEvent, type QueueNotice } from '#notices';
import { bounced, givenUp, queued } from '#notices/facts';
import type { SlaEvent } from '#sla';
import { started } from '#sla/facts';
import { enrolled } from '#warranty/facts';
import { whenSomethingIsToBeToldThenQueueItsNotices } from './when-something-is-to-be-told-then-queue-its-notices.process.ts';

const PRICE = { minor: 12_990, currency: 'KRW' };
const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const DUE = '2026-03-11T12:00:00.000Z' as Instant;

/** What is queued for the last of the events, or for `told`. */
async function queuedFor(
  history: readonly ClaimEvent[],
  {
    contacts = ['CONTACT-1'],
    recordedAt = NOON,
    eventId = 'event-1',
    standingInstruction = 'ASK',
    invoicedTo = '',
    told = history.at(-1) as ClaimEvent | SlaEvent,
  } = {},
): Promise<readonly QueueNotice['data'][]> {
  const partner = { ...enrolled({ contacts }).data, standingInstruction };
  const claim = fold(claimDecider, history, NOON) as Claim;
  const process = whenSomethingIsToBeToldThenQueueItsNotices({
    aggregates: {
      claim: async () => claim,
      partner: async () => ({ enrolment: partner, current: partner }),
      product: async () => undefined,
      clock: async () => ({ targets: [{ name: 'RESOLUTION', deadline: { dueAt: DUE } }] }),
      unit: async () => ({ shipment: { netPrice: PRICE, invoicedTo: invoicedTo || submission.partnerId } }),
    } as never,
  });
  const queued: QueueNotice['data'][] = [];
  const event = {
    ...told,
    id: eventId,
    stream: `claim-${claimId}`,
    revision: 3,
    position: 3n,
    metadata: { occurredAt: NOON, recordedAt, $correlationId: 'ACT-1' },
  };
  const when = process.when as unknown as Record<
    string,
    ((event: unknown, react: unknown) => Promise<unknown>) | undefined
  >;
  await when[told.type]?.(event, async (_: unknown, data: QueueNotice['data']) => queued.push(data));
  return queued;
}

const decided = [submitted(), reviewed('CONFIRMED'), approved({ chooseBy: CHOOSE_BY })];
const kinds = async (...args: Parameters<typeof queuedFor>) => (await queuedFor(...args)).map(({ kind }) => kind);

describe('when a notice to the partner is lost, its account manager is told', () => {
  const members: Readonly<Record<string, object>> = {
    mina: { staffId: 'mina', roles: ['REVIEWER'], deputy: 'jun', awayFrom: '2026-03-09', awayUntil: '2026-03-09' },
    jun: { staffId: 'jun', roles: ['REVIEWER'], locale: 'ko-KR' },
  };
  const lose = async (event: NoticeEvent, lost = queued({ claimId })) => {
    const partner = enrolled().data;
    const process = whenSomethingIsToBeToldThenQueueItsNotices({
      aggregates: {
        notice: async () => fold(noticeDecider, [lost], NOON),
        partner: async () => ({ enrolment: partner, current: partner }),
        staffIds: async () => Object.keys(members),
        staffMember: async (id: string) => ({ current: members[id] }),
        calendars: { newest: async () => undefined },
      } as never,
    });
    const told: QueueNotice['data'][] = [];
    const when = process.when as unknown as Record<string, (event: unknown, react: unknown) => Promise<unknown>>;
    const recorded = { ...event, id: 'event-1', metadata: { occurredAt: NOON, recordedAt: NOON } };
    await when[event.type]?.(recorded, async (_: unknown, data: QueueNotice['data']) => told.push(data));
    return told;
  };

  it('N4 with its deputy while away, of what and why, each in its language', async () =>
    expect(await lose(givenUp('NO_ADDRESS'))).toMatchObject(
      [
        ['mina', 'en'],
        ['jun', 'ko-KR'],
      ].map(([staffId, language]) => ({
        kind: 'NOTICE_UNDELIVERABLE',
        recipient: { staffId },
        language,
        claimId: 'C-1',
        facts: { partner: 'Hanbit Beauty', kind: 'CLAIM_REJECTED', reason: 'NO_ADDRESS' },
      })),
    ));

  it('N4 of no claim likewise: that a batch is defective, or what a mail lacked', async () => {
    const [event, lost] = [givenUp(), queued({ claimId: undefined, kind: 'BATCH_CONFIRMED_DEFECTIVE' })];
    const [mina] = await lose({ type: 'NoticeGivenUp', data: { ...event.data, claimId: undefined } } as never, lost);
    expect(mina).toMatchObject({ facts: { kind: 'BATCH_CONFIRMED_DEFECTIVE', partner: 'Hanbit Beauty' } });
    expect([mina && 'claimId' in mina, mina && 'claimNumber' in mina.facts]).toEqual([false, false]);
  });

  it('B7 N4 what was lost in one mail can be told in one', async () => {
    const told = await lose(bounced(), queued({ claimId, digest: 'ACT' }));
    expect(told.map(({ digest }) => digest)).toEqual(['ACT', 'ACT']);
  });

  it('N4 not while it has reached another person of the partner, and not of a notice to staff', async () => {
    expect(await lose(bounced('PERSON-1', false))).toEqual([]);
    expect((await lose(bounced())).length).toBe(2);
    expect(await lose(givenUp(), queued({ claimId, recipient: { staffId: 'mina' } }))).toEqual([]);
  });
});

describe('when something is to be told, a notice is queued', () => {
  it('C10 S11 that it is open again is told with the due time of its clock since', async () => {
    const history = [submitted(), reviewed('NOT_CONFIRMED'), rejected(), reopened];
    const followed = (...facts: string[]) =>
      ({ type: 'SlaClaimFollowed', data: { revision: 4, facts, at: NOON } }) as never;
    const { reason } = (reopened as Extract<ClaimEvent, { type: 'Reopened' }>).data;
    const [notice] = await queuedFor(history, { told: followed('REOPENED') });
    expect(notice).toMatchObject({ kind: 'CLAIM_REOPENED', facts: { reason, dueAt: DUE } });
    expect(await queuedFor(history, { told: followed('REVIEWED') })).toEqual([]);
    expect(await queuedFor(history)).toEqual([]);
  });

  it('N3 asks how satisfied the partner is once, with the first end of a claim', async () => {
    const first = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];
    const again = [
      ...first,
      reopened,
      reviewed('NOT_CONFIRMED'),
      { ...rejected(), data: { ...rejected().data, round: 2 } },
    ];
    const asks = async (...args: Parameters<typeof queuedFor>) => (await queuedFor(...args))[0]?.facts.asksRating;
    expect([await asks(first), await asks(again as ClaimEvent[])]).toEqual([true, undefined]);
    const told = {
      type: 'CreditNoteIssued',
      data: { claimId, partnerId: submission.partnerId, number: 'MG-1' },
    } as never;
    const credit = [
      submitted(),
      reviewed('CONFIRMED'),
      approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } }),
    ];
    const reversed = [...credit, bound('CREDIT'), credited, remedyReversed()] as ClaimEvent[];
    expect([
      await asks(credit, { told }),
      await asks(reversed, { told }),
      await asks([...first, reopened, ...credit.slice(1)], { told }),
    ]).toEqual([true, undefined, undefined]);
    const shipped = {
      type: 'ReplacementShipped',
      data: { claimId, newSerial: 'N-1', shippedOn: '2026-03-12' },
    } as never;
    expect([await asks(credit, { told: shipped }), await asks(reversed, { told: shipped })]).toEqual([true, undefined]);
  });

  it('C7 F4 of a remedy that was reversed, that the partner is asked to choose again, unless it has chosen or need not', async () => {
    const credit = approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } });
    const executed = [submitted(), reviewed('CONFIRMED'), credit, bound('CREDIT'), credited] as ClaimEvent[];
    const open = remedyReversed();
    expect(await queuedFor([...executed, open])).toMatchObject([
      {
        kind: 'CHOICE_ASKED',
        round: 1,
        facts: { chooseBy: CHOOSE_BY, otherwise: 'CREDIT', amount: PRICE, again: true },
      },
    ]);
    expect(await queuedFor([...executed, open, chosen('REPLACEMENT')], { told: open })).toEqual([]);
    expect(await queuedFor([...executed, remedyReversed({ remedy: 'CREDIT', source: 'PREFERENCE' })])).toEqual([]);
  });

  it('F6 of a unit that comes with another order than was told, or alone, which order it was taken off', async () => {
    const told = (type: string, data: object) =>
      ({ type, data: { claimId, formerOrderNumber: 'PO-1', ...data } }) as never;
    const history = [
      submitted(),
      reviewed('CONFIRMED'),
      approved({ choice: { remedy: 'REPLACEMENT', source: 'PREFERENCE' } }),
    ];
    for (const event of [
      told('ReplacementAllotted', { orderNumber: 'PO-2' }),
      told('ReplacementShipped', { newSerial: 'N-1', shippedOn: '2026-03-12' }),
    ]) {
      const [notice] = await queuedFor(history, { told: event });
      expect(notice).toMatchObject({ facts: { formerOrderNumber: 'PO-1' } });
    }
  });

  it('C9 of a rejection, with code, clause and evidence, and the round of the decision', async () => {
    const [notice] = await queuedFor([submitted(), reviewed('NOT_CONFIRMED'), rejected()]);
    expect(notice).toMatchObject({
      kind: 'CLAIM_REJECTED',
      recipient: { partnerId: submission.partnerId },
      claimId,
      round: 1,
      causedBy: 'event-1',
      facts: { serial: submission.serial, code: expect.any(String), clause: expect.any(String) },
    });
  });

  it.each([
    [covered, { covered: true, expiresOn: covered.expiresOn, failedChecks: [] }],
    [expired, { covered: false, failedChecks: ['EXPIRED'] }],
  ])('N1 of a claim that was received, with its coverage', async (coverage, facts) => {
    const [notice] = await queuedFor([submitted({ coverage })], { told: started });
    expect(notice).toMatchObject({ kind: 'CLAIM_RECEIVED', facts });
  });

  it('C7 of an approval that asks for the choice', async () => {
    expect(await queuedFor(decided)).toMatchObject([
      { kind: 'CHOICE_ASKED', round: 1, facts: { chooseBy: CHOOSE_BY, otherwise: 'CREDIT', amount: PRICE } },
    ]);
  });

  it('C7 of an approval with its remedy, and of a credit its amount', async () => {
    const approvedFor = (remedy: 'CREDIT' | 'REPLACEMENT', options = {}) =>
      queuedFor([submitted(), reviewed('CONFIRMED'), approved({ choice: { remedy, source: 'PREFERENCE' } })], options);
    const [credit, replacement, resold] = [
      await approvedFor('CREDIT'),
      await approvedFor('REPLACEMENT'),
      await approvedFor('CREDIT', { invoicedTo: 'P-OTHER' }),
    ].map(([notice]) => notice?.facts);
    expect(credit).toMatchObject({ remedy: 'CREDIT', amount: PRICE });
    expect(replacement).toMatchObject({ remedy: 'REPLACEMENT' });
    expect(replacement).not.toHaveProperty('amount');
    // R4: what its supplier paid is not told.
    expect(resold).not.toHaveProperty('amount');
  });

  it('B7 of a claim that a whole batch was claimed by, to be told with the others of its act', async () => {
    const batch = { batchId: 'B-2601', defectGroup: 'POWER' };
    const digestOf = async (claim: ClaimEvent, last: ClaimEvent) => (await queuedFor([claim, last]))[0]?.digest;
    const approval = approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } });
    expect(await digestOf(submitted({ batch, evidence: [] }), approval)).toBe('ACT-1');
    expect(await digestOf(submitted(), approval)).toBeUndefined();
    // What asks something of the partner has a mail of its own.
    expect(await digestOf(submitted({ batch, evidence: [] }), approved({ chooseBy: CHOOSE_BY }))).toBeUndefined();
  });

  it('B9 of a claim whose batch is suspected, saying so, for its unit is kept', async () => {
    const [notice] = await queuedFor([submitted(), flagged, reviewed('CONFIRMED'), approved()]);
    expect(notice?.facts).toMatchObject({ ofSuspectedBatch: true });
    const [other] = await queuedFor(decided);
    expect(other?.facts).not.toHaveProperty('ofSuspectedBatch');
  });

  it('C6 C7 of what the partner has not answered, before its time runs out', async () => {
    const evidence: ClaimEvent = { type: 'PartnerReminded', data: { of: 'EVIDENCE', until: ANSWER_BY } };
    const choice: ClaimEvent = { type: 'PartnerReminded', data: { of: 'CHOICE', until: CHOOSE_BY } };
    expect(await queuedFor([submitted(), requested('plate'), evidence])).toMatchObject([
      { kind: 'EVIDENCE_REMINDER', facts: { missing: ['plate'], answerBy: ANSWER_BY } },
    ]);
    expect(await queuedFor([...decided, choice], { standingInstruction: 'REPLACEMENT' })).toMatchObject([
      { kind: 'CHOICE_REMINDER', facts: { chooseBy: CHOOSE_BY, otherwise: 'REPLACEMENT' } },
    ]);
    // It has answered while the reminder was on its way.
    expect(await queuedFor([submitted(), requested('plate'), attached(video), evidence])).toEqual([]);
  });

  it('C13 not of goodwill before it is confirmed', async () =>
    expect(await kinds([submitted(), reviewed('CONFIRMED'), unconfirmed])).toEqual([]));

  it('C12 under the same id again, and under another for another event', async () => {
    const [first, again, other] = [
      await queuedFor(decided),
      await queuedFor(decided),
      await queuedFor(decided, { eventId: 'event-2' }),
    ].map(([notice]) => notice?.noticeId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('N2 not to a partner without contacts, and not of history that is recorded later', async () => {
    expect(await kinds(decided, { contacts: [] })).toEqual([]);
    expect(await kinds(decided, { recordedAt: '2026-03-11T12:00:00.000Z' as Instant })).toEqual([]);
    expect(await kinds([submitted({ channel: 'IMPORT' }), ...decided.slice(1)])).toEqual([]);
  });

  it('N2 not of what needs no telling', async () => expect(await kinds([...decided, communicated()])).toEqual([]));
});
