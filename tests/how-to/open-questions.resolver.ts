import { Args, Context, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { SeenOf } from '#views';
import type { Caller } from '../../apps/api/src/caller.ts';
import { Connection, Node } from '../../apps/api/src/common.types.ts';
import { AFTER, FIRST, pageOf } from '../../apps/api/src/paging.ts';
import { DateTimeScalar } from '../../apps/api/src/scalars.ts';
import { openQuestionsModel } from './open-questions.projection.ts';

// #region query
@ObjectType({ implements: () => [Node], description: 'A question about a claim that has no answer yet.' })
class OpenQuestion extends Node {
  @Field(() => ID, { description: 'Id of the claim.' }) claimId!: string;
  @Field({ description: "The question, in the partner's own words." }) text!: string;
  @Field(() => DateTimeScalar, { description: 'When it was asked.' }) askedAt!: string;
}

const openQuestionView = ({ id, claimId, text, askedAt }: SeenOf<typeof openQuestionsModel>): OpenQuestion =>
  Object.assign(new OpenQuestion(), { id, claimId, text, askedAt });

@ObjectType('OpenQuestionConnection', { description: 'A page of open questions.' })
class OpenQuestionConnection extends Connection(OpenQuestion, 'OpenQuestion') {}

@Resolver(() => OpenQuestion)
export class OpenQuestionsResolver {
  @Query(() => OpenQuestionConnection, { description: 'Oldest first; a partner sees its own.' })
  openQuestions(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    const orderBy = { field: 'askedAt', direction: 'asc' } as const;
    return pageOf(caller, openQuestionsModel, { orderBy }, { first, after }, openQuestionView);
  }
}
// #endregion query
