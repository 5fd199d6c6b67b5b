import { type CommandMetadata, type Day, dayIn } from '#kernel';
import type { Outcome } from '#platform';
import { ExtendCoverage } from '#warranty';
import { placeOfPartner } from './place-of-partner.ts';
import type { UseCasePorts } from './ports.ts';

/** R8: without a day, bought today in the zone of the holder (R9). */
export async function extendCoverage(
  { boughtOn, ...extension }: Omit<ExtendCoverage['data'], 'boughtOn'> & { readonly boughtOn?: Day | undefined },
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'unit' | 'partner' | 'calendars', ExtendCoverage>,
): Promise<Outcome> {
  const unit = boughtOn === undefined ? await aggregates.unit(extension.serial) : undefined;
  const today = async () => dayIn(await placeOfPartner(unit?.holder, aggregates), meta.at);
  return execute(new ExtendCoverage({ ...extension, boughtOn: boughtOn ?? (await today()) }, meta));
}
