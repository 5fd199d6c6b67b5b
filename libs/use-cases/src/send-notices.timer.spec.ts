import { type Command, type Instant, sha256 } from '#kernel';
import {
  type Notice,
  noticeDecider,
  type NoticeCommand,
  type NoticeEvent,
  type NoticeFact,
  type NoticeKind,
  renderNotice,
} from '#notices';
import { noticeId, queued } from '#notices/facts';
import { simpleParser } from 'mailparser';
import { type Mailer, type Outcome, type ReadModels, type SendOutcome, silentLogger } from '#platform';
import { enrolled } from '#warranty/facts';
import { sendDueNotices, type SendNoticesOptions } from './send-notices.timer.ts';

const NOON = '2026-06-01T12:00:00.000Z' as Instant;
const warned: Partial<NoticeFact<'NoticeQueued'>> = {
  kind: 'DEADLINE_WARNED',
  language: 'en',
  facts: {
    claimNumber: 'C-2026-000001',
    serial: 'LB2-000481',
    productName: 'LB2',
    percent: 75,
    dueAt: '2026-06-01T12:00:00.000Z',
    partner: 'Hanbit',
  },
};
const RELAYED: SendOutcome = { kind: 'RELAYED', refused: [] };

class Killed extends Error {}

/** Steps at which the worker can be killed: before and after each of them. */
type Step = `${'before' | 'after'} ${'keep' | 'AttemptNotice' | 'send' | 'RecordAttempt'}`;
const STEPS = ['keep', 'AttemptNotice', 'send', 'RecordAttempt'].flatMap(
  (step) => [`before ${step}`, `after ${step}`] as Step[],
);

/** Of calendars, by their id. */
const ZONES: Readonly<Record<string, string>> = { SEOUL: 'Asia/Seoul', BERLIN: 'Europe/Berlin' };

/** A worker over what was recorded, kept and sent; all three outlive it. */
function world(
  more: {
    contacts?: string[];
    answers?: SendOutcome[];
    render?: SendNoticesOptions['render'];
    documentFiles?: SendNoticesOptions['documentFiles'];
    calendarId?: string;
    notice?: NoticeEvent;
    queuedAt?: Instant;
    /** The partner's own mail, and whose claim was made of it. */
    mail?: { raw: string; claimOf?: string };
  } = {},
) {
  const { contacts = ['CONTACT-1'], answers = [], render = renderNotice, notice: first = queued(), calendarId } = more;
  const { queuedAt = NOON } = more;
  const events: NoticeEvent[] = [first];
  const read: string[] = [];
  const outcomes: string[] = [];
  const bodies = new Map<string, Uint8Array>();
  const sent: { readonly to: readonly string[]; readonly bytes: string }[] = [];
  const clock = { now: () => world.at };
  const notice = (): Notice =>
    events.reduce<Notice | undefined>(
      (state, event) => noticeDecider.evolve(state, event, queuedAt),
      undefined,
    ) as Notice;
  const partner = enrolled({ contacts, ...(calendarId !== undefined && { calendarId }) }).data;
  const run = (at: Instant = NOON, killed?: Step) => sendDueNotices(options(at, killed));
  const options = (at: Instant = NOON, killed?: Step): SendNoticesOptions => {
    world.at = at;
    const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      if (killed === `before ${name}`) throw new Killed();
      const done = await work();
      if (killed === `after ${name}`) throw new Killed();
      return done;
    };
    const mailer: Pick<Mailer, 'send'> = {
      send: (_, bytes, { to }) =>
        step('send', () => {
          sent.push({ to, bytes: Buffer.from(bytes).toString() });
          return answers.shift() ?? RELAYED;
        }),
    };
    return {
      models: {
        query: async () => ({ items: [{ document: { id: noticeId, dueAt: NOON } }] }),
      } as unknown as ReadModels,
      clock,
      aggregates: {
        notice: async () => notice(),
        partner: async (partnerId) => {
          read.push(partnerId);
          return { enrolment: partner, current: partner } as never;
        },
        claim: async () => ({ submission: { partnerId: more.mail?.claimOf, mail: { mailId: 'M-1' } } }) as never,
        mail: async (id) => (id === 'M-1' && more.mail ? ({ received: { contentSha256: 'raw' } } as never) : undefined),
        staffMember: async () => ({ current: { calendarId: 'BERLIN' } }) as never,
        calendars: {
          newest: async (id: string) => ({ published: { timeZone: ZONES[id] ?? 'Asia/Shanghai' } }),
        } as never,
      },
      people: {
        find: async (personId) =>
          /^(CONTACT|STAFF)/.test(personId) ? { personId, email: `${personId}@hanbit.example` } : undefined,
      },
      render,
      documentFiles: more.documentFiles ?? (async () => undefined),
      answerUrls: async () => ({}),
      mailer,
      mailSender: { from: { address: 'claims@makegood.example' }, host: 'makegood.example' },
      mailBodies: {
        keep: (bytes) =>
          step('keep', () => {
            const id = sha256(Buffer.from(bytes));
            bodies.set(id, bytes);
            return id;
          }),
        read: async (id) => (id === 'raw' ? Buffer.from(more.mail?.raw ?? '') : bodies.get(id)),
      },
      execute: (command: Command) =>
        step(command.type, (): Outcome => {
          const verdict = noticeDecider.decide(command as NoticeCommand, notice());
          if (verdict.kind === 'accepted') events.push(...verdict.events);
          return verdict as Outcome;
        }),
      attempted: (outcome) => void outcomes.push(outcome),
      logger: silentLogger,
    };
  };
  return {
    run,
    options,
    outcomes,
    sent,
    bodies,
    read,
    notice,
    types: () => events.map(({ type }) => type),
    last: () => events.at(-1),
  };
}
world.at = NOON;

