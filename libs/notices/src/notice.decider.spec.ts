import { at, type CommandMetadata, epochMilliseconds, type Instant, nextAttemptAt, scenarios, uuidv5 } from '#kernel';
import {
  AcknowledgeNotice,
  AttemptNotice,
  DeleteNoticeContent,
  GiveUpNotice,
  QueueNotice,
  RecordAnswer,
  RecordAttempt,
  RecordBounce,
} from './notice.commands.ts';
import { noticeDecider } from './notice.decider.ts';
import {
  answered,
  attempted,
  bounced,
  contentDeleted,
  contentSha256,
  delivered,
  failed,
  givenUp,
  noticeId,
  queued,
  queuedNotice,
  written,
} from './notices.facts.fixture.ts';

const { given, nothing } = scenarios(noticeDecider, (actual, expected) => expect(actual).toStrictEqual(expected));
const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const by = (moment: Instant = NOON): CommandMetadata => ({
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'send-notices', role: 'SYSTEM' },
  at: moment,
  correlationId: 'C-1',
});
const attempt = (moment = NOON, sentTo = ['PERSON-1']) =>
  new AttemptNotice({ noticeId, contentSha256, subject: 'Claim C-2026-000001', sentTo }, by(moment));
const outcome = (of: RecordAttempt['data']['outcome'], number = 1) =>
  new RecordAttempt({ noticeId, attempt: number, outcome: of }, by());
const refused = (temporary: boolean, number = 1) =>
  outcome({ kind: 'REFUSED', reason: temporary ? '451 try again later' : '550 no such user', temporary }, number);
const relayed = (number = 1, without: string[] = []) => outcome({ kind: 'RELAYED', refused: without }, number);
const bounce = (personId?: string) => new RecordBounce({ noticeId, reason: '550 mailbox unavailable', personId }, by());

