import { batchesProjection } from './batches.projection.ts';
import { claimTrailsProjection } from './claim-trails.projection.ts';
import { claimsProjection } from './claims.projection.ts';
import { correctionsProjection } from './corrections.projection.ts';
import { creditNotesProjection } from './credit-notes.projection.ts';
import { evidenceFilesProjection } from './evidence-files.projection.ts';
import { legalEntitiesProjection } from './legal-entities.projection.ts';
import { partnersProjection } from './partners.projection.ts';
import { policiesProjection } from './policies.projection.ts';
import { productsProjection } from './products.projection.ts';
import { replacementsProjection } from './replacements.projection.ts';
import { slaReportProjection } from './sla-report.projection.ts';
import { unitsProjection } from './units.projection.ts';

export * from './access.ts';
export * from './batches.projection.ts';
export * from './caller-models.ts';
export * from './claim-history.ts';
export * from './claim-trails.projection.ts';
export * from './claims.projection.ts';
export * from './corrections.projection.ts';
export * from './credit-notes.projection.ts';
export * from './decided-claims.ts';
export * from './event-access.ts';
export * from './evidence-files.projection.ts';
export * from './legal-entities.projection.ts';
export * from './partners.projection.ts';
export * from './policies.projection.ts';
export * from './products.projection.ts';
export * from './replacements.projection.ts';
export * from './sla-report.projection.ts';
export * from './sla-report.csv.ts';
export * from './sla-report.ts';
export * from './units.projection.ts';

export const viewProjections = [
  claimsProjection,
  claimTrailsProjection,
  evidenceFilesProjection,
  correctionsProjection,
  creditNotesProjection,
  replacementsProjection,
  legalEntitiesProjection,
  partnersProjection,
  productsProjection,
  policiesProjection,
  unitsProjection,
  batchesProjection,
  slaReportProjection,
] as const;
