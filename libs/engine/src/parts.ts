// Written by "npm run parts".

import {
  revocations,
} from '#access';
import {
  batches,
} from '#batches';
import {
  claims,
  defaultRemedies,
  heldCredits,
  openChoices,
} from '#claims';
import {
  creditOffers,
  creditNoteSeries,
  reversalSeries,
  issuedNotes,
  books,
  replacementLedgers,
  avoidedCosts,
  owedReplacements,
} from '#finance';
import {
  dueNotices,
  notices,
} from '#notices';
import {
  persons,
  staff,
  staffDirectory,
  desks,
  peopleProjection,
} from '#people';
import {
  whenCalendarIsPublishedThenRecalculateItsDeadlines,
  whenClaimChangesThenUpdateItsClock,
  whenClaimEndsThenFreeItsUnit,
  whenClaimIsSubmittedThenAssignIt,
  whenCreditIsBoundThenIssueTheNote,
  whenCreditNoteIsReversedThenTakeBackItsCredit,
  whenDecisionNoticeArrivesOrBouncesThenRecordItOnItsClaim,
  whenRemedyIsExecutedThenRecordTheCostItAvoided,
  whenRemedyIsKnownThenBindIt,
  whenReplacementIsBoundThenOweIt,
  whenReplacementIsConvertedThenCreditItsClaim,
  whenReplacementIsOwedThenQueueItOnTheClaim,
  whenReversalIsRequestedThenIssueIt,
  whenSomethingIsToBeToldThenQueueItsNotices,
  whenUnitFactsChangeThenUpdateItsClaim,
} from '#processes';
import {
  clockSweep,
  dueClocks,
  calendars,
  slaClocks,
  zoneRulesChange,
} from '#sla';
import {
  lapsedReservations,
  reservations,
  sendNotices,
} from '#use-cases';
import {
  avoidedCostsProjection,
  avoidedCostTotalsProjection,
  batchesProjection,
  calendarsProjection,
  claimTrailsProjection,
  claimsProjection,
  correctionsProjection,
  creditJournalProjection,
  creditNotesProjection,
  creditTotalsProjection,
  evidenceFilesProjection,
  legalEntitiesProjection,
  partnersProjection,
  policiesProjection,
  productsProjection,
  remedyAccountsProjection,
  replacementMovementsProjection,
  replacementsProjection,
  slaReportProjection,
  staffProjection,
  unitsProjection,
} from '#views';
import {
  legalEntities,
  legalEntityDirectory,
  invoices,
  partners,
  products,
  policies,
  units,
} from '#warranty';

export const aggregates = [
  revocations,
  batches,
  claims,
  creditNoteSeries,
  reversalSeries,
  issuedNotes,
  books,
  replacementLedgers,
  avoidedCosts,
  notices,
  persons,
  staff,
  staffDirectory,
  desks,
  calendars,
  slaClocks,
  legalEntities,
  legalEntityDirectory,
  invoices,
  partners,
  products,
  policies,
  units,
];

export const projections = [
  heldCredits,
  openChoices,
  owedReplacements,
  dueNotices,
  peopleProjection,
  dueClocks,
  reservations,
  avoidedCostsProjection,
  avoidedCostTotalsProjection,
  batchesProjection,
  calendarsProjection,
  claimTrailsProjection,
  claimsProjection,
  correctionsProjection,
  creditJournalProjection,
  creditNotesProjection,
  creditTotalsProjection,
  evidenceFilesProjection,
  legalEntitiesProjection,
  partnersProjection,
  policiesProjection,
  productsProjection,
  remedyAccountsProjection,
  replacementMovementsProjection,
  replacementsProjection,
  slaReportProjection,
  staffProjection,
  unitsProjection,
];

export const processes = [
  whenCalendarIsPublishedThenRecalculateItsDeadlines,
  whenClaimChangesThenUpdateItsClock,
  whenClaimEndsThenFreeItsUnit,
  whenClaimIsSubmittedThenAssignIt,
  whenCreditIsBoundThenIssueTheNote,
  whenCreditNoteIsReversedThenTakeBackItsCredit,
  whenDecisionNoticeArrivesOrBouncesThenRecordItOnItsClaim,
  whenRemedyIsExecutedThenRecordTheCostItAvoided,
  whenRemedyIsKnownThenBindIt,
  whenReplacementIsBoundThenOweIt,
  whenReplacementIsConvertedThenCreditItsClaim,
  whenReplacementIsOwedThenQueueItOnTheClaim,
  whenReversalIsRequestedThenIssueIt,
  whenSomethingIsToBeToldThenQueueItsNotices,
  whenUnitFactsChangeThenUpdateItsClaim,
];

export const timers = [
  defaultRemedies,
  creditOffers,
  clockSweep,
  zoneRulesChange,
  lapsedReservations,
  sendNotices,
];
