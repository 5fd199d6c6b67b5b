// Written by "npm run parts".

export * from './when-a-person-is-to-be-forgotten-in-mails-then-delete-each.process.ts';
export * from './when-address-is-corrected-then-send-what-was-lost-again.process.ts';
export * from './when-batch-is-judged-then-update-its-claims.process.ts';
export * from './when-calendar-is-published-then-recalculate-its-deadlines.process.ts';
export * from './when-claim-changes-then-queue-its-webhook-deliveries.process.ts';
export * from './when-claim-changes-then-update-its-clock.process.ts';
export * from './when-claim-ends-then-free-its-unit.process.ts';
export * from './when-claims-show-a-bad-batch-then-suspect-it.process.ts';
export * from './when-credit-is-bound-then-issue-the-note.process.ts';
export * from './when-credit-note-is-reversed-then-take-back-its-credit.process.ts';
export * from './when-decision-notice-arrives-or-bounces-then-record-it-on-its-claim.process.ts';
export * from './when-evidence-comes-then-look-for-it-in-other-claims.process.ts';
export * from './when-mail-is-incomplete-then-answer-it.process.ts';
export * from './when-mail-or-notice-is-deleted-then-remove-its-bytes.process.ts';
export * from './when-one-notice-of-a-mail-comes-back-then-so-do-the-others.process.ts';
export * from './when-partner-acts-then-acknowledge-what-asked-for-it.process.ts';
export * from './when-remedy-is-executed-then-record-the-cost-it-avoided.process.ts';
export * from './when-remedy-is-known-then-bind-it.process.ts';
export * from './when-replacement-is-bound-then-owe-it.process.ts';
export * from './when-replacement-is-converted-then-credit-its-claim.process.ts';
export * from './when-replacement-is-owed-then-queue-it-on-the-claim.process.ts';
export * from './when-reversal-is-requested-then-issue-it.process.ts';
export * from './when-samples-or-a-verdict-concern-holders-then-notify-them.process.ts';
export * from './when-something-is-to-be-told-then-queue-its-notices.process.ts';
export * from './when-unit-facts-change-then-update-its-claim.process.ts';
export * from './when-webhook-is-switched-off-then-notify-its-partner.process.ts';
