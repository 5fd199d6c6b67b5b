import { Inject, type Type } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { heldCreditsModel } from '#claims';
import type { Makegood } from '#engine';
import { claimOfSerial, type OwedReplacement, stillOwed } from '#finance';
import { type Answer, type AnyRequest, requests } from '#requests';
import { canonicalJson } from '#kernel';
import { MAKEGOOD } from '#server';
import { type Outcome, type Position, Turns } from '#platform';
import { type BatchUnitsClaim, MOST_UNITS, type RequestOutcome, type Shipment } from '#use-cases';
import {
  batchesModel,
  creditNotesModel,
  loadedClaim,
  replacementDocument,
  seesCountOf,
  seesOnly,
  unitsModel,
} from '#views';
import { type Owner, type Webhook, webhookOf } from '#webhooks';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { type ClaimAccepted, ClaimResult, claimView } from './claim.types.ts';
import { type Refused, refusedView } from './common.types.ts';
import { failure } from './errors.ts';
import {
  type BatchAccepted,
  BatchResult,
  type CreditNoteAccepted,
  CreditNoteResult,
  creditNoteView,
  type RecordAccepted,
  RecordResult,
  type ReplacementAccepted,
  ReplacementResult,
  replacementView,
} from './finance.types.ts';
import { batchView } from './registry.types.ts';
import { inputTypeOf } from './request-inputs.ts';

type AnyAccepted = ClaimAccepted | BatchAccepted | CreditNoteAccepted | RecordAccepted | ReplacementAccepted;
type AnswerKind = Answer<never>['kind'];
type Claims = NonNullable<RequestOutcome['claims']>;
type Reader = ReturnType<Makegood['forRequest']>;

/** Of `Caller.spend`, so that nobody writes without end: a command is several reads and appends. */
export const COMMAND_LINES = 20;

const STILL_OWED = 100;
/** Of the lists of an input. */
const MANY_ITEMS = 50;
/** So that no request is refused for the length of its lists alone: that has a message of its own. */
const MOST_PAID_ITEMS = 5_000;

/** Of many in one act. */
const LINES_PER_CLAIM = 4;

interface Particulars {
  /** It names many things, and takes its turn with others of the caller. */
  readonly isLong?: boolean;
  readonly correlationId?: string;
}

/** Every mutation is a declared request. */
@Resolver()
export class MutationsResolver {
  readonly #answers: Readonly<
    Record<
      Exclude<AnswerKind, 'claims'>,
      (id: string, position: Position, caller: Caller, reader: Reader, data: object) => Promise<AnyAccepted>
    >
  > = {
    claim: async (id, position, caller, reader) => {
      caller.forget();
      // As it was just decided: needs no read model.
      const claim = requireFound(loadedClaim(caller.actor, await reader.claimPage(id)), 'The claim');
      return { claim: claimView(claim), position };
    },
    batch: async (id, position, caller) => {
      caller.mustShow(position);
      const batch = requireFound(await caller.find(batchesModel, id), 'The batch');
      return { batch: batchView(batch), position };
    },
    creditNote: async (number, position, caller) => {
      caller.mustShow(position);
      const note = requireFound(await caller.find(creditNotesModel, number), 'The credit note');
      return { creditNote: creditNoteView(note), position };
    },
    record: async (id, position) => ({ id, position, replacements: [], stillOwed: [] }),
    webhook: async (id, position, _, reader, data) => {
      const asked = data as Owner & Pick<Webhook, 'webhookId' | 'secretId'>;
      const isNew = webhookOf(await reader.webhooks(asked), id)?.secretId === asked.secretId;
      const secret = isNew ? await this.makegood.webhookSecret(asked) : undefined;
      return { id, position, replacements: [], stillOwed: [], secret };
    },
    month: async (id, position, caller, reader, data) => {
      caller.mustShow(position);
      const [only] = await reader.legalEntityIds();
      const eq = (data as { readonly legalEntityId?: string }).legalEntityId ?? only ?? '';
      const heldCredits = await caller.models.count(heldCreditsModel, [{ field: 'legalEntityId', eq }]);
      return { id, position, replacements: [], stillOwed: [], heldCredits };
    },
    shipment: async (id, position, _, reader, data) => {
      const { partnerId, lines } = data as unknown as Pick<Shipment, 'partnerId' | 'lines'>;
      const ledger = await reader.replacements(partnerId);
      const claimIds = lines.flatMap(({ serials }) => serials.map((serial) => claimOfSerial(ledger, serial)));
      const viewOf = (owed: OwedReplacement) => replacementView(replacementDocument(owed));
      return {
        id,
        position,
        replacements: claimIds.flatMap((claimId) => {
          const owed = claimId === undefined ? undefined : ledger.byClaim.get(claimId);
          return owed ? [viewOf(owed)] : [];
        }),
        stillOwed: stillOwed(ledger).slice(0, STILL_OWED).map(viewOf),
      };
    },
    replacement: async (id, position, _, reader) => {
      const partnerId = (await reader.claim(id)).submission?.partnerId ?? '';
      const owed = requireFound((await reader.replacements(partnerId)).byClaim.get(id), 'The replacement');
      return { replacement: replacementView(replacementDocument(owed)), position };
    },
  };

