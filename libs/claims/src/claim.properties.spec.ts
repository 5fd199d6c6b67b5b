import { type Actor, fold, type Serial, type Verdict } from '#kernel';
import fc from 'fast-check';
import * as command from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import {
  CLAIM_STATUSES,
  type ClaimEvent,
  claimEvents,
  REMEDIES,
  REVIEW_VERDICTS,
  type Remedy,
  STANDING_INSTRUCTIONS,
} from './claim.events.ts';
import * as fact from './claim.facts.fixture.ts';
import { type ClaimState, claimStatus, isOpen } from './claim.state.ts';

const SEED = { seed: 20_260_310, numRuns: 600 };
const { claimId } = fact;

const person = fc.constantFrom<Actor>(fact.anna, fact.ben, { id: 'cho', role: 'ADMIN' });
const anyone = fc.constantFrom<Actor>(fact.partner, fact.otherPartner, fact.anna, fact.ben, fact.process);
const remedy = fc.constantFrom(...REMEDIES);
const files = fc.subarray([fact.photo, fact.video, fact.receipt]);
const words = fc.constantFrom('', 'because', 'once more');
const batchId = fc.constantFrom('B-2025-11', 'B-2025-12');
const noticeId = fc.constantFrom('N-7', 'N-8');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const sent = (actor: fc.Arbitrary<Actor>) => actor.map((by) => fact.by(by));
const AT = fact.by(fact.process).at;
const systemSends = fact.by(fact.process);
const remedyNumber = fc.constantFrom(1, 1, 2);
const rarely = (arbitrary: fc.Arbitrary<command.ClaimCommand>) => ({ arbitrary, weight: 1 });
const sometimes = (arbitrary: fc.Arbitrary<command.ClaimCommand>) => ({ arbitrary, weight: 4 });
const often = (arbitrary: fc.Arbitrary<command.ClaimCommand>) => ({ arbitrary, weight: 12 });

