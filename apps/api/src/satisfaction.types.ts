import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ isAbstract: true })
abstract class Scores {
  @Field(() => Int, { description: 'Claims that were rated, each once (N3).' }) rated!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Share of them rated 4 or 5 of 5, from 0 to 1; null when none was rated.',
  })
  satisfiedShare?: number | undefined;
  @Field(() => Float, { nullable: true, description: 'Their average score, from 1 to 5.' })
  averageScore?: number | undefined;
}

@ObjectType({ description: 'Ratings of the claims of partners that had this account manager when they rated.' })
export class ManagerSatisfaction extends Scores {
  @Field(() => ID, { description: 'Id of the account manager.' }) accountManager!: string;
}

@ObjectType({
  description: 'What partners answered to the one question after resolution, by the day of the answer (N3).',
})
export class Satisfaction extends Scores {
  @Field(() => [ManagerSatisfaction], { description: 'The same by account manager.' })
  byAccountManager!: readonly ManagerSatisfaction[];
}
