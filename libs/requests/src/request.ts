import { randomUUID } from 'node:crypto';
import type { BatchState } from '#batches';
import type { Channel, ClaimState } from '#claims';
import {
  type Actor,
  canonicalJson,
  type Clock,
  type Command,
  type CommandClass,
  type CommandMetadata,
  type Day,
  type Instant,
  type Json,
  type Refusal,
  type Role,
  sha256,
  uuidv5,
} from '#kernel';
import type { AggregateReader, RequestOutcome, UseCasePorts } from '#use-cases';
import type { Unit } from '#warranty';
import {
  type DataOf,
  type Fields,
  type Input,
  input,
  key,
  optional,
  type Parts,
  partsOf,
  readInput,
  type SentOf,
} from './fields.ts';

export type AnyCommandClass = abstract new (...given: never) => Command;

interface Handling<D, C extends Command> {
  readonly commands: readonly CommandClass<C>[];
  /** Whether it reads other streams than that of its command. */
  readonly consults: boolean;
  readonly run: (
    data: D,
    meta: CommandMetadata,
    ports: UseCasePorts<keyof AggregateReader, C>,
  ) => Promise<RequestOutcome>;
}

export const command = <C extends Command>(Class: CommandClass<C>): Handling<C['data'], C> => ({
  commands: [Class],
  consults: false,
  run: (data, meta, { execute }) => execute(new Class(data, meta)),
});

/** Sending a command that is not listed does not compile. */
export const useCase = <D, const L extends readonly AnyCommandClass[]>(
  run: Handling<D, InstanceType<L[number]>>['run'],
  commands: L,
): Handling<D, InstanceType<L[number]>> => ({ run, consults: true, commands: commands as never });

/** Refuses a partner what belongs to another, as if it did not exist. */
export type Own<D> = (
  actor: Actor,
  data: D,
  aggregates: Pick<AggregateReader, 'claim'>,
) => Promise<Refusal | undefined> | Refusal | undefined;

interface LeftToAggregate {
  readonly leftToAggregate: string;
}
export const leftToAggregate = (reason: string): LeftToAggregate => ({ leftToAggregate: reason });

/** With PARTNER among the roles, a restriction to what is theirs is mandatory. */
type Audience<D> =
  | { readonly roles: readonly Exclude<Role, 'PARTNER'>[]; readonly own?: never }
  | { readonly roles: readonly Role[]; readonly own: Own<D> | LeftToAggregate };

/** `id`: the member of the data that names the claim, batch or record returned; of `claims`, what they have in common. Of a list: the first. A shipment also returns the claims it answers, a month the credits that are held, a webhook the secret that it was given. */
export interface Answer<D> {
  readonly kind:
    | 'claim'
    | 'claims'
    | 'batch'
    | 'record'
    | 'shipment'
    | 'month'
    | 'replacement'
    | 'creditNote'
    | 'webhook';
  readonly id: keyof D & string;
}
export const claimAnswer = { kind: 'claim', id: 'claimId' } as const;
export const claimsAnswer = { kind: 'claims', id: 'batchId' } as const;
export const batchAnswer = { kind: 'batch', id: 'batchId' } as const;
export const creditNoteAnswer = { kind: 'creditNote', id: 'number' } as const;
export const replacementAnswer = { kind: 'replacement', id: 'claimId' } as const;
export const webhookAnswer = { kind: 'webhook', id: 'webhookId' } as const;
export const monthAnswer = { kind: 'month', id: 'month' } as const;
export const shipmentAnswer = { kind: 'shipment', id: 'invoiceNumber' } as const;
export const recordAnswer = <const K extends string>(id: K) => ({ kind: 'record', id }) as const;

export interface Arrival {
  readonly actor: Actor;
  /** Where it is not the actor: who imports what others did. */
  readonly sender?: Actor | undefined;
  readonly channel: Channel;
  readonly clock: Clock;
  /** For imported history. */
  readonly at?: Instant | undefined;
  /** Of several requests that are sent as one. */
  readonly correlationId?: string | undefined;
}

export interface RequestContext extends Pick<Arrival, 'channel'> {
  readonly meta: CommandMetadata;
}

export interface Asked {
  readonly actor: Actor;
  readonly at: Instant;
}

/** What there is of a batch to be said or asked. */
export interface OfBatch {
  readonly batch: NonNullable<BatchState>;
  /** Of its product, and what it was suspected of. */
  readonly defectGroups: readonly string[];
  /** One of its units, not a sample that has come already, if there is one. */
  readonly unit: { readonly serial: string; readonly partnerId: string } | undefined;
}

/** What there is of a credit note. */
export interface OfNote {
  readonly issuedOn: Day;
}

