import type { Actor, Clock, Refusal } from '#kernel';
import { type DryRun, Forbidden } from './dispatcher.ts';
import { closeMonth } from './finance.requests.ts';
import type { AnyRequest, OfBatch, OfNote } from './request.ts';
import { type RequestName, requests } from './requests.ts';

export interface Action {
  readonly name: RequestName;
  /** What the caller would be answered now; undefined: it would be accepted. */
  readonly refusal: Refusal | undefined;
}

interface Asking {
  readonly dryRun: DryRun;
  readonly clock: Clock;
}

const every: readonly AnyRequest[] = Object.values(requests);
const onClaims = every.filter(({ example }) => example);
const onBatches = every.filter(({ batchExample }) => batchExample);
const onNotes = every.filter(({ noteExample }) => noteExample);

/** The number of requests that one claim is asked about. */
export const ACTIONS = onClaims.length;
/** The same of a batch. */
export const BATCH_ACTIONS = onBatches.length;
/** The same of a credit note. */
export const NOTE_ACTIONS = onNotes.length;

/** Each request on a claim, or those of these names, with the refusal that the caller would get now; without those that would change nothing (C12). */
export async function claimActions(
  claimId: string,
  actor: Actor,
  asking: Asking,
  names?: readonly string[],
): Promise<readonly Action[]> {
  const claim = await asking.dryRun.aggregates.claim(claimId);
  const asked = names ? onClaims.filter(({ name }) => names.includes(name)) : onClaims;
  return actionsOf(asked, actor, asking, (declared) => {
    const example = declared.example?.(claim, { actor, at: asking.clock.now() });
    return Array.isArray(example) ? example.map((one) => ({ claimId, ...one })) : { claimId, ...example };
  });
}

/** The same of a batch. `unit`: one that is out, and no sample that has come already. */
export async function batchActions(
  batchId: string,
  unit: OfBatch['unit'],
  actor: Actor,
  asking: Asking,
): Promise<readonly Action[]> {
  const { aggregates } = asking.dryRun;
  const batch = await aggregates.batch(batchId);
  if (!batch) return [];
  const product = await aggregates.product(batch.produced.sku);
  const ofProduct = product?.current.defectGroups.map(({ group }) => group) ?? [];
  const defectGroups = [...new Set([...batch.groups.keys(), ...ofProduct])];
  return actionsOf(onBatches, actor, asking, (declared) => ({
    batchId,
    ...declared.batchExample?.({ batch, defectGroups, unit }),
  }));
}

/** The same of a credit note. */
export const noteActions = (number: string, note: OfNote, actor: Actor, asking: Asking): Promise<readonly Action[]> =>
  actionsOf(onNotes, actor, asking, (declared) => ({ number, ...declared.noteExample?.(note) }));

/** F1: why this caller could not close a month now; undefined: it could, or the month is closed. */
export async function closingRefusal(
  month: { readonly legalEntityId: string; readonly month: string },
  actor: Actor,
  { dryRun, clock }: Asking,
): Promise<Refusal | undefined> {
  const prepared = closeMonth.prepare(month, { actor, channel: 'API', clock });
  if (prepared.kind === 'invalid') throw new Error(prepared.message);
  const outcome = prepared.kind === 'refused' ? prepared : await dryRun.ask(prepared.request).catch(forbidden);
  return outcome.kind === 'refused' ? outcome.refusal : undefined;
}

async function actionsOf(
  declarations: readonly AnyRequest[],
  actor: Actor,
  { dryRun, clock }: Asking,
  exampleOf: (declared: AnyRequest) => object | readonly object[],
): Promise<readonly Action[]> {
  const answered = async (declared: AnyRequest, example: object) => {
    const prepared = declared.prepare(example, { actor, channel: 'API', clock });
    if (prepared.kind === 'invalid')
      throw new Error(`the example of ${declared.name} is not valid: ${prepared.message}`);
    return prepared.kind === 'refused' ? prepared : dryRun.ask(prepared.request).catch(forbidden);
  };
  const asked = await Promise.all(
    declarations.map(async (declared): Promise<readonly Action[]> => {
      const name = declared.name as RequestName;
      const example = exampleOf(declared);
      if (!Array.isArray(example)) {
        const outcome = await answered(declared, example);
        if (outcome.kind === 'unchanged') return [];
        return [{ name, refusal: outcome.kind === 'refused' ? outcome.refusal : undefined }];
      }
      let refusal: Refusal | undefined;
      for (const one of example) {
        const outcome = await answered(declared, one);
        if (outcome.kind !== 'refused') return [{ name, refusal: undefined }];
        refusal ??= outcome.refusal;
      }
      return [{ name, refusal }];
    }),
  );
  return asked.flat();
}

export function forbidden(error: unknown): { readonly kind: 'refused'; readonly refusal: Refusal } {
  if (!(error instanceof Forbidden)) throw error;
  return { kind: 'refused', refusal: { code: 'FORBIDDEN', message: error.message } };
}
