import type { Actor, Clock, Refusal } from '#kernel';
import { type DryRun, Forbidden } from './dispatcher.ts';
import type { AnyRequest } from './request.ts';
import { type RequestName, requests } from './requests.ts';

export interface ClaimAction {
  readonly name: RequestName;
  /** What the caller would be answered now; undefined: it would be accepted. */
  readonly refusal: Refusal | undefined;
}

const onClaims: readonly AnyRequest[] = Object.values(requests).filter((declared: AnyRequest) => declared.example);

/** The number of requests that one claim is asked about. */
export const ACTIONS = onClaims.length;

/** Each request on a claim, with the refusal that the caller would get now; without those that would change nothing (C12). */
export async function claimActions(
  claimId: string,
  actor: Actor,
  { dryRun, clock }: { readonly dryRun: DryRun; readonly clock: Clock },
): Promise<readonly ClaimAction[]> {
  const claim = await dryRun.aggregates.claim(claimId);
  const asked = await Promise.all(
    onClaims.map(async (declared): Promise<readonly ClaimAction[]> => {
      const name = declared.name as RequestName;
      const input = { claimId, ...declared.example?.(claim, { actor, at: clock.now() }) };
      const prepared = declared.prepare(input, { actor, channel: 'API', clock });
      if (prepared.kind === 'invalid') throw new Error(`the example of ${name} is not valid: ${prepared.message}`);
      if (prepared.kind === 'refused') return [{ name, refusal: prepared.refusal }];
      const outcome = await dryRun.ask(prepared.request).catch(forbidden);
      if (outcome.kind === 'unchanged') return [];
      return [{ name, refusal: outcome.kind === 'refused' ? outcome.refusal : undefined }];
    }),
  );
  return asked.flat();
}

export function forbidden(error: unknown): { readonly kind: 'refused'; readonly refusal: Refusal } {
  if (!(error instanceof Forbidden)) throw error;
  return { kind: 'refused', refusal: { code: 'FORBIDDEN', message: error.message } };
}
