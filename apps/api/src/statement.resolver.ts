import { Inject } from '@nestjs/common';
import { Args, Context, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Makegood, partnerStatement } from '#engine';
import { MAKEGOOD } from '#server';
import type { Statement as Document, StatementBalance as Balance } from '#views';
import { mayReadBooks } from './books.ts';
import type { Caller } from './caller.ts';
import { Money, moneyView } from './common.types.ts';
import { enumOf } from './enums.ts';
import { ReplacementStatusEnum } from './finance.types.ts';
import { Partner, partnerView } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

const StatementEntryKindEnum = enumOf<'CREDIT_NOTE' | 'REVERSAL' | 'SETTLEMENT'>(
  'StatementEntryKind',
  'What changed the balance of a partner.',
  {
    CREDIT_NOTE: 'A credit note was issued.',
    REVERSAL: 'A credit note was reversed by a document of its own (F4).',
    SETTLEMENT: 'A credit note was paid out, or set off against an invoice.',
  },
);

@ObjectType({ description: 'What was owed to the partner in one currency. Payable amounts, tax included.' })
class StatementBalance {
  @Field({ description: 'ISO 4217.' }) currency!: string;
  @Field(() => Money, { description: 'At the beginning of the month.' }) opening!: Money;
  @Field(() => Money, { description: 'By credit notes issued in the month.' }) credited!: Money;
  @Field(() => Money, { description: 'By reversals issued in the month; reduces the balance.' }) reversed!: Money;
  @Field(() => Money, { description: 'Paid out or set off in the month; reduces the balance.' }) settled!: Money;
  @Field(() => Money, { description: 'At the end; negative: the partner owes it, since a settled note was reversed.' })
  closing!: Money;
}

@ObjectType({ description: 'One document or settlement.' })
class StatementEntry {
  @Field(() => DateScalar, { description: 'Of issue, or of the settlement.' }) day!: string;
  @Field(() => StatementEntryKindEnum, { description: 'What it was.' }) kind!: string;
  @Field({ description: 'Of the document; of a settlement that of its credit note.' }) number!: string;
  @Field({ description: 'Of a credit note its invoice, of a reversal the credit note, of a settlement the payment.' })
  reference!: string;
  @Field({ description: 'Of the unit.' }) serial!: string;
  @Field(() => Money, { description: 'Payable; negative where it reduces the balance.' }) amount!: Money;
}

@ObjectType({ description: 'What was open at the end of the last day.' })
class OpenItem {
  @Field(() => DateScalar, { description: 'Of issue.' }) day!: string;
  @Field({ description: 'Of the document.' }) number!: string;
  @Field({ description: 'Of the unit.' }) serial!: string;
  @Field(() => Money, { description: 'Payable; negative: the reversal of a note that had been settled.' })
  amount!: Money;
}

@ObjectType({ description: 'A unit owed, shipped, or converted to a credit.' })
class ReplacementEntry {
  @Field(() => DateScalar, { description: 'When.' }) day!: string;
  @Field(() => ReplacementStatusEnum, { description: 'What it became: OWED, SHIPPED or CONVERTED.' }) kind!: string;
  @Field({ description: 'Of the defective unit.' }) serial!: string;
  @Field({ description: 'SKU of the product owed or shipped.' }) sku!: string;
  @Field(() => String, { nullable: true, description: 'Of the unit shipped.' }) newSerial?: string | undefined;
}

@ObjectType({ description: 'Units owed to the partner (F6).' })
class StatementOfReplacements {
  @Field(() => Int, { description: 'Owed at the beginning of the month.' }) opening!: number;
  @Field(() => Int, { description: 'Became owed in the month.' }) owed!: number;
  @Field(() => Int, { description: 'Shipped in the month.' }) shipped!: number;
  @Field(() => Int, { description: 'Converted to a credit in the month.' }) converted!: number;
  @Field(() => Int, { description: 'Owed at the end.' }) closing!: number;
  @Field(() => [ReplacementEntry], { description: 'By day.' }) entries!: ReplacementEntry[];
}

@ObjectType({ description: 'What a partner was owed in a month, and what became of it (F5, F6).' })
export class Statement {
  readonly document!: Document;
  @Field({ description: 'Such as 2026-03.' }) month!: string;
  @Field(() => DateScalar, { description: 'The first day of the month.' }) from!: string;
  @Field(() => DateScalar, { description: 'The last day of the month, or today in the place of the partner.' })
  to!: string;
  @Field(() => [StatementBalance], { description: 'By currency.' }) balances!: StatementBalance[];
  @Field(() => [StatementEntry], { description: 'By day.' }) entries!: StatementEntry[];
  @Field(() => [OpenItem], { description: 'Oldest first.' }) openItems!: OpenItem[];
  @Field(() => StatementOfReplacements, { description: 'Units owed.' }) replacements!: StatementOfReplacements;
  @Field({
    description: 'Path of the statement as PDF, in the language of the partner. To be asked for with the token.',
  })
  pdfUrl!: string;
  @Field({ description: 'Path of the statement as CSV. To be asked for with the token.' }) csvUrl!: string;
}

const balanceView = ({ currency, opening, credited, reversed, settled, closing }: Balance): StatementBalance => ({
  currency,
  opening: moneyView(opening),
  credited: moneyView(credited),
  reversed: moneyView(reversed),
  settled: moneyView(settled),
  closing: moneyView(closing),
});

function statementView(document: Document): Statement {
  const { partner, month, from, to, balances, entries, openItems, replacements } = document;
  const path = `/statements/${encodeURIComponent(partner.id)}/${month}`;
  return {
    document,
    month,
    from,
    to,
    balances: balances.map(balanceView),
    entries: entries.map((entry) => ({ ...entry, amount: moneyView(entry.amount) })),
    openItems: openItems.map((item) => ({ ...item, amount: moneyView(item.amount) })),
    replacements: { ...replacements, entries: [...replacements.entries] },
    pdfUrl: `${path}.pdf`,
    csvUrl: `${path}.csv`,
  };
}

@Resolver(() => Statement)
export class StatementResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Statement, {
    description:
      'The statement of a partner for a month, up to today while it lasts (F5). A partner reads its own; of staff FINANCE, AUDITOR and ADMIN. BAD_USER_INPUT for a month that has not begun, and for a partner that does not exist or that the caller may not see.',
  })
  async statement(
    @Context('caller') caller: Caller,
    @Args('partnerId', { type: () => ID, description: 'The partner.' }) partnerId: string,
    @Args('month', { description: 'Such as 2026-03.' }) month: string,
  ): Promise<Statement> {
    if (!caller.isPartner) mayReadBooks(caller.actor, 'read statements');
    const document = await partnerStatement(this.makegood, caller.reports, { partnerId, month });
    caller.spend(document.entries.length + document.openItems.length + document.replacements.entries.length);
    return statementView(document);
  }

  @ResolveField(() => Partner, { description: 'The partner.' })
  partner(@Parent() { document }: Statement): Partner {
    return partnerView(document.partner);
  }
}
