import { claimTrailsProjection, evidenceFilesProjection } from './claim-links.projections.ts';
import { claimsProjection } from './claims.projection.ts';
import { creditNotesProjection, replacementsProjection } from './finance.projections.ts';
import {
  batchesProjection,
  partnersProjection,
  policiesProjection,
  productPoliciesProjection,
  productsProjection,
  unitsProjection,
} from './registry.projections.ts';
import { slaReportProjection } from './sla-report.projection.ts';

export * from './claim-links.projections.ts';
export * from './claims.projection.ts';
export * from './finance.projections.ts';
export * from './queries.ts';
export * from './registry.projections.ts';
export * from './access.ts';
export * from './event-access.ts';
export * from './sla-report.ts';
export * from './sla-report.projection.ts';

/** All read models of this library. */
export const viewProjections = [
  claimsProjection,
  claimTrailsProjection,
  evidenceFilesProjection,
  creditNotesProjection,
  replacementsProjection,
  partnersProjection,
  productsProjection,
  policiesProjection,
  productPoliciesProjection,
  unitsProjection,
  batchesProjection,
  slaReportProjection,
] as const;
