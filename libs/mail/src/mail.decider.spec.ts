import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import * as commands from './mail.commands.ts';
import { answersDecider, mailDecider } from './mail.decider.ts';
import type { AnswerEvent, MailEvent } from './mail.events.ts';
import * as facts from './mail.facts.fixture.ts';

const same = (actual: unknown, expected: unknown) => expect(actual).toEqual(expected);
const { given, nothing } = scenarios(mailDecider, same);

const by = (at = '2026-03-09T02:00:00.000Z'): CommandMetadata => ({
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'mail', role: 'SYSTEM' },
  at: at as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
});
const mailId = facts.MAIL_ID;
const received = facts.mailReceived();
const receive = new commands.ReceiveMail(received.data as never, by());
const ignore = new commands.IgnoreMail({ mailId, kind: 'BOUNCE' }, by());
const claimsOf = (claimId: string, byStaff?: true) =>
  new commands.TurnMailIntoClaims(
    {
      mailId,
      claims: [{ claimId, serial: 'LB2-000481' }],
      problems: [],
      isAnswered: false,
      ...(byStaff && { byStaff }),
    },
    by(),
  );

describe('A mail', () => {
  it('N1 is received once, whichever way it comes', () => {
    nothing.when(receive).then(received);
    given(received)
      .when(new commands.ReceiveMail({ ...(received.data as never as object), door: 'SMTP' } as never, by()))
      .thenUnchanged();
  });

  it.each([
    ['becomes claims', facts.mailBecameClaims(), commands.TurnMailIntoClaims],
    ['is added to a claim', facts.mailAddedToClaim(), commands.AddMailToClaim],
    ['is incomplete', facts.mailFoundIncomplete(), commands.FindMailIncomplete],
    ['is left to staff', facts.mailLeftToStaff(), commands.LeaveMailToStaff],
    ['is ignored', facts.mailIgnored(), commands.IgnoreMail],
  ])('N1 %s, once', (_, event, Command) => {
    const command = new Command({ mailId, ...event.data } as never, by());
    given(received).when(command).then(event);
    given(received, event).when(command).thenUnchanged();
    given(received, event).when(ignore).thenUnchanged();
    nothing.when(command).thenRefused('N1', 'MAIL_NOT_FOUND');
  });

  it('N1 becomes a claim by hand whatever became of it before, and each claim once', () => {
    const event: MailEvent = {
      type: 'MailBecameClaims',
      data: { claims: [{ claimId: 'C-1', serial: 'LB2-000481' }], problems: [], isAnswered: false, byStaff: true },
    };
    given(received, facts.mailLeftToStaff()).when(claimsOf('C-1', true)).then(event);
    given(received, facts.mailLeftToStaff(), event).when(claimsOf('C-1', true)).thenUnchanged();
    given(received, facts.mailBecameClaims()).when(claimsOf('C-1', true)).thenUnchanged();
    given(received, facts.mailLeftToStaff()).when(claimsOf('C-1')).thenUnchanged();
  });
});

describe('A mail that is deleted', () => {
  const deletion = (reason = 'The contact asks for it.', requestedBy?: string) =>
    new commands.DeleteMail({ mailId, reason, requestedBy }, by());

  it('A4 is deleted once, for a reason, by whom it was asked for', () => {
    given(received)
      .when(deletion())
      .then(facts.mailDeleted({ requestedBy: 'mail' }));
    given(received, facts.mailLeftToStaff())
      .when(deletion('The contact asks for it.', 'root'))
      .then(facts.mailDeleted());
    given(received, facts.mailDeleted()).when(deletion('Again.')).thenUnchanged();
    nothing.when(deletion()).thenRefused('N1', 'MAIL_NOT_FOUND');
  });

  it('N1 stays known, so that the same mail is not taken in again, and what was read of it before is recorded', () => {
    given(received, facts.mailDeleted()).when(receive).thenUnchanged();
    given(received, facts.mailDeleted())
      .when(ignore)
      .then(facts.mailIgnored({ kind: 'BOUNCE' }));
  });
});

describe('Answers that nobody reads before they are sent', () => {
  const answer = (n: number): AnswerEvent => ({ type: 'AnswerAllowed', data: { senderId: 'kim', mailId: `m-${n}` } });
  const allow = (n: number, at: string) =>
    new commands.AllowAnswer({ senderId: 'kim', mailId: `m-${n}`, perHour: 3 }, by(at));
  const at = (minute: number) => `2026-03-09T02:${String(minute).padStart(2, '0')}:00.000Z`;
  /** Decides one after another, as a store would. */
  const allowed = (...asked: readonly (readonly [n: number, at: string])[]) => {
    let state = answersDecider.initial;
    return asked.map(([n, moment]) => {
      const verdict = answersDecider.decide(allow(n, moment), state);
      if (verdict.kind === 'accepted')
        for (const event of verdict.events) state = answersDecider.evolve(state, event, moment as Instant);
      return verdict.kind;
    });
  };

  it('N1 go to one sender so often an hour and no more, and again when an hour is over', () => {
    expect(allowed([1, at(0)], [2, at(20)], [3, at(30)], [4, at(59)], [5, '2026-03-09T03:00:00.000Z'])).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'refused',
      'accepted',
    ]);
  });

  it('C12 to one mail is one, however often it is asked', () => {
    expect(allowed([1, at(0)], [1, at(1)], [2, at(2)], [1, at(3)], [3, at(4)])).toEqual([
      'accepted',
      'unchanged',
      'accepted',
      'unchanged',
      'accepted',
    ]);
    scenarios(answersDecider, same)
      .nothing.when(allow(1, at(0)))
      .then(answer(1));
  });
});
