import { accept, decider, unchanged } from '#kernel';
import { drawn, type SeriesHead, seriesMoved } from './credit-note-series.decider.ts';
import { reversalNumber } from './document-number.policies.ts';
import type { ReversalCommand } from './finance.commands.ts';
import type { ReversalEvent } from './finance.events.ts';

export type ReversalSeries = SeriesHead<ReversalEvent['data']>;

/** F4: numbered as the notes are; each is known to the stream of its note before the next is issued. */
export const reversalSeriesDecider = decider<ReversalCommand, ReversalEvent, ReversalSeries>({
  initial: undefined,
  decide: {
    IssueReversal({ data: { reversal, after, ...numbering } }, head) {
      if (head?.creditNoteNumber === reversal.creditNoteNumber) return unchanged;
      if (head?.number !== after) return seriesMoved(numbering.series, head?.number);
      return accept({ type: 'ReversalIssued', data: { ...reversal, ...drawn(head, numbering, reversalNumber) } });
    },
  },
  evolve: { ReversalIssued: (_, { data }, at) => ({ ...data, at }) },
});
