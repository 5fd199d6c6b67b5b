import type { Aggregate } from '#platform';
import { type CreditNoteSeries, creditNoteSeriesDecider } from './credit-note-series.decider.ts';
import type { CreditNoteCommand, ReplacementCommand } from './finance.commands.ts';
import {
  type CreditNoteEvent,
  creditNoteEvents,
  creditNoteSeriesStream,
  type ReplacementEvent,
  replacementEvents,
  replacementsStream,
} from './finance.events.ts';
import { type ReplacementLedger, replacementLedgerDecider } from './replacement-ledger.decider.ts';

export const creditNoteSeries: Aggregate<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries> = {
  name: 'creditNotes',
  contracts: creditNoteEvents,
  decider: creditNoteSeriesDecider,
  streamOf: ({ data }) => creditNoteSeriesStream(data.series),
};

export const replacementLedgers: Aggregate<ReplacementCommand, ReplacementEvent, ReplacementLedger> = {
  name: 'replacements',
  contracts: replacementEvents,
  decider: replacementLedgerDecider,
  streamOf: ({ data }) => replacementsStream(data.partnerId),
};
