// Written by "npm run parts".

import { ClaimActionsResolver, CreditNoteActionsResolver, UnitActionsResolver, ReplacementActionsResolver, MailActionsResolver, BatchActionsResolver } from './actions.resolver.ts';
import { AvoidedCostsResolver, AvoidedCostsOfReportResolver, AvoidedCostOfClaimResolver } from './avoided-costs.resolver.ts';
import { BatchExpectationResolver, BaselineResolver } from './baseline.resolver.ts';
import { BatchCurveResolver } from './batch-curve.resolver.ts';
import { BatchHolderResolver, SampleCollectionResolver, SamplesOfPartnerResolver, BatchAlarmResolver, BatchQualityResolver } from './batch-quality.resolver.ts';
import { CalendarResolver, CalendarPreviewResolver, DueAnswerResolver } from './calendar.resolver.ts';
import { ClaimResolver } from './claim.resolver.ts';
import { CorrectionResolver } from './corrections.resolver.ts';
import { CorrespondenceResolver } from './correspondence.resolver.ts';
import { CreditAgeingResolver } from './credit-ageing.resolver.ts';
import { HoldSubjectResolver, CreditHoldResolver } from './credit-hold.resolver.ts';
import { CreditTotalsResolver } from './credit-totals.resolver.ts';
import { DeskResolver } from './desk.resolver.ts';
import { EvidenceResolver } from './evidence.resolver.ts';
import { CreditNoteResolver, ReplacementResolver } from './finance.resolver.ts';
import { RefusedRowResolver, ImportsResolver } from './imports.resolver.ts';
import { IntakeResolver } from './intake.resolver.ts';
import { LegalEntityResolver } from './legal-entity.resolver.ts';
import { MailContentResolver } from './mail-content.resolver.ts';
import { MailsResolver, ClaimMailsResolver } from './mails.resolver.ts';
import { MissingEvidenceResolver } from './missing-evidence.resolver.ts';
import { MutationsResolver } from './mutations.resolver.ts';
import { ClaimNoticesResolver, NoticeResolver } from './notices.resolver.ts';
import { Partner360Resolver } from './partner360.resolver.ts';
import { PolicyDraftResolver } from './policy-draft.resolver.ts';
import { ProductResolver, PolicyResolver, CoverageResolver } from './product.resolver.ts';
import { ReadModelsResolver } from './read-models.resolver.ts';
import { ReconciliationResolver } from './reconciliation.resolver.ts';
import { RecordedEventResolver } from './recorded-event.resolver.ts';
import { PartnerResolver, UnitResolver, BatchResolver } from './registry.resolver.ts';
import { RemediesResolver } from './remedies.resolver.ts';
import { ReviewsResolver } from './reviews.resolver.ts';
import { SearchResolver } from './search.resolver.ts';
import { SharedLotsResolver } from './shared-lots.resolver.ts';
import { SightingsResolver } from './sightings.resolver.ts';
import { ClaimClockResolver, SlaReportResolver } from './sla.resolver.ts';
import { StaffResolver } from './staff.resolver.ts';
import { StatementResolver } from './statement.resolver.ts';
import { SubmitClaimsResolver } from './submit-claims.resolver.ts';
import { SubscriptionsResolver } from './subscriptions.resolver.ts';
import { UnitRecordsResolver, UnitInvoiceResolver, UnitSaleResolver } from './unit-records.resolver.ts';
import { ViewerResolver } from './viewer.resolver.ts';
import { WebhooksResolver } from './webhooks.resolver.ts';

export const resolvers = [
  ClaimActionsResolver,
  CreditNoteActionsResolver,
  UnitActionsResolver,
  ReplacementActionsResolver,
  MailActionsResolver,
  BatchActionsResolver,
  AvoidedCostsResolver,
  AvoidedCostsOfReportResolver,
  AvoidedCostOfClaimResolver,
  BatchExpectationResolver,
  BaselineResolver,
  BatchCurveResolver,
  BatchHolderResolver,
  SampleCollectionResolver,
  SamplesOfPartnerResolver,
  BatchAlarmResolver,
  BatchQualityResolver,
  CalendarResolver,
  CalendarPreviewResolver,
  DueAnswerResolver,
  ClaimResolver,
  CorrectionResolver,
  CorrespondenceResolver,
  CreditAgeingResolver,
  HoldSubjectResolver,
  CreditHoldResolver,
  CreditTotalsResolver,
  DeskResolver,
  EvidenceResolver,
  CreditNoteResolver,
  ReplacementResolver,
  RefusedRowResolver,
  ImportsResolver,
  IntakeResolver,
  LegalEntityResolver,
  MailContentResolver,
  MailsResolver,
  ClaimMailsResolver,
  MissingEvidenceResolver,
  MutationsResolver,
  ClaimNoticesResolver,
  NoticeResolver,
  Partner360Resolver,
  PolicyDraftResolver,
  ProductResolver,
  PolicyResolver,
  CoverageResolver,
  ReadModelsResolver,
  ReconciliationResolver,
  RecordedEventResolver,
  PartnerResolver,
  UnitResolver,
  BatchResolver,
  RemediesResolver,
  ReviewsResolver,
  SearchResolver,
  SharedLotsResolver,
  SightingsResolver,
  ClaimClockResolver,
  SlaReportResolver,
  StaffResolver,
  StatementResolver,
  SubmitClaimsResolver,
  SubscriptionsResolver,
  UnitRecordsResolver,
  UnitInvoiceResolver,
  UnitSaleResolver,
  ViewerResolver,
  WebhooksResolver,
];