interface Common<N extends string, F extends Fields, C extends Command, D> {
  /** Of the mutation and of the import row. */
  readonly name: N;
  readonly description: string;
  readonly input: Input<F>;
  /** Checks of the input alone; the first refusal wins. */
  readonly policies?: readonly ((input: DataOf<F>, arrival: Arrival) => Refusal | undefined)[];
  /**
   * Of a request on a claim: input that is valid for the claim as it stands, without its id. With it `Claim.actions` asks whether the
   * caller may send the request now. A list, where one of many is named: that one of its members is accepted, or stands already, is enough.
   */
  readonly example?: (
    claim: ClaimState,
    asked: Asked,
  ) => Omit<SentOf<F>, 'claimId'> | readonly Omit<SentOf<F>, 'claimId'>[];
  /** The same of a request on a batch, for `Batch.actions`. */
  readonly batchExample?: (of: OfBatch) => Omit<SentOf<F>, 'batchId'>;
  /** The same of a request on a credit note, for `CreditNote.actions`. */
  readonly noteExample?: (of: OfNote) => Omit<SentOf<F>, 'number'>;
  /** The same of a request on a unit, for `Unit.actions`; with its serial, which some have in a list. */
  readonly unitExample?: (unit: Unit) => SentOf<F> | readonly SentOf<F>[];
  readonly answer: Answer<NoInfer<D>>;
  readonly handling: Handling<D, C>;
}

/** From public input to command data; mandatory when they differ. */
type Translation<I, D> = [I] extends [D]
  ? { readonly toData?: (input: I, context: RequestContext) => NoInfer<D> }
  : { readonly toData: (input: I, context: RequestContext) => NoInfer<D> };

export interface PreparedRequest extends Pick<Arrival, 'sender'> {
  readonly declaration: AnyRequest;
  readonly data: unknown;
  readonly meta: CommandMetadata;
}

/** One request; its mutation, import row and authority derive from this. */
export interface RequestDeclaration<N extends string, F extends Fields, C extends Command, D>
  extends Common<N, F, C, D> {
  readonly roles: readonly Role[];
  readonly own?: Own<D> | LeftToAggregate | undefined;
  /** From command data instead of input. */
  of(data: D, meta: CommandMetadata): PreparedRequest;
  prepare(raw: unknown, arrival: Arrival): Prepared;
}

// oxlint-disable-next-line typescript/no-explicit-any -- any request
export type AnyRequest = RequestDeclaration<string, any, any, any>;

export type CommandsOf<R extends { readonly handling: { readonly commands: readonly AnyCommandClass[] } }> =
  InstanceType<R['handling']['commands'][number]>;

const IDEMPOTENCY = {
  idempotencyKey: optional(key('Repeating a key returns the first answer without repeating the effect (C12).')),
};

const keyedInputs = new WeakMap<Input, Input>();

/** Created once per input, as it is one type of the public API. */
function withIdempotencyKey(of: Input): Input {
  const known = keyedInputs.get(of);
  if (known) return known;
  const keyed = input(of.name, of.description, { ...IDEMPOTENCY, ...of.fields });
  keyedInputs.set(of, keyed);
  return keyed;
}

export function request<N extends string, F extends Fields, C extends Command, D>(
  declared: Common<N, F, C, D> & Audience<NoInfer<D>> & Translation<DataOf<F>, D>,
): RequestDeclaration<N, F, C, D> {
  const { input: of } = declared;
  const { toData } = declared as { readonly toData?: (input: DataOf<F>, context: RequestContext) => D };
  const keyed = withIdempotencyKey(of);
  const made: RequestDeclaration<N, F, C, D> = {
    ...declared,
    input: keyed as unknown as Input<F>,
    own: declared.own,
    of: (data, meta) => ({ declaration: made, data, meta }),
    prepare: (raw, arrival) => {
      const read = readInput(keyed, raw);
      if (read.kind !== 'read') return read;
      const { idempotencyKey, ...given } = read.data as { readonly idempotencyKey?: string };
      const data = given as unknown as DataOf<F>;
      for (const policy of declared.policies ?? []) {
        const refusal = policy(data, arrival);
        if (refusal) return { kind: 'refused', refusal };
      }
      const meta = metadataOf(declared.name, read.data as never, idempotencyKey, arrival);
      const translated = toData ? toData(data, { meta, channel: arrival.channel }) : (data as unknown as D);
      const { sender } = arrival;
      return { kind: 'request', request: { ...made.of(translated, meta), ...(sender && { sender }) } };
    },
  };
  return made;
}

/** The same request, of which all but `id` may be left out, and then stays as it is. `of`: what it changes, in words. */
export function partlyAs<N extends string, F extends Fields, I extends keyof F & string, C extends Command, D>(
  whole: RequestDeclaration<string, F, C, D>,
  declared: { readonly name: N; readonly description: string; readonly of: string; readonly id: I },
): RequestDeclaration<N, Parts<F, I>, C, D> {
  const { name, description, of, id } = declared;
  const input = partsOf(whole.input, { name: inputName(name), description: `What changes of ${of}.`, id });
  return request({ ...whole, name, description, input } as never);
}

const inputName = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;

export type Prepared =
  | { readonly kind: 'request'; readonly request: PreparedRequest }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** C12: a key makes the command id repeatable, and the digest detects another body under the same key. */
function metadataOf(
  name: string,
  given: Json,
  key: string | undefined,
  { actor, at, clock, correlationId }: Arrival,
): CommandMetadata {
  const sender = actor.onBehalfOf === undefined ? ['staff', actor.id] : ['partner', actor.onBehalfOf];
  const id = key === undefined ? randomUUID() : uuidv5(canonicalJson(['key', ...sender, key]));
  return {
    id,
    actor,
    at: at ?? clock.now(),
    ...(at !== undefined && { dated: true as const }),
    correlationId: correlationId ?? id,
    ...(key !== undefined && { digest: sha256(canonicalJson({ name, input: given })) }),
  };
}