/** Commands that are sensible, late, repeated, incomplete or from the wrong person. */
const anyCommand: fc.Arbitrary<command.ClaimCommand> = fc.oneof(
  sometimes(
    fc
      .tuple(fc.constantFrom(fact.covered, fact.expired), maybe(remedy), files, sent(anyone))
      .map(
        ([coverage, preferredRemedy, more, by]) =>
          new command.SubmitClaim({ ...fact.submission, coverage, preferredRemedy, evidence: more }, by),
      ),
  ),
  rarely(fc.constant(new command.AbandonSubmission({ claimId }, systemSends))),
  sometimes(
    fc.tuple(files, sent(anyone)).map(([evidence, by]) => new command.AttachEvidence({ claimId, evidence }, by)),
  ),
  sometimes(
    fc
      .tuple(fc.subarray(['plate', 'video']), words, sent(person))
      .map(
        ([missing, message, by]) =>
          new command.RequestEvidence({ claimId, missing, message, answerBy: fact.ANSWER_BY }, by),
      ),
  ),
  often(
    fc
      .tuple(fc.constantFrom(...REVIEW_VERDICTS), words, sent(person))
      .map(([verdict, findings, by]) => new command.ReviewEvidence({ claimId, verdict, findings, batchQc: null }, by)),
  ),
  sometimes(
    batchId.map((batch) => new command.FlagBatch({ claimId, batchId: batch, defectGroup: 'LED' }, systemSends)),
  ),
  sometimes(
    batchId.map((batch) => new command.UnflagBatch({ claimId, batchId: batch, defectGroup: 'LED' }, systemSends)),
  ),
  often(
    fc
      .tuple(
        fc.record({
          goodwillReason: maybe(words),
          standingInstruction: fc.constantFrom(...STANDING_INSTRUCTIONS),
          chooseBy: fc.constant(fact.CHOOSE_BY),
          excludedRemedies: fc.constantFrom(
            [],
            [{ remedy: 'CREDIT' as const, code: 'NO_PRICE', message: 'This unit was invoiced to another partner.' }],
          ),
          aboveGoodwillLimit: fc.boolean(),
          batchConfirmedDefective: maybe(fc.record({ batchId, defectGroup: fc.constant('LED') })),
        }),
        sent(person),
      )
      .map(([data, by]) => new command.ApproveClaim({ claimId, ...data }, by)),
  ),
  sometimes(sent(person).map((by) => new command.ConfirmGoodwill({ claimId, chooseBy: fact.CHOOSE_BY }, by))),
  rarely(
    fc
      .constantFrom(fact.covered, fact.expired)
      .map((coverage) => new command.TestCoverage({ claimId, coverage, because: 'UnitSold' }, systemSends)),
  ),
  rarely(
    batchId.map(
      (batch) =>
        new command.CorrectClaimedUnit(
          { claimId, serial: 'LB2-000481' as Serial, sku: 'LB-200', batchId: batch },
          systemSends,
        ),
    ),
  ),
  often(
    fc
      .tuple(fc.constantFrom(...STANDING_INSTRUCTIONS), fc.constantFrom(fact.CHOOSE_BY, fact.CHOOSE_BY, AT))
      .map(
        ([standingInstruction, at]) =>
          new command.ApplyDefaultRemedy({ claimId, standingInstruction }, fact.by(fact.process, at)),
      ),
  ),
  sometimes(
    fc
      .constantFrom('2026-03-22T00:00:00.000Z', fact.CHOOSE_BY, AT)
      .map((at) => new command.RemindPartner({ claimId }, fact.by(fact.process, at))),
  ),
  often(
    fc
      .tuple(fc.constantFrom('4.2', '4.2', '4.3', undefined), sent(person))
      .map(([clause, by]) => new command.RejectClaim({ claimId, ...fact.rejection, clause }, by)),
  ),
  often(fc.tuple(remedy, sent(anyone)).map(([wish, by]) => new command.ChooseRemedy({ claimId, remedy: wish }, by))),
  often(fc.constant(new command.BindRemedy({ claimId }, systemSends))),
  often(
    fc
      .tuple(remedyNumber, fc.constantFrom('CN-1', 'CN-2'), fc.constantFrom(12_990, 0))
      .map(
        ([nth, creditNoteNumber, minor]) =>
          new command.ResolveAsCredit(
            { claimId, remedyNumber: nth, creditNoteNumber, amount: { minor, currency: 'EUR' } },
            systemSends,
          ),
      ),
  ),
  sometimes(
    fc.tuple(remedyNumber, fc.constantFrom('RELEASE_REQUIRED', 'RELEASE_REQUIRED', 'BUYER_ADDRESS')).map(
      ([nth, code]) =>
        new command.HoldCredit(
          {
            claimId,
            remedyNumber: nth,
            partnerId: 'P-SEOUL',
            legalEntityId: 'MG',
            reasons: [{ code, message: 'It waits.' }],
          },
          systemSends,
        ),
    ),
  ),
  rarely(
    fc
      .constantFrom('B-2025-11', 'B-2025-12')
      .map((batchId) => new command.FlagBatch({ claimId, batchId, defectGroup: 'GLASS' }, systemSends)),
  ),
  often(sent(fc.constantFrom(fact.fay, fact.anna)).map((by) => new command.ReleaseCredit({ claimId }, by))),
  often(
    fc.tuple(remedyNumber, fc.constantFrom('NOTE_REVERSED' as const, 'CONVERTED' as const)).map(
      ([nth, cause]) =>
        new command.ReverseRemedy(
          {
            claimId,
            remedyNumber: nth,
            cause,
            ...(cause === 'NOTE_REVERSED' && { creditNoteNumber: 'CN-1' }),
            reason: 'The price was wrong.',
            chooseBy: fact.CHOOSE_BY,
          },
          systemSends,
        ),
    ),
  ),
  often(fc.constantFrom('LB-200', 'LB-300').map((sku) => new command.QueueReplacement({ claimId, sku }, systemSends))),
  often(
    fc
      .tuple(maybe(fc.integer({ min: 1, max: 3 })), noticeId)
      .map(
        ([round, notice]) =>
          new command.CommunicateDecision({ claimId, how: 'NOTICE_DELIVERED', noticeId: notice, round }, systemSends),
      ),
  ),
  sometimes(
    noticeId.map(
      (notice) => new command.TakeBackCommunication({ claimId, noticeId: notice, reason: '550' }, systemSends),
    ),
  ),
  rarely(fc.tuple(words, sent(anyone)).map(([reason, by]) => new command.WithdrawClaim({ claimId, reason }, by))),
  often(
    fc
      .tuple(fc.constantFrom('because', 'because', ''), fc.constantFrom([fact.video], []), sent(anyone))
      .map(([reason, evidence, by]) => new command.ReopenClaim({ claimId, reason, evidence }, by)),
  ),
  sometimes(sent(anyone).map((by) => new command.RateClaim({ claimId, score: 5, accountManager: 'mina' }, by))),
);
const story = fc.array(anyCommand, { maxLength: 60, size: 'max' });

