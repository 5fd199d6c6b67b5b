import { type CommandMetadata, firstRefusal, type Refusal } from '#kernel';
import { inOrder } from './claim.policies.ts';
import { type Claim, isResolved } from './claim.state.ts';

/** N3: asked once, after resolution (C9), of the partner alone. */
export const ratingRefusal = (meta: CommandMetadata, claim: Claim): Refusal | undefined =>
  firstRefusal(
    claim.rating && {
      code: 'ALREADY_RATED',
      message: 'This claim was rated before. Each claim is rated once.',
      rule: 'N3',
    },
    isResolved(claim) && !claim.withdrawn
      ? undefined
      : {
          code: 'NOT_RESOLVED',
          message: 'This claim is not resolved yet. Rate it once it is decided, communicated and executed.',
          rule: 'N3',
        },
    inOrder(meta, 'the decision was communicated', claim.communicatedAt),
  );
