import { AttachEvidence } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { namedEvidence } from './named-evidence.ts';
import { refused, type UseCasePorts } from './ports.ts';

export async function attachEvidence(
  { claimId, evidence }: AttachEvidence['data'],
  meta: CommandMetadata,
  { aggregates, files, execute }: UseCasePorts<'claim', AttachEvidence>,
): Promise<Outcome> {
  const { submission } = await aggregates.claim(claimId);
  const items = submission ? await namedEvidence(files, submission.partnerId, evidence) : evidence;
  return 'code' in items ? refused(items) : execute(new AttachEvidence({ claimId, evidence: items }, meta));
}
