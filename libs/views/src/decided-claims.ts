import { claimsModel } from './claims.projection.ts';
import type { CallerModels } from './caller-models.ts';
import type { CorrectionDocument } from './corrections.projection.ts';
import { creditNotesModel } from './credit-notes.projection.ts';
import type { SeenOf } from './access.ts';

const MAX_CLAIMS = 100;

type SeenClaim = SeenOf<typeof claimsModel>;

/** R5: the claims decided before a fact was corrected, last first, at most 100. */
export async function decidedBefore(
  models: CallerModels,
  correction: CorrectionDocument,
): Promise<readonly SeenClaim[]> {
  const { correctedAt } = correction;
  const claims = await concerned(models, correction);
  return claims.filter(({ state: { decidedAt } }) => decidedAt !== undefined && decidedAt < correctedAt);
}

async function concerned(
  models: CallerModels,
  { kind, subject, changes, correctedAt, claimIds = [] }: CorrectionDocument,
): Promise<readonly SeenClaim[]> {
  switch (kind) {
    case 'SHIPMENT':
    case 'SALE':
      return [...(await models.get(claimsModel, claimIds.slice(-MAX_CLAIMS))).values()].reverse();
    case 'INVOICE':
      return creditedOn(models, changes as never);
    case 'PARTNER':
      return claimsOf(models, 'partnerId', subject, correctedAt);
    case 'PRODUCT':
      return claimsOf(models, 'sku', subject, correctedAt);
  }
}

async function claimsOf(
  models: CallerModels,
  field: 'partnerId' | 'sku',
  subject: string,
  correctedAt: string,
): Promise<readonly SeenClaim[]> {
  const { items } = await models.query(claimsModel, {
    where: [
      { field, eq: subject },
      { field: 'submittedAt', lt: correctedAt },
    ],
    orderBy: { field: 'submittedAt', direction: 'desc' },
    limit: MAX_CLAIMS,
  });
  return items.map(({ document }) => document);
}

async function creditedOn(
  models: CallerModels,
  { legalEntityId, invoiceNumber }: { readonly legalEntityId: string; readonly invoiceNumber: string },
): Promise<readonly SeenClaim[]> {
  const { items } = await models.query(creditNotesModel, {
    where: [
      { field: 'legalEntityId', eq: legalEntityId },
      { field: 'invoiceNumber', eq: invoiceNumber },
    ],
    orderBy: { field: 'issuedOn', direction: 'desc' },
    limit: MAX_CLAIMS,
  });
  const ids = items.map(({ document }) => document.claimId);
  return [...(await models.get(claimsModel, ids)).values()];
}
