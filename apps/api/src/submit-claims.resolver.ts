import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Makegood } from '#engine';
import { sha256, uuidv5 } from '#kernel';
import { Forbidden, requests } from '#requests';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import { ClaimResult } from './claim.types.ts';
import { refusedView } from './common.types.ts';
import { failure, ruleOf, toErrorResponse } from './errors.ts';
import { COMMAND_LINES, MutationsResolver } from './mutations.resolver.ts';
import { inputTypeOf } from './request-inputs.ts';

const MAX_CLAIMS = 100;

const SubmitClaimInput = inputTypeOf(requests.submitClaim.input);

@Resolver()
export class SubmitClaimsResolver {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(MutationsResolver) private readonly mutations: MutationsResolver,
  ) {}

  @Mutation(() => [ClaimResult], {
    description: `Submits up to ${MAX_CLAIMS} claims, one after the other, each with its own answer in the same order. One that fails is answered with Refused and does not disturb the others; what is sent again with the same idempotency keys is not done twice.`,
  })
  async submitClaims(
    @Args('input', { type: () => [SubmitClaimInput], description: 'The claims.' }) inputs: readonly object[],
    @Context('caller') caller: Caller,
  ): Promise<readonly (typeof ClaimResult)[]> {
    const { submitClaim } = requests;
    const { role } = caller.actor;
    if (!submitClaim.roles.some((allowed) => allowed === role)) throw new Forbidden(role, 'submitClaims');
    if (inputs.length > MAX_CLAIMS)
      throw failure('BAD_USER_INPUT', `input: at most ${MAX_CLAIMS} claims at a time, not ${inputs.length}.`);
    caller.spend(inputs.length * COMMAND_LINES);
    // E3: one submission, also when it is sent again; a picture of it may show several units.
    const correlationId = uuidv5(sha256(JSON.stringify([caller.actor.id, inputs])));
    const answers: (typeof ClaimResult)[] = [];
    // In turn: of two claims for one unit the first is taken.
    for (const input of inputs)
      answers.push(
        (await this.mutations
          .perform(submitClaim, input, caller, { correlationId })
          .catch((error: unknown) => this.#refused(error))) as typeof ClaimResult,
      );
    return answers;
  }

  #refused(error: unknown) {
    if (error instanceof GraphQLError)
      return refusedView({ code: String(error.extensions['code']), message: error.message });
    const { code, message, rule } = toErrorResponse(error, this.makegood.logger);
    return refusedView({ code, message, ...ruleOf({ rule }) });
  }
}
