import { scenarios } from '#kernel';
import { RateClaim } from './claim.commands.ts';
import { claimDecider } from './claim.decider.ts';
import type { ClaimEvent } from './claim.events.ts';
import {
  approved,
  bound,
  by,
  claimId,
  communicated,
  credited,
  partner,
  rated,
  rejected,
  reopened,
  reviewed,
  submitted,
  withdrawn,
} from './claim.facts.fixture.ts';

const { given, nothing } = scenarios(claimDecider, (actual, expected) => expect(actual).toStrictEqual(expected));

const rate = (score = 5, comment?: string) =>
  new RateClaim({ claimId, score, comment, accountManager: 'mina' }, by(partner));
const choice = { remedy: 'CREDIT', source: 'PREFERENCE' } as const;
const executed = [submitted(), reviewed('CONFIRMED'), approved({ choice }), bound('CREDIT'), credited];
const resolved = [...executed, communicated()];
const turnedDown = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];

describe('N3 the one question after resolution', () => {
  it('is answered by a score, with a word if wished', () => {
    given(...resolved)
      .when(rate())
      .then(rated());
    given(...resolved)
      .when(rate(2, 'Slow.'))
      .then(rated(2, 'Slow.'));
    given(...turnedDown, communicated())
      .when(rate(1))
      .then(rated(1));
  });

  it.each<[string, ClaimEvent[]]>([
    ['undecided', [submitted()]],
    ['not communicated', executed],
    ['not executed', [submitted(), reviewed('CONFIRMED'), approved({ choice }), communicated()]],
    ['rejected and not communicated', turnedDown],
    ['reopened', [...turnedDown, communicated(), reopened]],
    ['withdrawn', [submitted(), withdrawn]],
  ])('is not answered while the claim is %s (C9)', (_, history) => {
    given(...history)
      .when(rate())
      .thenRefused('N3', 'NOT_RESOLVED');
  });

  it('C12 is answered once, also after a reopening', () => {
    given(...resolved, rated(4))
      .when(rate(4))
      .thenUnchanged();
    given(...resolved, rated(4))
      .when(rate(5))
      .thenRefused('N3', 'ALREADY_RATED');
    given(...turnedDown, communicated(), rated(1), reopened)
      .when(rate(5))
      .thenRefused('N3', 'ALREADY_RATED');
    nothing.when(rate()).thenRefused('C2', 'CLAIM_NOT_FOUND');
  });
});