describe('A notice that is due', () => {
  it.each<[string, Parameters<typeof world>[0], string]>([
    ['of its calendar', { calendarId: 'SEOUL' }, '21:00 (Korean Standard Time)'],
    ['of the default calendar without one', {}, '20:00 (China Standard Time)'],
    [
      'of the calendar of a member of staff',
      { notice: queued({ ...warned, recipient: { staffId: 'STAFF-1' } }) },
      '14:00 (Central European Summer Time)',
    ],
  ])('R9 shows its times in the zone %s, and reads its partner once', async (_, more, time) => {
    const { run, sent, read } = world({ notice: queued(warned), ...more });
    await run();
    const { text = '' } = await simpleParser(sent[0]?.bytes ?? '');
    expect(text).toContain(time);
    expect(read.length).toBeLessThanOrEqual(1);
  });

  it('N2 is sent to the contacts of the partner once, under a Message-ID that names it, and its bytes are kept', async () => {
    const { run, sent, bodies, notice, types } = world({ contacts: ['CONTACT-1', 'CONTACT-2'] });
    await run();
    await run();
    expect(sent.map(({ to }) => to)).toEqual([['CONTACT-1@hanbit.example', 'CONTACT-2@hanbit.example']]);
    expect(sent[0]?.bytes).toContain(`Message-ID: <${noticeId}@makegood.example>`);
    expect(types()).toEqual(['NoticeQueued', 'NoticeAttempted', 'NoticeDelivered']);
    expect(Buffer.from(bodies.get(notice().content?.contentSha256 ?? '') ?? '').toString()).toBe(sent[0]?.bytes);
  });

  it.each<[string, Parameters<typeof world>[0], readonly string[]]>([
    [
      'that a claim was made of',
      { mail: { raw: 'Message-ID: <kim.1@seoul.example>\r\n\r\n', claimOf: 'P-SEOUL' } },
      ['kim.1@seoul.example'],
    ],
    [
      'that lacks something',
      {
        notice: queued({ ...warned, claimId: undefined, answers: 'M-1' }),
        mail: { raw: 'message-id: <kim.2@seoul.example>\n\n' },
      },
      ['kim.2@seoul.example'],
    ],
    [
      'of another partner not (R4)',
      { mail: { raw: 'Message-ID: <x@berlin.example>\r\n\r\n', claimOf: 'P-BERLIN' } },
      [],
    ],
    [
      'not to members of staff',
      {
        notice: queued({ ...warned, recipient: { staffId: 'STAFF-1' } }),
        mail: { raw: 'Message-ID: <kim.1@seoul.example>\r\n\r\n', claimOf: 'P-SEOUL' },
      },
      [],
    ],
    ['whose Message-ID is none', { mail: { raw: 'Message-ID: <"a"@b,c>\r\n\r\n', claimOf: 'P-SEOUL' } }, []],
    ['that is not kept any more (A4)', { mail: { raw: '', claimOf: 'P-SEOUL' } }, []],
  ])('N2 answers the mail of the partner %s, so that its program shows it in one thread', async (_, more, answered) => {
    const { run, sent, notice } = world(more);
    await run();
    const { inReplyTo, references = [] } = await simpleParser(sent[0]?.bytes ?? '');
    const thread = notice().claimId === undefined ? [] : [`claim.${notice().claimId}@makegood.example`];
    const named = [...thread, ...answered].map((id) => `<${id}>`);
    expect([inReplyTo, [references].flat()]).toEqual([named.at(-1), named]);
  });

  it.each(STEPS)('N2 arrives as one mail by its Message-ID when the worker is killed %s', async (killed) => {
    const { run, sent, notice } = world();
    await expect(run(NOON, killed)).rejects.toThrow(Killed);
    await run();
    await run();
    expect(notice().state).toBe('DELIVERED');
    expect(new Set(sent.map(({ bytes }) => /^Message-ID: (.*)\r$/m.exec(bytes)?.[1])).size).toBe(1);
  });

  it('N2 is sent with the same bytes after a temporary refusal, when its time has come', async () => {
    const { run, sent, notice, outcomes } = world({
      answers: [{ kind: 'REFUSED', reason: '451 try again later', temporary: true }],
    });
    await run();
    await run();
    expect([notice().state, sent.length]).toEqual(['FAILED', 1]);
    await run(notice().nextAttemptAt);
    expect([notice().state, sent[1]?.bytes]).toEqual(['DELIVERED', sent[0]?.bytes]);
    expect(outcomes).toEqual(['FAILED', 'RELAYED']);
  });

  it('N2 is given up after a final refusal', async () => {
    const { run, notice, outcomes } = world({
      answers: [{ kind: 'REFUSED', reason: '550 no such user', temporary: false }],
    });
    await run();
    expect([notice().state, outcomes]).toEqual(['GIVEN_UP', ['GIVEN_UP']]);
  });

  const issued = queued({
    kind: 'CREDIT_NOTE_ISSUED',
    facts: {
      claimNumber: 'C-2026-000001',
      serial: 'LB2-000481',
      productName: 'LB2',
      creditNoteNumber: 'MG-2026-000001',
      issuedOn: '2026-06-01',
      net: { minor: 12_990, currency: 'EUR' },
      payable: { minor: 15_458, currency: 'EUR' },
      invoiceNumber: 'INV-1',
    },
  });
  const file = (name: string, render = async (): Promise<Uint8Array> => Buffer.from(name)) => ({
    name,
    mediaType: 'application/pdf',
    render,
  });

  it('N2 F5 of a credit note has its documents attached, those of its partner', async () => {
    const asked: string[][] = [];
    const { run, sent } = world({
      notice: issued,
      async documentFiles(...of) {
        asked.push(of);
        return [file('MG-2026-000001.xml'), file('MG-2026-000001.pdf')];
      },
    });
    await run();
    const { attachments } = await simpleParser(sent[0]?.bytes ?? '');
    expect(attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['MG-2026-000001.xml', 'MG-2026-000001.xml'],
      ['MG-2026-000001.pdf', 'MG-2026-000001.pdf'],
    ]);
    expect(asked).toEqual([['MG-2026-000001', 'P-SEOUL']]);
  });

  it.each<[string, SendNoticesOptions['documentFiles'], string]>([
    ['is missing', async () => undefined, 'ATTACHMENT_MISSING: MG-2026-000001'],
    [
      'cannot be made',
      async () => [
        file('MG-2026-000001.pdf', async () => {
          throw new Error('no font');
        }),
      ],
      'NOT_RENDERED: no font',
    ],
  ])('N2 whose document %s is given up with the reason, and nothing is sent', async (_, documentFiles, reason) => {
    const { run, sent, last } = world({ notice: issued, documentFiles });
    await run();
    expect([sent, last()]).toMatchObject([[], { type: 'NoticeGivenUp', data: { reason } }]);
  });

  it('N2 without an address is given up, and nothing is sent', async () => {
    for (const contacts of [[], ['UNKNOWN']]) {
      const { run, sent, types } = world({ contacts });
      await run();
      expect([sent, types()]).toEqual([[], ['NoticeQueued', 'NoticeGivenUp']]);
    }
  });

  it('N2 whose template throws is given up with the reason, and others are sent', async () => {
    const broken = world({ notice: queued({ noticeId: 'BROKEN', kind: 'CLAIM_WITHDRAWN' }) });
    const whole = world();
    const of = (id: string) => (id === 'BROKEN' ? broken : whole);
    const ports = whole.options();
    await sendDueNotices({
      ...ports,
      models: {
        query: async () => ({ items: ['BROKEN', noticeId].map((id) => ({ document: { id, dueAt: NOON } })) }),
      } as unknown as ReadModels,
      aggregates: { ...ports.aggregates, notice: async (id) => of(id).notice() },
      render(notice) {
        if (notice.kind === 'CLAIM_WITHDRAWN') throw new Error('no words');
        return renderNotice(notice);
      },
      execute: (command) => of(command.data.noticeId).options().execute(command),
    });
    expect(broken.last()).toMatchObject({ type: 'NoticeGivenUp', data: { reason: 'NOT_RENDERED: no words' } });
    expect([broken.sent, whole.sent.length, whole.notice().state]).toEqual([[], 1, 'DELIVERED']);
  });

  it('N2 of one claim is sent after those of it that were queued before, and beside those of others', async () => {
    const started: string[] = [];
    const { options } = world();
    const items = [
      ['CREDIT', 'C-1', '2026-06-01T12:00:00.001Z'],
      ['APPROVAL', 'C-1', NOON],
      ['OTHER', 'C-2', '2026-06-01T12:00:00.001Z'],
    ].map(([id, claimId, queuedAt]) => ({ document: { id, claimId, queuedAt, dueAt: NOON } }));
    await sendDueNotices({
      ...options(),
      models: { query: async () => ({ items }) } as unknown as ReadModels,
      aggregates: {
        ...options().aggregates,
        async notice(id) {
          started.push(`${id} begins`);
          await new Promise(setImmediate);
          started.push(`${id} ends`);
          return undefined;
        },
      },
    });
    expect(started).toEqual([
      'APPROVAL begins',
      'OTHER begins',
      'APPROVAL ends',
      'CREDIT begins',
      'OTHER ends',
      'CREDIT ends',
    ]);
  });
});

