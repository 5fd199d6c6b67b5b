import { at, type Instant, scenarios } from '#kernel';
import { RemindPartner } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';
import * as fact from './claim.facts.fixture.ts';
import { reminderAt } from './reminder.policies.ts';

const { given } = scenarios(claimDecider, (actual, expected) => expect(actual).toStrictEqual(expected));
const ASKED_AT = '2026-03-09T15:00:00.000Z';
/** Three quarters of the way to `ANSWER_BY`. */
const EVIDENCE_DUE = '2026-03-20T03:00:00.000Z';
/** Three quarters of the way to `CHOOSE_BY`. */
const CHOICE_DUE = '2026-03-20T21:00:00.000Z';
const remind = (when: string) => new RemindPartner({ claimId: fact.claimId }, fact.by(fact.process, when));
const reminded = (of: 'EVIDENCE' | 'CHOICE', until: Instant): ClaimEvent => ({
  type: 'PartnerReminded',
  data: { of, until },
});
const ofEvidence = reminded('EVIDENCE', fact.ANSWER_BY);
const ofChoice = reminded('CHOICE', fact.CHOOSE_BY);
const waitsForEvidence = [fact.submitted(), at(ASKED_AT, fact.requested('plate'))];
const waitsForChoice = [fact.submitted(), fact.reviewed('CONFIRMED'), at(ASKED_AT, fact.approved())];

describe('before the time of the partner runs out', () => {
  test('C6 C7 it is reminded when three quarters of it are over', () => {
    expect(reminderAt(ASKED_AT as Instant, fact.ANSWER_BY)).toBe(EVIDENCE_DUE);
    given(...waitsForEvidence)
      .when(remind(EVIDENCE_DUE))
      .then(ofEvidence);
    given(...waitsForChoice)
      .when(remind(CHOICE_DUE))
      .then(ofChoice);
    given(...waitsForChoice)
      .when(remind('2026-03-20T20:59:59.999Z'))
      .thenUnchanged();
  });

  test('C6 C7 once', () => {
    given(...waitsForEvidence, ofEvidence)
      .when(remind('2026-03-21T00:00:00.000Z'))
      .thenUnchanged();
    given(...waitsForChoice, ofChoice)
      .when(remind('2026-03-21T00:00:00.000Z'))
      .thenUnchanged();
  });

  test('C6 C7 not once it has answered, the claim is decided or withdrawn, or the time is over', () => {
    for (const end of [fact.attached(fact.video), fact.rejected(), fact.withdrawn])
      given(...waitsForEvidence, end)
        .when(remind(EVIDENCE_DUE))
        .thenUnchanged();
    for (const end of [fact.chosen('CREDIT'), fact.withdrawn])
      given(...waitsForChoice, end)
        .when(remind(CHOICE_DUE))
        .thenUnchanged();
    given(...waitsForEvidence)
      .when(remind(fact.ANSWER_BY))
      .thenUnchanged();
    given(...waitsForChoice)
      .when(remind(fact.CHOOSE_BY))
      .thenUnchanged();
  });

  test('F4 again for the choice that a reversal opens', () => {
    const again = fact.remedyReversed();
    given(
      ...waitsForChoice,
      ofChoice,
      fact.chosen('CREDIT'),
      fact.bound('CREDIT'),
      fact.credited,
      at('2026-03-25T00:00:00.000Z', {
        ...again,
        data: { ...again.data, chooseBy: '2026-03-29T00:00:00.000Z' },
      } as never),
    )
      .when(remind('2026-03-28T00:00:00.000Z'))
      .then(reminded('CHOICE', '2026-03-29T00:00:00.000Z' as Instant));
  });
});
