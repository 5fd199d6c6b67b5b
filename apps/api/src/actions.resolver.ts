import { Inject } from '@nestjs/common';
import { Args, Context, Field, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import type { Clock, Json, Serial } from '#kernel';
import {
  type Action,
  ACTIONS,
  BATCH_ACTIONS,
  batchActions,
  claimActions,
  type DryRun,
  MAIL_ACTIONS,
  mailActions,
  NOTE_ACTIONS,
  noteActions,
  REPLACEMENT_ACTIONS,
  replacementActions,
  requests,
  UNIT_ACTIONS,
  unitActions,
} from '#requests';
import { MAKEGOOD } from '#server';
import { IN_STOCK, unitsModel } from '#views';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { Refused, refusedView } from './common.types.ts';
import { CreditNote, Replacement } from './finance.types.ts';
import { Mail } from './mails.resolver.ts';
import { requireForStaff } from './registry.resolver.ts';
import { Batch, Unit } from './registry.types.ts';

@ObjectType({ description: 'Something that can be done to a claim, a unit, a batch, a credit note or the like.' })
class ClaimAction {
  @Field({ description: 'Name of the mutation.' }) name!: string;
  @Field(() => Refused, {
    nullable: true,
    description:
      'What this caller would be refused for now; null: it may be done. FORBIDDEN where the role does not allow it.',
  })
  refusal?: Refused | undefined;
}

const actionViews = (actions: readonly Action[]): readonly ClaimAction[] =>
  actions.map(({ name, refusal }) => ({ name, refusal: refusal && refusedView(refusal) }));

/** Each request is decided: paid for, in turn with others, and once for an answer. */
async function asked(
  makegood: Makegood,
  caller: Caller,
  of: Json,
  lines: number,
  ask: (asking: { readonly dryRun: DryRun; readonly clock: Clock }) => Promise<readonly Action[]>,
): Promise<readonly ClaimAction[]> {
  caller.spend(lines);
  return caller.once(`actions ${JSON.stringify(of)}`, async () => {
    await caller.giveWay('new');
    return actionViews(await ask({ dryRun: caller.dryRun(makegood), clock: makegood.clock }));
  });
}

@Resolver(() => Claim)
export class ClaimActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What can be done to it, each with the refusal that this caller would get now. What would change nothing is left out, and a claim of stateAt has none.',
  })
  async actions(
    @Parent() { id, moment }: Claim,
    @Context('caller') caller: Caller,
    @Args('names', {
      type: () => [String],
      nullable: true,
      description: 'Only these; names that are not known are left out. Default: all.',
    })
    names?: readonly string[] | null,
  ): Promise<readonly ClaimAction[]> {
    if (moment !== undefined) return [];
    const some = names ? [...new Set(names)].filter((name) => Object.hasOwn(requests, name)).sort() : undefined;
    return asked(this.makegood, caller, ['claim', id, some ?? null], some?.length ?? ACTIONS, (asking) =>
      claimActions(id, caller.actor, asking, some),
    );
  }
}

@Resolver(() => CreditNote)
export class CreditNoteActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What finance can do to it, each with the refusal that this caller would get now. What would change nothing is left out.',
  })
  async actions(
    @Parent() { number, document: { issuedOn } }: CreditNote,
    @Context('caller') caller: Caller,
  ): Promise<readonly ClaimAction[]> {
    return asked(this.makegood, caller, ['note', number], NOTE_ACTIONS, (asking) =>
      noteActions(number, { issuedOn }, caller.actor, asking),
    );
  }
}

/** Of one page. */
const MOST_AT_A_TIME = 100;

@Resolver(() => Unit)
export class UnitActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What can be recorded of it, extended or corrected, each with the refusal that this caller would get now. What would change nothing is left out, and a serial that was mistyped has none (R5).',
  })
  async actions(@Parent() { serial }: Unit, @Context('caller') caller: Caller): Promise<readonly ClaimAction[]> {
    return asked(this.makegood, caller, ['unit', serial], UNIT_ACTIONS, (asking) =>
      unitActions(serial as Serial, caller.actor, asking),
    );
  }
}

@Resolver(() => Replacement)
export class ReplacementActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What finance can record of it and of its new unit, each with the refusal that this caller would get now; of shipReplacement that of any unit. What would change nothing is left out.',
  })
  async actions(
    @Parent() { document: { id: claimId, partnerId } }: Replacement,
    @Context('caller') caller: Caller,
  ): Promise<readonly ClaimAction[]> {
    return asked(this.makegood, caller, ['replacement', claimId], REPLACEMENT_ACTIONS, (asking) =>
      replacementActions({ claimId, partnerId }, caller.actor, asking),
    );
  }
}

@Resolver(() => Mail)
export class MailActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What can be made of it, each with the refusal that this caller would get now; of claimFromMail that of any unit, intake has the others. What would change nothing is left out.',
  })
  async actions(@Parent() { id }: Mail, @Context('caller') caller: Caller): Promise<readonly ClaimAction[]> {
    return asked(this.makegood, caller, ['mail', id], MAIL_ACTIONS, (asking) => mailActions(id, caller.actor, asking));
  }
}

@Resolver(() => Batch)
export class BatchActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What can be said of it, asked or recorded, each with the refusal that this caller would get now: of a verdict for the group that is suspected, else for one of which nothing is known. What would change nothing is left out. For staff.',
  })
  async actions(
    @Parent() { id, document: { state, samples } }: Batch,
    @Context('caller') caller: Caller,
  ): Promise<readonly ClaimAction[]> {
    requireForStaff(state, 'What can be done to a batch');
    return asked(this.makegood, caller, ['batch', id], BATCH_ACTIONS, async (asking) =>
      batchActions(id, await this.#unitOut(caller, id, new Set(samples?.received)), caller.actor, asking),
    );
  }

  /** A unit that a partner has, not one that came as a sample already. */
  async #unitOut(caller: Caller, batchId: string, received: ReadonlySet<string>) {
    const where = [{ field: 'shipment.batchId', eq: batchId }] as const;
    for await (const units of caller.models.pages(unitsModel, {
      where,
      limit: Math.min(MOST_AT_A_TIME, received.size + 20),
    }))
      for (const { id: serial, partnerId } of units)
        if (partnerId !== IN_STOCK && !received.has(serial)) return { serial, partnerId };
    return undefined;
  }
}