describe('Notices of one act', () => {
  type Told = Extract<NoticeKind, 'CLAIM_APPROVED' | 'CREDIT_NOTE_ISSUED' | 'NOTICE_UNDELIVERABLE'>;
  /** Claims, each with a notice of its own, in the order in which they are listed. */
  function act(
    count: number,
    answers: SendOutcome[] = [],
    {
      kindOf = () => 'CLAIM_APPROVED',
      queuedAtOf = () => NOON,
      documentFiles,
    }: {
      kindOf?: (nth: number) => Told;
      queuedAtOf?: (nth: number) => Instant;
      documentFiles?: SendNoticesOptions['documentFiles'];
    } = {},
  ) {
    const ids = Array.from({ length: count }, (_, nth) => `N-${String(nth + 1).padStart(2, '0')}`);
    const facts = (nth: number) => ({
      claimNumber: `K7QF-2M9T-40${String(nth).padStart(2, '0')}`,
      serial: `LB2-${nth}`,
      productName: 'LB2',
      remedy: 'CREDIT',
      amount: { minor: 12_990, currency: 'EUR' },
      goodwill: false,
      creditNoteNumber: `CN-${nth + 1}`,
    });
    const worlds = new Map(
      ids.map((id, nth) => {
        const of = { noticeId: id, claimId: `C-${nth}`, digest: 'ACT-1', kind: kindOf(nth) };
        const notice = queued({ ...of, language: 'en', facts: facts(nth) });
        return [id, world({ answers, notice, queuedAt: queuedAtOf(nth), ...(documentFiles && { documentFiles }) })];
      }),
    );
    const of = (id: string) => worlds.get(id) as ReturnType<typeof world>;
    const first = of('N-01');
    const items = ids.map((id, nth) => ({ document: { id, digest: 'ACT-1', dueAt: NOON, queuedAt: queuedAtOf(nth) } }));
    const run = (at: Instant = NOON) => {
      const options = first.options(at);
      return sendDueNotices({
        ...options,
        models: { query: async () => ({ items }) } as unknown as ReadModels,
        aggregates: { ...options.aggregates, notice: async (id) => of(id).notice() },
        execute: (command) => of(command.data.noticeId).options(at).execute(command),
      });
    };
    return { run, sent: first.sent, notices: () => ids.map((id) => of(id).notice()) };
  }

  it('B7 N2 of ten claims and more are told in one mail, and each is delivered', async () => {
    const { run, sent, notices } = act(12);
    await run();
    await run();
    expect(sent).toHaveLength(1);
    const { text = '', subject, messageId } = await simpleParser(sent[0]?.bytes ?? '');
    expect([subject, messageId]).toEqual(['12 claims approved', '<N-01@makegood.example>']);
    expect(text.match(/^- K7QF-2M9T-40\d\d · LB2-\d+ · credit note · €129\.90$/gm)).toHaveLength(12);
    expect(new Set(notices().map(({ state, content }) => `${state} ${content?.contentSha256}`)).size).toBe(1);
    expect(notices()[11]?.state).toBe('DELIVERED');
  });

  it('N4 that were lost are told to staff in one mail too, as to staff', async () => {
    const { run, sent } = act(10, [], { kindOf: () => 'NOTICE_UNDELIVERABLE' });
    await run();
    const { subject, text = '' } = await simpleParser(sent[0]?.bytes ?? '');
    expect([sent.length, subject]).toEqual([1, '10 notices to partners could not be delivered']);
    expect(text).toContain('You receive this mail because you work on the claims of this partner.');
  });

  const MIB = 1024 * 1024;
  /** A document of so many bytes of each; undefined: there is none. */
  const credited = (sizes: readonly (number | undefined)[], answers: SendOutcome[] = []) =>
    act(sizes.length, answers, {
      kindOf: () => 'CREDIT_NOTE_ISSUED',
      async documentFiles(number) {
        const size = sizes[Number(number.slice(3)) - 1];
        const render = async () => Buffer.alloc(size ?? 0);
        return size === undefined ? undefined : [{ name: `${number}.pdf`, mediaType: 'application/pdf', render }];
      },
    });
  /** Of each mail, how many claims it tells of, and its files. */
  const mailsOf = (sent: readonly { readonly bytes: string }[]) =>
    Promise.all(
      sent.map(async ({ bytes }) => {
        const { subject = '', attachments } = await simpleParser(bytes);
        return [Number(/^\d+/.exec(subject)?.[0] ?? 1), ...attachments.map(({ filename }) => filename?.slice(3, -4))];
      }),
    );

  it('N2 of credits have the documents of each attached', async () => {
    const { run, sent } = credited(Array(10).fill(1000));
    await run();
    expect(await mailsOf(sent)).toEqual([[10, '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']]);
    expect((await simpleParser(sent[0]?.bytes ?? '')).text).toContain('The credit note of each is attached');
  });

  it('N2 of credits with more than 5 MiB of documents are told in several mails, each claim in one', async () => {
    const { run, sent, notices } = credited([2 * MIB, 2 * MIB, MIB, ...Array(10).fill(1000), 6 * MIB]);
    await run();
    await run();
    const all = await mailsOf(sent);
    expect(all).toEqual([
      [3, '1', '2', '3'],
      [10, '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'],
      [1, '14'],
    ]);
    expect(notices().every(({ state }) => state === 'DELIVERED')).toBe(true);
  });

  it('N2 that fewer than ten were told of by one mail, for its documents, are sent again together', async () => {
    const sizes = [2 * MIB, 2 * MIB, MIB, ...Array(7).fill(1000)];
    const { run, sent, notices } = credited(sizes, [{ kind: 'REFUSED', reason: '451 later', temporary: true }]);
    await run();
    expect(notices().map(({ state }) => state)).toEqual([...Array(3).fill('FAILED'), ...Array(7).fill('DELIVERED')]);
    await run(notices()[0]?.nextAttemptAt);
    expect((await mailsOf(sent)).filter(([told]) => told !== 1)).toEqual([
      [3, '1', '2', '3'],
      [3, '1', '2', '3'],
    ]);
  });

  it('N2 of two kinds are told in two mails, in the order in which they were queued', async () => {
    const queuedAtOf = (nth: number) => `2026-06-01T11:00:${59 - nth}.000Z` as Instant;
    const kindOf = (nth: number) => (nth % 2 === 0 ? 'CLAIM_APPROVED' : 'CREDIT_NOTE_ISSUED');
    const { run, sent } = act(20, [], { kindOf, queuedAtOf, documentFiles: async () => [] });
    await run();
    const told = await Promise.all(
      sent.map(async ({ bytes }) =>
        (await simpleParser(bytes)).text?.match(/LB2-\d+/g)?.map((unit) => Number(unit.slice(4))),
      ),
    );
    expect(told).toEqual([
      [19, 17, 15, 13, 11, 9, 7, 5, 3, 1],
      [18, 16, 14, 12, 10, 8, 6, 4, 2, 0],
    ]);
  });

  it('N2 of credits, one whose document is missing is given up alone', async () => {
    const { run, sent, notices } = credited([1000, 1000, undefined, ...Array(10).fill(1000)]);
    await run();
    expect((await mailsOf(sent)).map(([told]) => told)).toEqual([2, 10]);
    expect(notices().flatMap(({ noticeId: id, state }) => (state === 'DELIVERED' ? [] : [id, state]))).toEqual([
      'N-03',
      'GIVEN_UP',
    ]);
  });

  it('B7 N2 of fewer are told one by one', async () => {
    const { run, sent } = act(9);
    await run();
    expect(sent).toHaveLength(9);
  });

  it('N2 are sent again together, with the same bytes, after a temporary refusal', async () => {
    const { run, sent, notices } = act(10, [{ kind: 'REFUSED', reason: '451 try again later', temporary: true }]);
    await run();
    const times = new Set(notices().map(({ state, nextAttemptAt }) => `${state} ${nextAttemptAt}`));
    expect([...times]).toEqual([expect.stringMatching(/^FAILED /)]);
    await run(notices()[0]?.nextAttemptAt);
    expect(sent.map(({ bytes }) => bytes)).toEqual([sent[0]?.bytes, sent[0]?.bytes]);
    expect(notices().every(({ state }) => state === 'DELIVERED')).toBe(true);
  });
});
