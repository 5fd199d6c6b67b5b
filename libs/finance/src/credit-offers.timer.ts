import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, DueWork, type Outcome, pagesOf, type ReadModels, timerMetadata } from '#platform';
import { owedReplacementsModel } from './owed-replacements.projection.ts';
import { OfferCredit } from './replacement.commands.ts';

export const creditOffers = defineTimer<OfferCredit, CreditOffersOptions>({
  name: 'credit-offers',
  commands: { OfferCredit },
  ticksOver(options) {
    const due = new DueWork(options.clock);
    return () => offerCredits(options, due);
  },
});

const AT_A_TIME = 100;

export interface CreditOffersOptions {
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly execute: (command: OfferCredit) => Promise<Outcome>;
}

/** F6. Any number of runs, restarted at any point, offer once. @returns the number of replacements that were tried */
export function offerCredits(
  { models, clock, execute }: CreditOffersOptions,
  due = new DueWork(clock),
): Promise<number> {
  const now = clock.now();
  return due.pass({
    pages: pagesOf(models, owedReplacementsModel, {
      where: [{ field: 'offerCreditAt', lt: instantOf(epochMilliseconds(now) + 1) }],
      orderBy: { field: 'offerCreditAt', direction: 'asc' },
      limit: AT_A_TIME,
    }),
    atATime: AT_A_TIME,
    async work({ id: claimId, partnerId, offerCreditAt }) {
      const meta = timerMetadata(creditOffers, `credit-offer/${claimId}/${offerCreditAt}`, claimId, now);
      await execute(new OfferCredit({ claimId, partnerId }, meta));
      return true;
    },
  });
}
