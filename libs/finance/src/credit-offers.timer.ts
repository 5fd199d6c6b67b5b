import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, type Outcome, type ReadModels, timerMetadata } from '#platform';
import { owedReplacementsModel } from './owed-replacements.projection.ts';
import { OfferCredit } from './replacement.commands.ts';

export const creditOffers = defineTimer<OfferCredit, CreditOffersOptions>({
  name: 'credit-offers',
  commands: { OfferCredit },
  ticksOver: (options) => () => offerCredits(options),
});

const AT_A_TIME = 100;

export interface CreditOffersOptions {
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly execute: (command: OfferCredit) => Promise<Outcome>;
}

/** F6. Any number of runs, restarted at any point, offer once. @returns the number of replacements nominated */
export async function offerCredits({ models, clock, execute }: CreditOffersOptions): Promise<number> {
  const now = clock.now();
  const { items } = await models.query(owedReplacementsModel, {
    where: [{ field: 'offerCreditAt', lt: instantOf(epochMilliseconds(now) + 1) }],
    orderBy: { field: 'offerCreditAt', direction: 'asc' },
    limit: AT_A_TIME,
  });
  for (const { document } of items) {
    const { id: claimId, partnerId, offerCreditAt } = document;
    const meta = timerMetadata(creditOffers, `credit-offer/${claimId}/${offerCreditAt}`, claimId, now);
    await execute(new OfferCredit({ claimId, partnerId }, meta));
  }
  return items.length;
}