interface Step {
  readonly command: command.ClaimCommand;
  readonly before: ClaimState;
  readonly verdict: Verdict<ClaimEvent>;
  readonly events: readonly ClaimEvent[];
  readonly after: ClaimState;
}

/** Executes the commands one after the other. */
function live(commands: readonly command.ClaimCommand[]): Step[] {
  let before = claimDecider.initial;
  return commands.map((command) => {
    const verdict = claimDecider.decide(command, before);
    const events = verdict.kind === 'accepted' ? verdict.events : [];
    const after = events.reduce((state, event) => claimDecider.evolve(state, event, command.meta.at), before);
    const step = { command, before, verdict, events, after };
    before = after;
    return step;
  });
}
const historyOf = (steps: readonly Step[]): ClaimEvent[] => steps.flatMap(({ events }) => events);

/** Split by the events of a type, which begin the next part. */
function parts(history: readonly ClaimEvent[], by: ClaimEvent['type']): ClaimEvent[][] {
  const found: ClaimEvent[][] = [[]];
  for (const event of history) {
    if (event.type === by) found.push([]);
    found.at(-1)?.push(event);
  }
  return found;
}

const holds = (rule: (steps: Step[]) => void) =>
  fc.assert(
    fc.property(story, (commands) => rule(live(commands))),
    SEED,
  );

describe('whatever is sent to a claim', () => {
  test('the stories of this spec reach every status and every event, so that the other tests are not vacuous', () => {
    const steps = fc.sample(story, { ...SEED, numRuns: 9_000 }).flatMap(live);
    expect(new Set(steps.map(({ after }) => claimStatus(after)))).toEqual(new Set([undefined, ...CLAIM_STATUSES]));
    expect(new Set(historyOf(steps).map(({ type }) => type))).toEqual(new Set(Object.keys(claimEvents)));
    // … and every command is accepted, unchanged and (except one that never is) refused.
    const met = new Set(steps.map(({ command: { type }, verdict: { kind } }) => `${type} ${kind}`));
    const wanted = claimDecider.commandTypes.flatMap((type) => [
      `${type} accepted`,
      `${type} unchanged`,
      `${type} refused`,
    ]);
    expect(met).toEqual(new Set(wanted.filter((kind) => kind !== 'AbandonSubmission refused')));
  });

  test('C12 the same command again right away is unchanged, without an error', () => {
    holds((steps) => {
      for (const { command, verdict, after } of steps)
        if (verdict.kind === 'accepted') expect(claimDecider.decide(command, after)).toEqual({ kind: 'unchanged' });
    });
  });

  test('a refusal has a code, words and the number of its rule', () => {
    holds((steps) => {
      for (const { verdict } of steps)
        if (verdict.kind === 'refused')
          expect(verdict.refusal).toMatchObject({
            code: expect.stringMatching(/^[A-Z_]+$/),
            message: expect.stringMatching(/^[A-Z].{20,}\.$/),
            rule: expect.stringMatching(/^[BCFNR]\d+$/),
          });
    });
  });

  test('decisions fit the stored contract', () => {
    holds((steps) => {
      for (const { type, data } of historyOf(steps))
        expect(claimEvents[type as keyof typeof claimEvents].schema.safeParse(data).error).toBeUndefined();
    });
  });

  test('C9 F4 N4 a withdrawn claim stays that way; a resolved one is left only when its remedy is reversed or its notice comes back, a rejected one only by reopening', () => {
    holds((steps) => {
      for (const { before, events, after } of steps) {
        const [from, to] = [claimStatus(before), claimStatus(after)];
        if (from === to) continue;
        if (from === 'RESOLVED')
          expect([['RemedyReversed'], ['CommunicationFailed']]).toContainEqual(events.map(({ type }) => type));
        expect(from).not.toBe('WITHDRAWN');
        if (from === 'REJECTED') expect(events.map(({ type }) => type)).toEqual(['Reopened']);
      }
    });
  });

  test('C9 resolved means approved, communicated and executed, each exactly once; F4 executed again only after a reversal, N4 communicated again only after a notice came back', () => {
    holds((steps) => {
      const last = steps.at(-1)?.after;
      if (!last || claimStatus(last) !== 'RESOLVED') return;
      const history = historyOf(steps);
      const sinceApproval = history.slice(history.findIndex(({ type }) => type === 'Approved'));
      const count = (...types: ClaimEvent['type'][]) => sinceApproval.filter(({ type }) => types.includes(type)).length;
      expect([
        count('Approved'),
        count('DecisionCommunicated') - count('CommunicationFailed'),
        count('ResolvedAsCredit', 'ReplacementQueued') - count('RemedyReversed'),
      ]).toEqual([1, 1, 1]);
    });
  });

  test('F2 between reversals at most one remedy is bound, at most one executed, and they are the same', () => {
    holds((steps) => {
      for (const history of parts(historyOf(steps), 'RemedyReversed')) {
        const bound = history.flatMap((event): Remedy[] =>
          event.type === 'RemedyChosen' && event.data.binding ? [event.data.remedy] : [],
        );
        const executed = history.flatMap(({ type }): Remedy[] =>
          type === 'ResolvedAsCredit' ? ['CREDIT'] : type === 'ReplacementQueued' ? ['REPLACEMENT'] : [],
        );
        expect(bound.length).toBeLessThanOrEqual(1);
        expect(executed).toEqual(bound.slice(0, executed.length));
      }
    });
  });

  test('C6 nothing is approved without a confirming review of its round, or its confirmed batch', () => {
    holds((steps) => {
      for (const { before, events } of steps)
        for (const event of events)
          if (event.type === 'Approved' && !event.data.batch) expect(before.review?.verdict).toBe('CONFIRMED');
    });
  });

  test('C10 C13 nobody decides a claim they rejected or submitted, nor approves goodwill they reviewed', () => {
    holds((steps) => {
      for (const {
        command: { meta },
        before,
        events,
      } of steps)
        for (const event of events) {
          if (event.type !== 'Approved' && event.type !== 'Rejected') continue;
          expect([...before.rejecters, before.submission?.submittedBy]).not.toContain(meta.actor.id);
          if (event.type === 'Approved' && event.data.goodwill) expect(before.reviewers).not.toContain(meta.actor.id);
        }
    });
  });

  test('C7 only the partner makes a choice that is not bound yet, unless its time is over', () => {
    holds((steps) => {
      for (const {
        command: { meta },
        events,
      } of steps)
        for (const event of events)
          if (event.type === 'RemedyChosen' && !event.data.binding && event.data.source !== 'DEFAULT')
            expect(meta.actor).toEqual(fact.partner);
    });
  });

  test('C1 a file is on a claim only once', () => {
    holds((steps) => {
      for (const { after } of steps) {
        const hashes = after.evidence.map(({ sha256 }) => sha256);
        expect(new Set(hashes).size).toBe(hashes.length);
      }
    });
  });

  test('folding the stored history gives the state on which decisions were made', () => {
    holds((steps) => {
      const stored: ClaimEvent[] = JSON.parse(JSON.stringify(historyOf(steps)));
      expect(fold(claimDecider, stored, AT)).toEqual(steps.at(-1)?.after ?? claimDecider.initial);
    });
  });
});

