import type { Actor } from '#kernel';
import type { Condition, Identified } from '#platform';

/**
 * What a partner sees: its own. The field of each read model that says whose a document is; models that are not listed
 * here belong to nobody and are open to all who may ask at all.
 */
const OWNER: Readonly<Record<string, string>> = {
  claims: 'partnerId',
  units: 'partnerId',
  partners: 'id',
  'credit-notes': 'partnerId',
  replacements: 'partnerId',
  'sla-report': 'partnerId',
};

/** The partner whose things alone the asker sees; undefined: everybody's. A partner without id sees nothing. */
export const seesOnly = ({ role, onBehalfOf = '' }: Actor): string | undefined =>
  role === 'PARTNER' ? onBehalfOf : undefined;

/** Whether the asker may see a document; if not, it reads as absent. */
export const canRead = (asker: Actor, model: string, document: Identified): boolean => {
  const owner = OWNER[model];
  const only = seesOnly(asker);
  return only === undefined || owner === undefined || (document as never)[owner] === only;
};

/** The conditions of a query, narrowed to what the asker may see. */
export const narrowed = (asker: Actor, model: string, where: readonly Condition[]): readonly Condition[] => {
  const owner = OWNER[model];
  const only = seesOnly(asker);
  return only === undefined || owner === undefined ? where : [{ field: owner, eq: only }, ...where];
};
