import { BindRemedy, type ClaimEvent, claimIdOf } from '#claims';
import { defineProcess } from '#platform';

/** C7: as soon as the remedy is known its execution begins, and with it the choice stands. */
export const whenRemedyIsKnownThenBindIt = defineProcess<ClaimEvent>({
  name: 'when-remedy-is-known-then-bind-it',
  poison: 'quarantine',
  when: {
    Approved: async ({ stream, data }, react) =>
      data.choice && react(BindRemedy, { claimId: claimIdOf(stream) as string }),
    RemedyChosen: async ({ stream, data }, react) =>
      data.binding || react(BindRemedy, { claimId: claimIdOf(stream) as string }),
  },
});
