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
  { kind, subject, changes, correctedAt }: CorrectionDocument,
): Promise<readonly SeenClaim[]> {
  const claims =
    kind === 'INVOICE'
      ? await creditedOn(models, changes as never)
      : await claimsOf(models, kind, subject, correctedAt);
  return claims.filter(({ state: { decidedAt } }) => decidedAt !== undefined && decidedAt < correctedAt);
}

const FIELDS = { SHIPMENT: 'serial', SALE: 'serial', PARTNER: 'partnerId', PRODUCT: 'sku' } as const;

async function claimsOf(
  models: CallerModels,
  kind: keyof typeof FIELDS,
  subject: string,
  correctedAt: string,
): Promise<readonly SeenClaim[]> {
  const { items } = await models.query(claimsModel, {
    where: [
      { field: FIELDS[kind], eq: subject },
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
  const ids = items.map(({ document }) => document.claimId as string);
  return [...(await models.get(claimsModel, ids)).values()];
}
