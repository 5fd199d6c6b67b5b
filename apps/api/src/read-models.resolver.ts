import { Inject } from '@nestjs/common';
import { Args, Context, Field, Float, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { type Makegood, projections, type Rebuild, Rebuilds, stateInWords } from '#engine';
import type { Actor as By } from '#kernel';
import { Forbidden, input, key, optional, readInput, text } from '#requests';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import { Actor, refusedView } from './common.types.ts';
import { enumOf } from './enums.ts';
import { failure } from './errors.ts';
import { RecordResult } from './finance.types.ts';
import { COMMAND_LINES } from './mutations.resolver.ts';
import { inputTypeOf } from './request-inputs.ts';
import { DateTimeScalar, PositionScalar } from './scalars.ts';

const RebuildStatusEnum = enumOf<Rebuild['status']>('RebuildStatus', 'How far a rebuild is.', {
  QUEUED: 'It begins in a moment, or when another has ended.',
  RUNNING: 'The log is being read. Queries are answered from the old documents.',
  DONE: 'Queries are answered from the new documents.',
  FAILED: 'It could not be done; queries are answered from the old documents.',
});

@ObjectType('Rebuild', { description: 'How one read model was built anew from the log, or is being built.' })
export class RebuildView {
  @Field(() => RebuildStatusEnum, { description: 'How far it is.' }) status!: string;
  @Field(() => Actor, { description: 'Who asked for it.' }) requestedBy!: By;
  @Field(() => DateTimeScalar, { description: 'When it was asked for.' }) requestedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' }) endedAt?: string | undefined;
  @Field(() => Int, { description: 'How much of the log was read, in percent.' }) percent!: number;
  @Field(() => Int, { description: 'Events that were read.' }) events!: number;
  @Field(() => String, { nullable: true, description: 'Why it has failed.' }) message?: string | undefined;
}

@ObjectType({ description: 'How far one read model has followed the log.' })
export class ProjectionStatus {
  @Field({ description: 'Name of the read model, such as claims.' }) name!: string;
  @Field(() => Int, { description: 'The version that answers queries.' }) version!: number;
  @Field(() => PositionScalar, { description: 'It contains every event up to here.' }) position!: string;
  @Field(() => Int, { description: 'Events not in it yet; counted up to 1,000.' }) lagEvents!: number;
  @Field(() => Float, { description: 'Age of the oldest of them in seconds; 0 when there are none.' })
  lagSeconds!: number;
  @Field({
    description: 'live, behind, or what prevents it: "2 streams quarantined", "halted: <reason>", "not built yet".',
  })
  state!: string;
  @Field(() => RebuildView, { nullable: true, description: 'Its newest rebuild; null if there was none.' })
  rebuild?: RebuildView | undefined;
}

const rebuildInput = input('RebuildInput', 'A read model to build anew from the log.', {
  idempotencyKey: optional(key('The same key again is the same rebuild, and answered alike (C12).')),
  projection: text(100, 'Name of the read model, as in projections: such as claims.'),
});
const RebuildInput = inputTypeOf(rebuildInput);

export const MAY_REBUILD = 'ADMIN';

/** Of read models that are behind, thousands of events are counted. */
const STATUS_LINES = 100;

@Resolver()
export class ReadModelsResolver {
  readonly #rebuilds: Rebuilds;
  #status: ReturnType<Makegood['status']> | undefined;

  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {
    this.#rebuilds = new Rebuilds(makegood);
  }

  @Query(() => [ProjectionStatus], { description: 'How far each read model has followed the log. For staff.' })
  async projections(@Context('caller') caller: Caller): Promise<ProjectionStatus[]> {
    caller.requireStaff('The state of the read models');
    caller.spend(STATUS_LINES);
    // One for all that ask meanwhile.
    this.#status ??= this.makegood.status().finally(() => (this.#status = undefined));
    const [{ readModels }, rebuilds] = await Promise.all([this.#status, this.#rebuilds.all()]);
    const newest = new Map(rebuilds.map((rebuild) => [rebuild.name, rebuild]));
    return readModels.map((status) => ({
      ...status,
      state: stateInWords(status.state),
      rebuild: newest.get(status.name),
    }));
  }

  @Mutation(() => RecordResult, {
    description:
      'Builds a read model anew from the log, beside the documents in use, and switches to it. Answered at once: projections shows how it goes on. Refused while it is being rebuilt already (REBUILD_RUNNING). Allowed for: ADMIN.',
  })
  async rebuild(
    @Args('input', { type: () => RebuildInput, description: 'Which.' }) asked: object,
    @Context('caller') caller: Caller,
  ): Promise<typeof RecordResult> {
    const { actor } = caller;
    caller.spend(COMMAND_LINES);
    if (actor.role !== MAY_REBUILD) throw new Forbidden(actor.role, 'rebuild');
    const read = readInput(rebuildInput, asked);
    if (read.kind !== 'read')
      throw failure('BAD_USER_INPUT', read.kind === 'invalid' ? read.message : read.refusal.message);
    const { projection, idempotencyKey } = read.data;
    if (!projections.some(({ model }) => model.name === projection))
      throw failure(
        'BAD_USER_INPUT',
        `projection: there is no read model "${projection}". Take a name of projections.`,
      );
    const requested = await this.#rebuilds.request(projection, { actor, idempotencyKey });
    if ('running' in requested)
      return refusedView({
        code: 'REBUILD_RUNNING',
        message: `${projection} is being rebuilt already. Wait until that has ended: projections shows how far it is.`,
        rule: 'A3',
      });
    return { id: projection, position: await this.makegood.store.head(), replacements: [], stillOwed: [] };
  }
}