describe('whatever was stored', () => {
  const anyEvent = fc.constantFrom<ClaimEvent>(
    fact.submitted(),
    fact.attached(fact.video),
    fact.requested('the plate'),
    ...REVIEW_VERDICTS.map((verdict) => fact.reviewed(verdict)),
    fact.flagged,
    fact.unflagged,
    fact.approved(),
    fact.approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } }),
    fact.unconfirmed,
    fact.confirmed,
    fact.tested(fact.covered),
    fact.rejected(),
    fact.chosen('CREDIT'),
    fact.bound('REPLACEMENT'),
    fact.communicated(),
    fact.credited,
    fact.queued,
    fact.withdrawn,
    fact.lapsed,
    fact.reopened,
  );

  test('evolve accepts events in any order, and every command can be decided afterwards', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), anyCommand, (history, command) => {
        const state = fold(claimDecider, history, AT);
        expect([undefined, ...CLAIM_STATUSES]).toContain(claimStatus(state));
        expect(typeof isOpen(state)).toBe('boolean');
        expect(['accepted', 'unchanged', 'refused']).toContain(claimDecider.decide(command, state).kind);
      }),
      SEED,
    );
  });

  test('evolve and decide do not modify their arguments', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) {
        for (const member of Object.values(value)) freeze(member);
        Object.freeze(value);
      }
      return value;
    };
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), anyCommand, (history, command) => {
        const state = history.reduce(
          (folded, event) => freeze(claimDecider.evolve(folded, event, AT)),
          freeze(claimDecider.initial),
        );
        expect(() => claimDecider.decide(freeze(command), state)).not.toThrow();
      }),
      SEED,
    );
  });
});
