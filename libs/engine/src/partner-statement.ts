import { placeOfPartner } from '#use-cases';
import { type CallerModels, type Statement, statement } from '#views';
import type { Makegood } from './makegood.ts';

/** F5: in the days of the partner (R9), up to now. @throws QueryError as `statement` */
export const partnerStatement = (
  { aggregates, clock }: Pick<Makegood, 'aggregates' | 'clock'>,
  models: CallerModels,
  asked: { readonly partnerId: string; readonly month: string },
): Promise<Statement> =>
  statement(models, { ...asked, placeOf: (partnerId) => placeOfPartner(partnerId, aggregates), now: clock.now() });
