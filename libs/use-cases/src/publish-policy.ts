import { type CommandMetadata, fold, sha256 } from '#kernel';
import { staffNotFound } from '#people';
import type { Outcome } from '#platform';
import {
  governedPeriods,
  GovernProduct,
  type PolicyEvent,
  policyDecider,
  policyStreams,
  productDecider,
  PublishPolicy,
} from '#warranty';
import { unlistedProduct } from './known-references.ts';
import { partOf, refused, type UseCasePorts } from './ports.ts';

/** When versions of the same policy are published concurrently. */
const ATTEMPTS = 5;

/** R6. Claims the days on each product's stream first, where other policies conflict; after a crash the same request completes it. */
export async function publishPolicy(
  terms: PublishPolicy['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'product' | 'events' | 'staffMember', PublishPolicy | GovernProduct>,
): Promise<Outcome> {
  const refusal = await unlistedProduct(aggregates, terms.skus);
  if (refusal) return refused(refusal);
  const { policyId, signOff, version } = terms;
  if (signOff && !(await aggregates.staffMember(signOff.by))) return refused(staffNotFound(signOff.by));
  for (let attempt = 1; ; attempt++) {
    const events = await Array.fromAsync(aggregates.events<PolicyEvent>(policyStreams.of(policyId)));
    const versions = fold(policyDecider, events, meta.at);
    const publish = new PublishPolicy({ ...terms, version: version ?? versions.length + 1 }, meta);
    const verdict = policyDecider.decide(publish, versions);
    // Already executed, unchanged, or refused: the policy's stream decides.
    if (verdict.kind !== 'accepted' || events.some(({ metadata }) => metadata.commandId === meta.id))
      return execute(publish);

    const all = [...versions, ...verdict.events.map(({ data }) => data)];
    const claims = [...new Set(all.flatMap(({ skus }) => skus))].sort().map((sku) => {
      const periods = [...governedPeriods(all, sku)];
      const part = partOf(meta, `${sku}/${sha256(JSON.stringify(periods))}`);
      return new GovernProduct({ sku, policyId, periods }, part);
    });
    for (const claim of claims) {
      const judged = productDecider.decide(claim, await aggregates.product(claim.data.sku));
      if (judged.kind === 'refused') return judged;
    }
    for (const claim of claims) {
      const claimed = await execute(claim);
      if (claimed.kind === 'refused') return claimed;
    }
    const published = await execute(publish);
    const overtaken = published.kind === 'refused' && published.refusal.code === 'POLICY_CHANGED_MEANWHILE';
    if (!overtaken || version !== undefined || attempt === ATTEMPTS) return published;
  }
}