  /** One after the other for each caller: commands wait for no turn once they have begun. */
  readonly #large = new Turns();

  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  /** @throws BAD_USER_INPUT; Forbidden */
  async perform(
    declared: AnyRequest,
    input: object,
    caller: Caller,
    { isLong = false, correlationId }: Particulars,
  ): Promise<AnyAccepted | Refused | readonly (AnyAccepted | Refused)[]> {
    await caller.giveWay('new');
    const { clock, dispatcher } = this.makegood;
    const reader = this.makegood.forRequest();
    const prepared = declared.prepare(input, { actor: caller.actor, channel: caller.channel, clock, correlationId });
    if (prepared.kind === 'invalid') throw failure('BAD_USER_INPUT', prepared.message);
    const { kind, id } = declared.answer;
    if (prepared.kind === 'refused')
      return kind === 'claims' ? [refusedView(prepared.refusal)] : refusedView(prepared.refusal);
    if (kind === 'claims')
      caller.spend(LINES_PER_CLAIM * (await askedFor(prepared.request.data as BatchUnitsClaim, caller)));
    const perform = () => dispatcher.perform(prepared.request);
    const outcome = await (isLong || kind === 'claims'
      ? this.#large.take(canonicalJson({ ...caller.actor }), perform)
      : perform());
    if (kind === 'claims') return this.#claimsOf(outcome, caller, reader);
    if (outcome.kind === 'refused') {
      // A refusal is decided twice.
      caller.charge(COMMAND_LINES);
      return refusedView(outcome.refusal);
    }
    const data = prepared.request.data as Record<string, string | readonly string[]>;
    const named = data[id] as string | readonly string[];
    const accepted = await this.#answers[kind](
      typeof named === 'string' ? named : (named[0] as string),
      outcome.position,
      caller,
      reader,
      data,
    );
    return { ...accepted, ...unchangedView(outcome, caller) };
  }

  /** Each with its own answer; of an act that claims nothing, why. */
  async #claimsOf(
    outcome: RequestOutcome,
    caller: Caller,
    reader: Reader,
  ): Promise<readonly (AnyAccepted | Refused)[]> {
    const claims: Claims = outcome.claims?.length ? outcome.claims : [{ outcome }];
    return Promise.all(
      claims.map(async ({ claimId = '', outcome: own }) => {
        if (own.kind === 'refused') return refusedView(own.refusal);
        await caller.inPieces();
        return {
          ...(await this.#answers.claim(claimId, own.position, caller, reader, {})),
          ...unchangedView(own, caller),
        };
      }),
    );
  }
}

/** C12; R4: a partner is not told what others have done to the unit that it has now. */
function unchangedView(outcome: Outcome, { actor }: Caller): Pick<AnyAccepted, 'unchanged'> {
  if (outcome.kind !== 'unchanged') return {};
  const { reached, stream } = outcome;
  return { unchanged: seesCountOf(actor, stream) || reached?.by.onBehalfOf === seesOnly(actor) ? { ...reached } : {} };
}

/** Units, at most. */
async function askedFor({ serials, batchId }: BatchUnitsClaim, { models }: Caller): Promise<number> {
  if (serials) return serials.length;
  return Math.min(MOST_UNITS, await models.count(unitsModel, [{ field: 'shipment.batchId', eq: batchId }]));
}

/** Of all lists in an input: each is looked up, or written. */
function itemsIn(input: object): number {
  let items = 0;
  const left: unknown[] = [input];
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (Array.isArray(part)) items += part.length;
    if (typeof part === 'object' && part !== null) for (const value of Object.values(part)) left.push(value ?? null);
  }
  return items;
}

const RESULTS: Readonly<Record<AnswerKind, object>> = {
  claim: ClaimResult,
  claims: [ClaimResult],
  batch: BatchResult,
  creditNote: CreditNoteResult,
  record: RecordResult,
  webhook: RecordResult,
  shipment: RecordResult,
  month: RecordResult,
  replacement: ReplacementResult,
};

function addMutation(Class: Type<MutationsResolver>, declared: AnyRequest): void {
  const { name, description, input, answer } = declared;
  const InputClass = inputTypeOf(input);
  const descriptor = {
    value(this: MutationsResolver, given: object, caller: Caller) {
      const items = itemsIn(given);
      caller.spend(COMMAND_LINES + Math.min(MOST_PAID_ITEMS, items));
      return this.perform(declared, given, caller, { isLong: items > MANY_ITEMS });
    },
    writable: true,
    configurable: true,
  };
  Object.defineProperty(Class.prototype, name, descriptor);
  // Metadata that the compiler emits for written methods.
  Reflect.defineMetadata('design:paramtypes', [Object, Object], Class.prototype, name);
  Args('input', { type: () => InputClass, description: input.description })(Class.prototype, name, 0);
  Context('caller')(Class.prototype, name, 1);
  Mutation(() => RESULTS[answer.kind] as never, { description })(Class.prototype, name, descriptor);
}

for (const declared of Object.values(requests)) addMutation(MutationsResolver, declared);
