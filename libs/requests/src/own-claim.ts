import type { Own } from './request.ts';

export const ownClaim: Own<{ readonly claimId: string }> = async ({ onBehalfOf }, { claimId }, aggregates) => {
  const { submission } = await aggregates.claim(claimId);
  if (submission && submission.partnerId === onBehalfOf) return undefined;
  return {
    code: 'CLAIM_NOT_FOUND',
    message: 'There is no claim with this id. Check the id, or submit the claim first.',
    rule: 'C2',
  };
};
