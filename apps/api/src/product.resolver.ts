import { Args, Context, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
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

@ObjectType({ description: 'The label of a defect in one language.' })
class DefectLabel {
  @Field({ description: 'The code of the defect.' }) code!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Language (BCP 47), such as ko; null: every language without a label of its own.',
  })
  language?: string | undefined;
  @Field({ description: 'The label.' }) label!: string;
}

@ObjectType({ description: 'Defects that are counted together when batches are watched (B2).' })
class DefectGroup {
  @Field({ description: 'Name of the group.' }) group!: string;
  @Field(() => [String], { description: 'Codes of its defects.' }) codes!: readonly string[];
  @Field(() => [DefectLabel], { description: 'Their labels, in each language.' }) labels!: readonly DefectLabel[];
}

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

  @ResolveField(() => [DefectGroup], {
    description: 'Its groups of defects as they were listed: those of changeProduct.',
  })
  defectGroups(@Parent() { document }: Product): readonly DefectGroup[] {
    return document.defectGroups.map(({ group, codes, labels = [] }) => ({ group, codes, labels }));
  }
}

@Resolver(() => Policy)
export class PolicyResolver {
  @Query(() => Policy, { nullable: true, description: 'One version of a policy; null when there is none.' })
  async policy(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the policy.' }) id: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Default: the newest.' }) version?: number,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Policy | undefined> {
    caller.atLeast(atLeast);
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
