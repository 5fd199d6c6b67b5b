import { BindRemedy, type ClaimEvent, claimIdOf } from '#claims';
import { process } from '#platform';

/** C7: as soon as the remedy is known its execution begins, and with it the choice stands. */
export const whenRemedyIsKnownThenBindIt = process<ClaimEvent>({
  name: 'when-remedy-is-known-then-bind-it',
  poison: 'set-aside',
  when: {
    Approved: async ({ stream, data }, react) =>
      data.choice && react(BindRemedy, { claimId: claimIdOf(stream) as string }),
    RemedyChosen: async ({ stream, data }, react) =>
      data.binding || react(BindRemedy, { claimId: claimIdOf(stream) as string }),
  },
});
