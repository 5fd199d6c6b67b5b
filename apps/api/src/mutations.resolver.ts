import { Inject, type Type } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { type Answer, type AnyRequest, requests } from '#requests';
import { MAKEGOOD } from '#server';
import type { Position } from '#platform';
import { batchesModel, loadedClaim } from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { type ClaimAccepted, ClaimResult, claimView } from './claim.types.ts';
import { type RecordAccepted, type Refused, refusedView } from './common.types.ts';
import { failure } from './errors.ts';
import { type BatchAccepted, BatchResult, RecordResult } from './finance.types.ts';
import { batchView } from './registry.types.ts';
import { inputTypeOf } from './request-inputs.ts';

type Accepted = ClaimAccepted | BatchAccepted | RecordAccepted;
type AnswerKind = Answer<never>['kind'];
type Reader = ReturnType<Makegood['forRequest']>;

/** A refusal is decided twice, and nothing limits how often somebody tries. */
const REFUSED_LINES = 20;

/** Every mutation is a declared request. */
@Resolver()
export class MutationsResolver {
  readonly #answers: Readonly<
    Record<AnswerKind, (id: string, position: Position, caller: Caller, reader: Reader) => Promise<Accepted>>
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
    record: async (id, position) => ({ id, position }),
  };

  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  /** @throws BAD_USER_INPUT; Forbidden */
  async perform(declared: AnyRequest, input: object, caller: Caller): Promise<Accepted | Refused> {
    await caller.giveWay();
    const { clock, dispatcher } = this.makegood;
    const reader = this.makegood.forRequest();
    const prepared = declared.prepare(input, { actor: caller.actor, channel: 'API', clock });
    if (prepared.kind === 'invalid') throw failure('BAD_USER_INPUT', prepared.message);
    if (prepared.kind === 'refused') return refusedView(prepared.refusal);
    const outcome = await dispatcher.perform(prepared.request);
    if (outcome.kind === 'refused') {
      caller.charge(REFUSED_LINES);
      return refusedView(outcome.refusal);
    }
    const { kind, id } = declared.answer;
    return this.#answers[kind](
      (prepared.request.data as Record<string, string>)[id] as string,
      outcome.position,
      caller,
      reader,
    );
  }
}

const RESULTS: Readonly<Record<AnswerKind, object>> = { claim: ClaimResult, batch: BatchResult, record: RecordResult };

function addMutation(Class: Type<MutationsResolver>, declared: AnyRequest): void {
  const { name, description, input, answer } = declared;
  const InputClass = inputTypeOf(input);
  const descriptor = {
    value(this: MutationsResolver, given: object, caller: Caller) {
      return this.perform(declared, given, caller);
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
