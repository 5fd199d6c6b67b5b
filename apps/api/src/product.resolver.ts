import { Args, Context, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { policiesModel, productsModel } from '#views';
import { defectLabel } from '#warranty';
import type { Caller } from './caller.ts';
import { Connection } from './common.types.ts';
import { pageByName } from './page-by-name.ts';
import { AFTER, FIRST, isGiven, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Coverage, Policy, policyView, Product, ProductDefect, productView } from './registry.types.ts';

@ObjectType('ProductConnection', { description: 'A page of products.' })
class ProductConnection extends Connection(Product, 'Product') {}

@ObjectType('PolicyConnection', { description: 'A page of policies.' })
class PolicyConnection extends Connection(Policy, 'Policy') {}

@Resolver(() => Product)
export class ProductResolver {
  @Query(() => ProductConnection, { description: 'All products, by name.' })
  async products(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('text', {
      type: () => String,
      nullable: true,
      description: 'The product with this SKU, else those whose name begins with it.',
    })
    text?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    return pageByName(caller, productsModel, text, { first, after }, productView);
  }

  @ResolveField(() => [ProductDefect], {
    description:
      "Its defects in the order listed, with labels in the caller's language if available; for the session of a browser that of its Accept-Language.",
  })
  async defects(@Parent() { document }: Product, @Context('caller') caller: Caller): Promise<ProductDefect[]> {
    const language = await caller.language();
    return document.defectGroups.flatMap((group) =>
      group.codes.map((code) => ({ code, group: group.group, label: defectLabel(group, code, language) })),
    );
  }
}

@Resolver(() => Policy)
export class PolicyResolver {
  @Query(() => Policy, { nullable: true, description: 'One version of a policy; null when there is none.' })
  async policy(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the policy.' }) id: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Default: the newest.' }) version?: number,
  ): Promise<Policy | undefined> {
    const document = await caller.find(policiesModel, id);
    return document && policyView(document, version);
  }

  @Query(() => PolicyConnection, { description: 'The newest versions of all policies, by id.' })
  async policies(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('sku', {
      type: () => String,
      nullable: true,
      description: 'Those that govern this product or have governed it.',
    })
    sku?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    const where = isGiven(sku)
      ? [{ field: 'id', in: (await caller.find(productsModel, sku))?.policyIds ?? [] } as const]
      : [];
    return pageOf(caller, policiesModel, { where }, { first, after }, newestVersion);
  }

  @ResolveField(() => [Policy], { description: 'All versions, oldest first.' })
  versions(@Parent() { document }: Policy, @Context('caller') caller: Caller): Policy[] {
    caller.spend(document.versions.length);
    return document.versions.map(({ version }) => policyView(document, version) as Policy);
  }
}

@Resolver(() => Coverage)
export class CoverageResolver {
  @ResolveField(() => Policy, {
    nullable: true,
    description: 'The policy by which it was tested; null if there is none.',
  })
  async policy(
    @Parent() { policyId, policyVersion }: Coverage,
    @Context('caller') caller: Caller,
  ): Promise<Policy | undefined> {
    const document = policyId === undefined ? undefined : await caller.related(policiesModel, policyId);
    return document && policyView(document, policyVersion);
  }
}

const newestVersion = (document: Parameters<typeof policyView>[0]): Policy => policyView(document) as Policy;
