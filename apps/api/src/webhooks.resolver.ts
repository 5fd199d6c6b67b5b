import { Inject } from '@nestjs/common';
import { Args, type ArgsOptions, Context, Field, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import type { Instant } from '#kernel';
import { MAKEGOOD } from '#server';
import { type DeliveryState, isActive, type Owner, webhookDeliveriesModel } from '#webhooks';
import type { Caller } from './caller.ts';
import { Connection } from './common.types.ts';
import { DeliveryStateEnum } from './enums.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'Who is called when something happens, by the Standard Webhooks convention.' })
class Webhook {
  @Field(() => ID, { description: 'Its id, among those of its owner.' }) id!: string;
  @Field({ description: 'Where it is called.' }) url!: string;
  @Field(() => [String], { description: 'What it is called for.' }) events!: readonly string[];
  @Field({ description: 'False: it was switched off after 5 days without a success, or has no events.' })
  active!: boolean;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when no attempt has succeeded.' })
  failingSince?: Instant | undefined;
}

@ObjectType({ description: 'What a webhook is told, once.' })
class WebhookDelivery {
  @Field(() => ID, { description: 'Id of the delivery: the webhook-id of each attempt.' }) id!: string;
  @Field({ description: 'What it tells of, such as claim.approved.' }) event!: string;
  @Field(() => DeliveryStateEnum, { description: 'What became of it.' }) state!: DeliveryState;
  @Field(() => DateTimeScalar, { description: 'When it was queued.' }) queuedAt!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken.' }) deliveredAt?: Instant | undefined;
  @Field(() => Int, { description: 'Attempts until now.' }) attempts!: number;
  @Field(() => Int, { nullable: true, description: 'HTTP status of the last attempt; null: nothing was answered.' })
  status?: number | undefined;
  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' }) lastError?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried again.' })
  nextAttemptAt?: Instant | undefined;
}

@ObjectType('WebhookDeliveryConnection', { description: 'A page of deliveries.' })
class WebhookDeliveryConnection extends Connection(WebhookDelivery, 'WebhookDelivery') {}

const OF_PARTNER: ArgsOptions = {
  type: () => ID,
  nullable: true,
  description: 'For staff: whose webhooks; default: those of the manufacturer.',
};

@Resolver()
export class WebhooksResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => [Webhook], { description: 'The webhooks that are registered.' })
  async webhooks(
    @Context('caller') caller: Caller,
    @Args('partnerId', OF_PARTNER) partnerId?: string | null,
  ): Promise<Webhook[]> {
    await caller.giveWay('new');
    const owner = ownerFor(caller, partnerId);
    if (caller.isPartner && owner.partnerId !== caller.actor.onBehalfOf) return [];
    // From memory, or one stream: there are few.
    const webhooks = await this.makegood.aggregates.webhooks(owner);
    return webhooks.map((webhook) => ({ ...webhook, id: webhook.webhookId, active: isActive(webhook) }));
  }

  @Query(() => WebhookDeliveryConnection, { description: 'The deliveries of a webhook, newest first.' })
  async webhookDeliveries(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'The webhook.' }) webhookId: string,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('partnerId', OF_PARTNER) partnerId?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    const { partnerId: owner = null } = ownerFor(caller, partnerId);
    return pageOf(
      caller,
      webhookDeliveriesModel,
      {
        where: [
          { field: 'partnerId', eq: owner },
          { field: 'webhookId', eq: webhookId },
        ],
        orderBy: { field: 'queuedAt', direction: 'desc' },
      },
      { first, after },
      (delivery): WebhookDelivery => delivery as WebhookDelivery,
    );
  }
}

function ownerFor({ actor }: Caller, partnerId: string | null | undefined): Owner {
  const owner = partnerId ?? actor.onBehalfOf;
  return owner === undefined ? {} : { partnerId: owner };
}
