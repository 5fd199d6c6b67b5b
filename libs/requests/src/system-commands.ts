import { type BatchCommand } from '#batches';
import {
  AbandonSubmission,
  ApplyDefaultRemedy,
  BindRemedy,
  type ClaimCommand,
  FlagBatch,
  QueueReplacement,
  ResolveAsCredit,
  TestCoverage,
  UnflagBatch,
} from '#claims';
import { type CreditNoteCommand, IssueCreditNote, OweReplacement, type ReplacementCommand } from '#finance';
import type { CommandClasses } from '#kernel';
import {
  type CalendarCommand,
  CheckDeadlines,
  FollowClaim,
  PauseSla,
  RecalculateDeadlines,
  ResumeSla,
  type SlaCommand,
  StartSla,
} from '#sla';
import {
  CloseClaimOnUnit,
  type InvoiceCommand,
  type LegalEntityCommand,
  type LegalEntityDirectoryCommand,
  type PartnerCommand,
  type PolicyCommand,
  type ProductCommand,
  type UnitCommand,
} from '#warranty';
import type { CommandsOf } from './request.ts';
import type { requests } from './requests.ts';

type AggregateCommand =
  | BatchCommand
  | CalendarCommand
  | ClaimCommand
  | CreditNoteCommand
  | InvoiceCommand
  | LegalEntityCommand
  | LegalEntityDirectoryCommand
  | PartnerCommand
  | PolicyCommand
  | ProductCommand
  | ReplacementCommand
  | SlaCommand
  | UnitCommand;

type Requested = CommandsOf<(typeof requests)[keyof typeof requests]>;

/** Of timers and processes. A command that no request sends and that is missing here does not compile. */
export const systemCommands: CommandClasses<Exclude<AggregateCommand, Requested>> = {
  AbandonSubmission,
  ApplyDefaultRemedy,
  BindRemedy,
  TestCoverage,
  FlagBatch,
  UnflagBatch,
  ResolveAsCredit,
  QueueReplacement,
  CloseClaimOnUnit,
  IssueCreditNote,
  OweReplacement,
  StartSla,
  FollowClaim,
  PauseSla,
  ResumeSla,
  RecalculateDeadlines,
  CheckDeadlines,
};
