import { Inject } from '@nestjs/common';
import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import type { Day } from '#kernel';
import { ACTIONS, intake, type IntakeAnswer } from '#requests';
import { MAKEGOOD } from '#server';
import { unitsModel } from '#views';
import { defectLabel } from '#warranty';
import type { Caller } from './caller.ts';
import { Refused, refusedView } from './common.types.ts';
import { EvidenceKindEnum } from './enums.ts';
import { failure } from './errors.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Coverage, ProductDefect, Unit, unitView } from './registry.types.ts';
import { DateScalar, DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'A defect that can be claimed for.' })
class DefectOption extends ProductDefect {
  @Field({ description: 'Whether the policy leaves it out: the claim is taken and a person decides (C3).' })
  excluded!: boolean;
}

@ObjectType({ description: 'Evidence that the policy asks for (E2).' })
class EvidenceDemand {
  @Field(() => EvidenceKindEnum, { description: 'What the files must show.' }) kind!: string;
  @Field(() => Int, { description: 'How many files of that kind.' }) atLeast!: number;
}

@ObjectType({ description: 'What a claim would meet if it were submitted now. Nothing is written.' })
class Intake {
  readonly answer!: IntakeAnswer;
  @Field(() => Coverage, {
    nullable: true,
    description:
      'Coverage on the day of failure, of the defect if one is named (C3). Null when the unit is not there, or not for the caller.',
  })
  coverage?: Coverage | undefined;
  @Field(() => Refused, {
    nullable: true,
    description: 'What submitClaim would be refused for, with evidence that shows the defect; null: it would be taken.',
  })
  refusal?: Refused | undefined;
  @Field(() => [EvidenceDemand], {
    description: 'What the policy asks for, beside the picture or video that every claim needs (C1).',
  })
  evidenceDemanded!: readonly EvidenceDemand[];
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it would be resolved at the latest; null where it would be refused.',
  })
  dueAt?: string | undefined;
}

@Resolver(() => Intake)
export class IntakeResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Intake, {
    description:
      'What a claim would meet, before it is written: coverage, defects, evidence, and the refusal that would come. Staff are answered for the partner that has the unit.',
  })
  async intake(
    @Context('caller') caller: Caller,
    @Args('serial', { description: 'Serial on the plate, whatever its case and blanks.' }) serial: string,
    @Args('defectCode', { type: () => String, nullable: true, description: 'The defect, once it is known.' })
    defectCode?: string | null,
    @Args('failedOn', {
      type: () => DateScalar,
      nullable: true,
      description: 'Day of failure; left out, today in the place of the partner (C3, R9).',
    })
    failedOn?: Day | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Intake> {
    caller.atLeast(atLeast);
    caller.spend(ACTIONS);
    const question = { serial, defectCode: defectCode ?? undefined, failedOn: failedOn ?? undefined };
    const { clock } = this.makegood;
    const answer = await intake(question, caller.actor, { dryRun: caller.dryRun(this.makegood), clock });
    if ('invalid' in answer) throw failure('BAD_USER_INPUT', answer.invalid);
    const { refusal, outlook } = answer;
    return Object.assign(new Intake(), {
      answer,
      coverage: outlook && { ...outlook.coverage, goodwill: false },
      refusal: refusal && refusedView(refusal),
      evidenceDemanded: outlook?.evidenceDemanded ?? [],
      dueAt: outlook?.dueAt,
    });
  }

  @ResolveField(() => Unit, { nullable: true, description: 'Null when it is not there, or not for the caller.' })
  async unit(@Parent() { answer: { outlook } }: Intake, @Context('caller') caller: Caller): Promise<Unit | undefined> {
    const document = outlook && (await caller.find(unitsModel, outlook.serial));
    return document && unitView(document);
  }

  @ResolveField(() => [DefectOption], {
    description: "Defects of the product, with labels in the caller's language; none when it lists none.",
  })
  async defects(
    @Parent() { answer: { outlook } }: Intake,
    @Context('caller') caller: Caller,
  ): Promise<readonly DefectOption[]> {
    if (!outlook) return [];
    const language = await caller.language();
    return outlook.defectGroups.flatMap((group) =>
      group.codes.map((code) => ({
        code,
        group: group.group,
        label: defectLabel(group, code, language),
        excluded: outlook.isExcluded(code),
      })),
    );
  }
}