describe('A notice', () => {
  it('A4 has the bytes that were sent deleted, once, and those of a later attempt again', () => {
    const reason = 'The contact asks for it.';
    const deletion = new DeleteNoticeContent({ noticeId, reason, requestedBy: 'root' }, by());
    given(queued(), attempted(), delivered()).when(deletion).then(contentDeleted());
    given(queued(), attempted(), delivered(), contentDeleted()).when(deletion).thenUnchanged();
    given(queued(), attempted(), contentDeleted(), attempted(2)).when(deletion).then(contentDeleted());
    given(queued()).when(deletion).thenUnchanged();
    nothing.when(deletion).thenRefused('N2', 'NOTICE_NOT_FOUND');
  });

  it('C12 is queued once for one event, kind and recipient', () => {
    nothing.when(new QueueNotice(queuedNotice, by())).then(queued());
    given(queued()).when(new QueueNotice(queuedNotice, by())).thenUnchanged();
  });

  it('N2 is sent, and delivered when a relay takes it on', () => {
    given(queued()).when(attempt()).then(attempted());
    given(queued(), attempted()).when(relayed()).then(delivered());
    given(queued(), attempted())
      .when(relayed(1, ['PERSON-2']))
      .then(delivered(1, ['PERSON-2']));
  });

  it('N2 is sent again after an attempt whose outcome nobody recorded, and the late outcome of that one changes nothing', () => {
    given(queued(), attempted()).when(attempt()).then(attempted(2));
    given(queued(), attempted(), attempted(2)).when(relayed(1)).thenUnchanged();
    given(queued(), attempted(), attempted(2)).when(relayed(2)).then(delivered(2));
  });

  it('N2 is tried again after a temporary refusal, not before its time', () => {
    const again = nextAttemptAt(noticeId, 1, NOON) as Instant;
    given(queued(), attempted()).when(refused(true)).then(failed(1, again));
    given(queued(), attempted(), failed(1, again)).when(attempt(NOON)).thenUnchanged();
    given(queued(), attempted(), failed(1, again)).when(attempt(again)).then(attempted(2));
  });

  it('N2 is given up after a final refusal, and after the seventh failure', () => {
    given(queued(), attempted()).when(refused(false)).then(givenUp());
    const six = [1, 2, 3, 4, 5, 6].flatMap((number) => [attempted(number), failed(number, NOON)]);
    given(queued(), ...six.slice(0, -2), attempted(6))
      .when(refused(true, 6))
      .then(failed(6, nextAttemptAt(noticeId, 6, NOON) as Instant));
    given(queued(), ...six, attempted(7))
      .when(refused(true, 7))
      .then(givenUp('451 try again later'));
  });

  it('N2 is set aside when it cannot be sent at all', () => {
    const giveUp = new GiveUpNotice({ noticeId, reason: 'NO_ADDRESS' }, by());
    given(queued()).when(giveUp).then(givenUp('NO_ADDRESS'));
    given(queued(), givenUp()).when(giveUp).thenUnchanged();
  });

  it.each([
    ['delivered', [attempted(), delivered()]],
    ['given up', [attempted(), givenUp()]],
    ['in the outbox folder', [attempted(), written()]],
    ['bounced', [attempted(), delivered(), bounced()]],
  ])('N2 that is %s is not sent again', (_, before) =>
    given(queued(), ...before)
      .when(attempt())
      .thenUnchanged(),
  );

  it('C9 in the outbox folder is delivered only when the partner acknowledges it', () => {
    given(queued(), attempted())
      .when(outcome({ kind: 'WRITTEN' }))
      .then(written());
    expect(given(queued(), attempted(), written()).state()).toMatchObject({ state: 'SENDING' });
    given(queued(), attempted(), written())
      .when(new AcknowledgeNotice({ noticeId }, by()))
      .then({
        type: 'NoticeDelivered',
        data: { noticeId, attempt: 1, claimId: 'C-1', how: 'ACKNOWLEDGED', refused: [] },
      });
    given(queued(), attempted(), delivered()).when(new AcknowledgeNotice({ noticeId }, by())).thenUnchanged();
  });

  it('N4 bounces when it came back from everyone it had reached, each copy once', () => {
    const two = [queued(), attempted(1, ['PERSON-1', 'PERSON-2']), delivered()];
    given(...two)
      .when(bounce('PERSON-1'))
      .then(bounced('PERSON-1', false));
    given(...two, bounced('PERSON-1', false))
      .when(bounce('PERSON-2'))
      .then(bounced('PERSON-2'));
    expect(given(...two, bounced('PERSON-1', false)).state()).toMatchObject({
      state: 'DELIVERED',
      reached: ['PERSON-2'],
    });
    given(...two, bounced('PERSON-1'))
      .when(bounce('PERSON-1'))
      .thenUnchanged();
    given(...two)
      .when(bounce('PERSON-3'))
      .thenUnchanged();
    expect(given(...two, bounced('PERSON-1'), bounced('PERSON-2')).state()).toMatchObject({ state: 'BOUNCED' });
    expect(given(...two, bounced()).state()).toMatchObject({ state: 'BOUNCED', reached: [] });
    given(...two, bounced())
      .when(bounce())
      .thenUnchanged();
  });

  it('N4 bounces also when the report is faster than the answer of the relay', () => {
    given(queued(), attempted()).when(bounce()).then(bounced());
    given(queued(), attempted(), bounced()).when(relayed()).thenUnchanged();
  });

  it('N4 that was not sent cannot come back', () => {
    nothing.when(bounce()).thenRefused('N2', 'NOTICE_NOT_FOUND');
    given(queued()).when(bounce()).thenRefused('N2', 'NOTICE_NOT_FOUND');
  });

  it('N5 is answered once, and an answer to one in the outbox shows that it arrived', () => {
    const answer = new RecordAnswer({ noticeId, act: 'CONTEST' }, by());
    given(queued(), attempted(), delivered()).when(answer).then(answered());
    given(queued(), attempted(), delivered(), answered()).when(answer).thenUnchanged();
    // The one question beside it (N3).
    given(queued(), attempted(), delivered(), answered('RATE')).when(answer).then(answered());
    given(queued(), attempted(), written())
      .when(answer)
      .then(
        { type: 'NoticeDelivered', data: { noticeId, claimId: 'C-1', attempt: 1, how: 'ACKNOWLEDGED', refused: [] } },
        answered(),
      );
  });

  it('N2 says since when it is queued', () =>
    expect(given(at(NOON, queued())).state()).toMatchObject({ state: 'QUEUED', queuedAt: NOON, attempts: 0 }));
});

describe('The next attempt', () => {
  const minutes = (id: string, failures: number) =>
    (epochMilliseconds(nextAttemptAt(id, failures, NOON) as Instant) - epochMilliseconds(NOON)) / 60_000;
  const ids = Array.from({ length: 500 }, (_, index) => uuidv5(`notice ${index}`));

  it.each([
    [1, 1],
    [2, 5],
    [3, 30],
    [4, 120],
    [5, 360],
    [6, 1440],
  ])('N2 after failure %d is %d minutes later, by the id up to 20 %% more or less', (failures, wait) => {
    const waits = ids.map((id) => minutes(id, failures) / wait);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.2);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(0.38);
    expect(minutes(noticeId, failures)).toBe(minutes(noticeId, failures));
  });

  it('N2 after the seventh failure is never', () => expect(nextAttemptAt(noticeId, 7, NOON)).toBeUndefined());
});
