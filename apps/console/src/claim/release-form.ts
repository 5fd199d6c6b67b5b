import { formsOf } from '../controls/forms.ts';
import { ReleaseCredit } from './release.graphql.ts';

/** F8: finance releases the credit of a claim, from its page or from the list of what waits. */
export const RELEASE_FORM = formsOf<{ readonly id: string }>(({ id }) => ({ claimId: id }))(ReleaseCredit, {
  label: 'action.releaseCredit',
  isNext: () => true,
  fields: () => [],
  input: () => ({}),
});
