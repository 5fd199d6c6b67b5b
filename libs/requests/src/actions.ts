import { ReserveReplacements } from '#finance';
import { type Actor, type Clock, dayOf, type Refusal, type Serial } from '#kernel';
import { keptMail, reservationRefusal } from '#use-cases';
import { claimFromMail } from './claims.requests.ts';
import { type DryRun, Forbidden } from './dispatcher.ts';
import { EXAMPLE_ID, EXAMPLE_TEXT } from './examples.ts';
import { closeMonth } from './finance.requests.ts';
import { deleteMail } from './mail.requests.ts';
import { allotReplacements, recordDelivery, shipReplacement } from './replacements.requests.ts';
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
const onUnits = every.filter(({ unitExample }) => unitExample);

/** The number of requests that one claim is asked about. */
export const ACTIONS = onClaims.length;
/** The same of a batch. */
export const BATCH_ACTIONS = onBatches.length;
/** The same of a credit note. */
export const NOTE_ACTIONS = onNotes.length;
/** The same of a unit. */
export const UNIT_ACTIONS = onUnits.length;
/** The same of a replacement. */
export const REPLACEMENT_ACTIONS = 3;
/** The same of a mail. */
export const MAIL_ACTIONS = 2;

/** Each request on a claim, or those of these names, with the refusal that the caller would get now; without those that would change nothing (C12). */
export async function claimActions(
  claimId: string,
  actor: Actor,
  asking: Asking,
  names?: readonly string[],
): Promise<readonly Action[]> {
  const claim = await asking.dryRun.aggregates.claim(claimId);
  return actionsOf(named(onClaims, names), actor, asking, (declared) => {
    const example = declared.example?.(claim, { actor, at: asking.clock.now() });
    return Array.isArray(example) ? example.map((one) => ({ claimId, ...one })) : { claimId, ...example };
  });
}

const named = (all: readonly AnyRequest[], names: readonly string[] | undefined): readonly AnyRequest[] =>
  names ? all.filter(({ name }) => names.includes(name)) : all;

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

/** The same of a unit; nothing of a serial that was mistyped, as the unit has another now (R5). */
export async function unitActions(
  serial: Serial,
  actor: Actor,
  asking: Asking,
  names?: readonly string[],
): Promise<readonly Action[]> {
  const unit = await asking.dryRun.aggregates.unit(serial);
  if (!unit || unit.newSerial !== undefined) return [];
  return actionsOf(named(onUnits, names), actor, asking, (declared) => declared.unitExample?.(unit) ?? {});
}

/** The same of what finance records of a replacement. */
export async function replacementActions(
  { claimId, partnerId }: { readonly claimId: string; readonly partnerId: string },
  actor: Actor,
  asking: Asking,
): Promise<readonly Action[]> {
  const ledger = await asking.dryRun.aggregates.replacements(partnerId);
  const owed = ledger.byClaim.get(claimId);
  if (!owed) return [];
  const { newSerial, status, sku } = owed;
  const onOrder = { partnerId, orderNumber: EXAMPLE_TEXT, claimIds: [claimId] };
  const allotted = await actionsOf([allotReplacements], actor, asking, () => onOrder);
  // Which unit it will be is not known: the ledger is asked with one that fits.
  const at = asking.clock.now();
  const reserved = { partnerId, units: [{ claimId, newSerial: EXAMPLE_SERIAL, sku }], shippedOn: dayOf(at) };
  const meta = { id: EXAMPLE_ID, actor, at, correlationId: EXAMPLE_ID };
  const shipped = judged(shipReplacement, actor, () =>
    reservationRefusal(new ReserveReplacements(reserved, meta), ledger),
  );
  const delivered =
    status === 'SHIPPED' && newSerial !== undefined
      ? await unitActions(newSerial, actor, asking, [recordDelivery.name])
      : [];
  return [...allotted, shipped, ...delivered];
}

const EXAMPLE_SERIAL = 'EXAMPLE' as Serial;

/** The same of a mail. What is claimed for is not known yet: that is asked by `intake`. */
export async function mailActions(mailId: string, actor: Actor, asking: Asking): Promise<readonly Action[]> {
  const mail = await asking.dryRun.aggregates.mail(mailId);
  const claimed = judged(claimFromMail, actor, () => {
    const kept = keptMail(mail);
    return 'code' in kept ? kept : undefined;
  });
  return [claimed, ...(await actionsOf([deleteMail], actor, asking, () => ({ mailId, reason: EXAMPLE_TEXT })))];
}

/** Of a request that no example fits. */
const judged = ({ name, roles }: AnyRequest, actor: Actor, judge: () => Refusal | undefined): Action => ({
  name: name as RequestName,
  refusal: mayAsk({ roles }, actor) ? judge() : forbidden(new Forbidden(actor.role, name)).refusal,
});

/** Whether the role allows it at all. */
export const mayAsk = ({ roles }: Pick<AnyRequest, 'roles'>, { role }: Pick<Actor, 'role'>): boolean =>
  role !== 'SYSTEM' && roles.includes(role);

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
