import { BindRemedy, type ClaimEvent, claimStreams } from '#claims';
import { defineProcess } from '#platform';

/** C7: execution begins as soon as the remedy is known, and the choice is final. */
export const whenRemedyIsKnownThenBindIt = defineProcess<ClaimEvent, BindRemedy>({
  name: 'when-remedy-is-known-then-bind-it',
  commands: { BindRemedy },
  poison: 'quarantine',
  when: {
    Approved: async ({ stream, data: { choice, goodwill } }, react) =>
      choice && !goodwill?.unconfirmed && react(BindRemedy, { claimId: claimStreams.idOf(stream) as string }),
    GoodwillConfirmed: async ({ stream, data }, react) =>
      data.choice && react(BindRemedy, { claimId: claimStreams.idOf(stream) as string }),
    RemedyChosen: async ({ stream, data }, react) =>
      data.binding || react(BindRemedy, { claimId: claimStreams.idOf(stream) as string }),
    RemedyReversed: async ({ stream, data: { choice } }, react) =>
      choice && react(BindRemedy, { claimId: claimStreams.idOf(stream) as string }),
  },
});
