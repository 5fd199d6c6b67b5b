import { creditNoteSeriesStreams, replacementStreams } from './finance.streams.ts';
import type { Aggregate } from '#platform';
import { type CreditNoteSeries, creditNoteSeriesDecider, seriesOf } from './credit-note-series.decider.ts';
import type { CreditNoteCommand } from './finance.commands.ts';
import { type CreditNoteEvent, creditNoteEvents } from './finance.events.ts';
import type { ReplacementCommand } from './replacement.commands.ts';
import { type ReplacementEvent, replacementEvents } from './replacement.events.ts';
import { type ReplacementLedger, replacementLedgerDecider } from './replacement-ledger.decider.ts';

export const creditNoteSeries: Aggregate<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries> = {
  contracts: creditNoteEvents,
  decider: creditNoteSeriesDecider,
  streams: creditNoteSeriesStreams,
  idOf: ({ data }) => seriesOf(data.note.legalEntityId, data.fiscalYear),
};

export const replacementLedgers: Aggregate<ReplacementCommand, ReplacementEvent, ReplacementLedger> = {
  contracts: replacementEvents,
  decider: replacementLedgerDecider,
  streams: replacementStreams,
  idOf: ({ data }) => data.partnerId,
};
