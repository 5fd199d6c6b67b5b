import type { ClaimEvent } from '#claims';
import { type AvoidedCostCommand, RecordAvoidedCost, ReverseAvoidedCost } from '#finance';
import { defineProcess, type React, type Recorded } from '#platform';
import { type AvoidedCostReads, recordAvoidedCost, reverseAvoidedCost } from '#use-cases';
import type { Reads } from './process-ports.ts';

type Executed = Extract<ClaimEvent, { type: 'ResolvedAsCredit' | 'ReplacementQueued' }>;
type Event = Executed | Extract<ClaimEvent, { type: 'RemedyReversed' }>;

/** F9. */
export const whenRemedyIsExecutedThenRecordTheCostItAvoided = ({ aggregates }: Reads<AvoidedCostReads>) => {
  const record = (event: Recorded<Executed>, react: React<AvoidedCostCommand>) =>
    recordAvoidedCost(event, aggregates, react);
  return defineProcess<Event, AvoidedCostCommand>({
    name: 'when-remedy-is-executed-then-record-the-cost-it-avoided',
    commands: { RecordAvoidedCost, ReverseAvoidedCost },
    poison: 'quarantine',
    when: {
      ResolvedAsCredit: record,
      ReplacementQueued: record,
      RemedyReversed: (event, react) => reverseAvoidedCost(event, aggregates, react),
    },
  });
};
