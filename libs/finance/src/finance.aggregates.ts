import type { Aggregate } from '#platform';
import { avoidedCostDecider, type AvoidedCosts } from './avoided-cost.decider.ts';
import { type AvoidedCostEvent, avoidedCostEvents } from './avoided-cost.events.ts';
import { type Books, booksDecider } from './books.decider.ts';
import { type CreditNoteSeries, creditNoteSeriesDecider } from './credit-note-series.decider.ts';
import type {
  AvoidedCostCommand,
  BookCommand,
  CreditNoteCommand,
  IssuedNoteCommand,
  ReversalCommand,
} from './finance.commands.ts';
import {
  type BookEvent,
  bookEvents,
  type CreditNoteEvent,
  creditNoteEvents,
  type IssuedNoteEvent,
  issuedNoteEvents,
  type ReversalEvent,
  reversalEvents,
} from './finance.events.ts';
import {
  avoidedCostStreams,
  bookStreams,
  creditNoteSeriesStreams,
  creditNoteStreams,
  replacementStreams,
  reversalSeriesStreams,
} from './finance.streams.ts';
import { type IssuedNote, issuedNoteDecider } from './issued-note.decider.ts';
import type { ReplacementCommand } from './replacement.commands.ts';
import { type ReplacementEvent, replacementEvents } from './replacement.events.ts';
import { type ReplacementLedger, replacementLedgerDecider } from './replacement-ledger.decider.ts';
import { type ReversalSeries, reversalSeriesDecider } from './reversal-series.decider.ts';

export const creditNoteSeries: Aggregate<CreditNoteCommand, CreditNoteEvent, CreditNoteSeries> = {
  contracts: creditNoteEvents,
  decider: creditNoteSeriesDecider,
  streams: creditNoteSeriesStreams,
  idOf: ({ data }) => data.series,
  headOnly: true,
};

export const reversalSeries: Aggregate<ReversalCommand, ReversalEvent, ReversalSeries> = {
  contracts: reversalEvents,
  decider: reversalSeriesDecider,
  streams: reversalSeriesStreams,
  idOf: ({ data }) => data.series,
  headOnly: true,
};

export const issuedNotes: Aggregate<IssuedNoteCommand, IssuedNoteEvent, IssuedNote> = {
  contracts: issuedNoteEvents,
  decider: issuedNoteDecider,
  streams: creditNoteStreams,
  idOf: ({ data }) => data.number,
};

export const books: Aggregate<BookCommand, BookEvent, Books> = {
  contracts: bookEvents,
  decider: booksDecider,
  streams: bookStreams,
  idOf: ({ data }) => data.legalEntityId,
};

export const replacementLedgers: Aggregate<ReplacementCommand, ReplacementEvent, ReplacementLedger> = {
  contracts: replacementEvents,
  decider: replacementLedgerDecider,
  streams: replacementStreams,
  idOf: ({ data }) => data.partnerId,
};

export const avoidedCosts: Aggregate<AvoidedCostCommand, AvoidedCostEvent, AvoidedCosts> = {
  contracts: avoidedCostEvents,
  decider: avoidedCostDecider,
  streams: avoidedCostStreams,
  idOf: ({ data }) => data.claimId,
};
