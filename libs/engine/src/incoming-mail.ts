import type { ReadModels } from '#platform';
import { type Dispatcher, requests } from '#requests';
import type { PartnerRequests } from '#use-cases';
import { unitsModel } from '#views';

/** Larger ones are refused at each door, and nothing of them is kept. */
export const MAX_MAIL_BYTES = 50 * 1024 * 1024;

/** What is asked by mail goes the way of what is asked over the API. */
export const partnerRequestsBy = ({ perform }: Pick<Dispatcher, 'perform'>): PartnerRequests => ({
  submitClaim: (data, meta) => perform(requests.submitClaim.of(data, meta)),
  attachEvidence: (data, meta) => perform(requests.attachEvidence.of(data, meta)),
  chooseRemedy: (data, meta) => perform(requests.chooseRemedy.of(data, meta)),
  reopenClaim: (data, meta) => perform(requests.reopenClaim.of(data, meta)),
});

/** Serials that are compared with one that may be mistyped. */
const MOST = 1_000;

export const serialsIn =
  (models: Pick<ReadModels, 'query'>) =>
  async (partnerId: string): Promise<readonly string[]> => {
    const { items } = await models.query(unitsModel, { where: [{ field: 'partnerId', eq: partnerId }], limit: MOST });
    return items.map(({ document: { id } }) => id);
  };
