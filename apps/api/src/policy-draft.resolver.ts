import { Inject } from '@nestjs/common';
import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { Forbidden, policyInputOf, requests } from '#requests';
import { MAKEGOOD } from '#server';
import { policiesModel } from '#views';
import type { Caller } from './caller.ts';
import { Refused, refusedView } from './common.types.ts';
import { failure } from './errors.ts';
import { COMMAND_LINES } from './mutations.resolver.ts';
import { Policy } from './registry.types.ts';
import { inputTypeOf } from './request-inputs.ts';
import { JsonScalar } from './scalars.ts';

const { publishPolicy } = requests;
const PolicyInput = inputTypeOf(publishPolicy.input);

@ObjectType({ description: 'What publishing terms would be answered now.' })
class PolicyPreview {
  @Field(() => Int, { description: 'The number of the version that they would be.' }) version!: number;
  @Field(() => Refused, { nullable: true, description: 'Why they would be refused; null: they would be published.' })
  refusal?: Refused | undefined;
  @Field({ description: 'Whether they are those of the newest version, so that nothing would be published.' })
  unchanged!: boolean;
}

/** The next version of a policy, before it is published. */
@Resolver(() => Policy)
export class PolicyDraftResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => JsonScalar, {
    nullable: true,
    description:
      'All its terms as the PolicyInput that publishes them, for a next version that begins with them. For staff; null for partners.',
  })
  terms(@Parent() { document, version }: Policy, @Context('caller') caller: Caller) {
    const published = document.versions.find((one) => one.version === version);
    return caller.isPartner ? undefined : published && policyInputOf(published);
  }

  @Query(() => PolicyPreview, {
    description:
      'What publishPolicy would be answered with the same input. Writes nothing. For the roles of publishPolicy.',
  })
  async policyPreview(
    @Args('input', { type: () => PolicyInput, description: publishPolicy.input.description }) input: object,
    @Context('caller') caller: Caller,
  ): Promise<PolicyPreview> {
    const { actor } = caller;
    if (!publishPolicy.roles.some((role) => role === actor.role)) throw new Forbidden(actor.role, 'policyPreview');
    caller.spend(COMMAND_LINES);
    const prepared = publishPolicy.prepare(input, { actor, channel: 'API', clock: this.makegood.clock });
    if (prepared.kind === 'invalid') throw failure('BAD_USER_INPUT', prepared.message);
    const known = await caller.find(policiesModel, (input as { readonly id: string }).id);
    const version = (known?.versions.length ?? 0) + 1;
    if (prepared.kind === 'refused') return { version, refusal: refusedView(prepared.refusal), unchanged: false };
    const outcome = await caller.dryRun(this.makegood).ask(prepared.request);
    return {
      version,
      refusal: outcome.kind === 'refused' ? refusedView(outcome.refusal) : undefined,
      unchanged: outcome.kind === 'unchanged',
    };
  }
}
