import { ChooseRemedy } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { unlistedProduct } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** C7. C8: a substitute is a listed product. */
export async function chooseRemedy(
  choice: ChooseRemedy['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'product', ChooseRemedy>,
): Promise<Outcome> {
  const { remedy, substituteSku } = choice;
  if (substituteSku !== undefined && remedy !== 'REPLACEMENT')
    return refused({
      code: 'SUBSTITUTE_FOR_CREDIT',
      message: 'substituteSku: a substitute is only agreed for a replacement. Leave it out.',
      rule: 'C8',
    });
  const unlisted = substituteSku === undefined ? undefined : await unlistedProduct(aggregates, [substituteSku]);
  return unlisted ? refused(unlisted) : execute(new ChooseRemedy(choice, meta));
}
