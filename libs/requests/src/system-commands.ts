import { type RevocationCommand, RevokeSubject, RevokeToken } from '#access';
import { type BatchCommand } from '#batches';
import {
  AbandonSubmission,
  ApplyDefaultRemedy,
  BindRemedy,
  TakeBackCommunication,
  type ClaimCommand,
  FlagBatch,
  HoldCredit,
  QueueReplacement,
  RecordSightings,
  RemindPartner,
  ResolveAsCredit,
  ReverseRemedy,
  TestCoverage,
  UnflagBatch,
} from '#claims';
import {
  type CreditNoteCommand,
  IssueCreditNote,
  CorrectOwedProduct,
  OfferCredit,
  OweReplacement,
  type ReplacementCommand,
  type BookCommand,
  type AvoidedCostCommand,
  type IssuedNoteCommand,
  IssueReversal,
  RecordAvoidedCost,
  RecordReversal,
  type ReversalCommand,
  ReverseAvoidedCost,
} from '#finance';
import type { CommandClasses } from '#kernel';
import type { DeskCommand, PersonCommand, StaffCommand, StaffDirectoryCommand } from '#people';
import {
  AcknowledgeNotice,
  AttemptNotice,
  DeleteNoticeContent,
  GiveUpNotice,
  type NoticeCommand,
  QueueNotice,
  RecordAnswer,
  RecordAttempt,
} from '#notices';
import {
  AddMailToClaim,
  AllowAnswer,
  type AnswerCommand,
  FindMailIncomplete,
  IgnoreMail,
  LeaveMailToStaff,
  type MailCommand,
  ReceiveMail,
  TurnMailIntoClaims,
} from '#mail';
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
import {
  GiveUpWebhookDelivery,
  QueueWebhookDelivery,
  RecordDeliveryAttempt,
  RecordWebhookAnswer,
  type WebhookCommand,
  type WebhookDeliveryCommand,
} from '#webhooks';
import type { CommandsOf } from './request.ts';
import type { requests } from './requests.ts';

type AggregateCommand =
  | AnswerCommand
  | MailCommand
  | BatchCommand
  | BookCommand
  | CalendarCommand
  | ClaimCommand
  | CreditNoteCommand
  | DeskCommand
  | AvoidedCostCommand
  | IssuedNoteCommand
  | ReversalCommand
  | InvoiceCommand
  | LegalEntityCommand
  | LegalEntityDirectoryCommand
  | NoticeCommand
  | PartnerCommand
  | PersonCommand
  | PolicyCommand
  | ProductCommand
  | ReplacementCommand
  | RevocationCommand
  | SlaCommand
  | StaffCommand
  | StaffDirectoryCommand
  | UnitCommand
  | WebhookCommand
  | WebhookDeliveryCommand;

type Requested = CommandsOf<(typeof requests)[keyof typeof requests]>;
type SystemCommands = CommandClasses<Exclude<AggregateCommand, Requested>>;

/** The compiler says this of a command that is forgotten. */
type Complete<Listed> = [keyof SystemCommands] extends [keyof Listed]
  ? SystemCommands
  : `${Exclude<keyof SystemCommands, keyof Listed>} is sent by no request: declare one in libs/requests/src, or list it here if only timers and processes send it`;

const complete = <L extends Partial<SystemCommands>>(listed: L & Complete<NoInfer<L>>): SystemCommands =>
  listed as unknown as SystemCommands;

/** The commands of timers, processes and the operator at the command line. */
export const systemCommands = complete({
  AbandonSubmission,
  ApplyDefaultRemedy,
  RemindPartner,
  BindRemedy,
  TakeBackCommunication,
  TestCoverage,
  FlagBatch,
  UnflagBatch,
  RecordSightings,
  ResolveAsCredit,
  QueueReplacement,
  HoldCredit,
  ReverseRemedy,
  CloseClaimOnUnit,
  IssueCreditNote,
  IssueReversal,
  RecordReversal,
  RecordAvoidedCost,
  ReverseAvoidedCost,
  OweReplacement,
  CorrectOwedProduct,
  OfferCredit,
  StartSla,
  FollowClaim,
  PauseSla,
  ResumeSla,
  RecalculateDeadlines,
  CheckDeadlines,
  RevokeToken,
  RevokeSubject,
  QueueNotice,
  AttemptNotice,
  RecordAttempt,
  GiveUpNotice,
  AcknowledgeNotice,
  DeleteNoticeContent,
  RecordWebhookAnswer,
  QueueWebhookDelivery,
  RecordDeliveryAttempt,
  GiveUpWebhookDelivery,
  RecordAnswer,
  ReceiveMail,
  TurnMailIntoClaims,
  AddMailToClaim,
  FindMailIncomplete,
  LeaveMailToStaff,
  IgnoreMail,
  AllowAnswer,
});
