import { formsOf } from '../controls/forms.ts';
import type { Texts } from '../texts.tsx';
import { ReleaseCredit } from './release.graphql.ts';

export interface Held {
  readonly id: string;
  readonly partner: { readonly name: string };
  readonly unit: { readonly invoice: { readonly netPrice: Parameters<Texts['money']>[0] } | null };
}

/** F8: finance releases the credit of a claim, from its page or from the list of what waits. */
export const RELEASE_FORM = formsOf<Held>(({ id }) => ({ claimId: id }))(ReleaseCredit, {
  label: 'action.releaseCredit',
  follows: ({ partner, unit: { invoice } }, { t, money }) =>
    t('release.follows', { partner: partner.name, amount: invoice ? money(invoice.netPrice) : '–' }),
  isNext: () => true,
  fields: () => [],
  input: () => ({}),
});
