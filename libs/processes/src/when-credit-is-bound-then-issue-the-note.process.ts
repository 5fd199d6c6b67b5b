import { type ClaimEvent, claimStreams, heldCreditsModel, HoldCredit, ResolveAsCredit } from '#claims';
import { IssueCreditNote } from '#finance';
import { defineProcess, pagesOf, type QuerySpec, type React, type Recorded } from '#platform';
import { type CreditCommand, type CreditReads, issueCreditNote } from '#use-cases';
import {
  CloseClaimOnUnit,
  type LegalEntityEvent,
  type PartnerEvent,
  type ProductEvent,
  type UnitEvent,
} from '#warranty';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Cause =
  | ClaimEvent
  | PartnerEvent
  | LegalEntityEvent
  | Extract<ProductEvent, { type: 'ProductChanged' }>
  | Extract<UnitEvent, { type: 'ShipmentCorrected' }>;
type Where = QuerySpec<(typeof heldCreditsModel)['fields']>['where'];

const AT_A_TIME = 100;

/**
 * F8: at once, or as soon as finance has released it and the facts are there that its document needs. A credit that is held is looked at
 * again right away: a fact that came before it was listed is not missed.
 */
export const whenCreditIsBoundThenIssueTheNote = ({
  aggregates,
  models,
  listed,
}: Reads<CreditReads> & Pick<ProcessPorts, 'models' | 'listed'>) => {
  const issue = (claimId: string, { position, metadata }: Recorded<Cause>, react: React<CreditCommand>) =>
    issueCreditNote({ claimId, position, at: metadata.occurredAt }, aggregates, react);
  const ofClaim = (event: Recorded<ClaimEvent>, react: React<CreditCommand>) =>
    issue(claimStreams.idOf(event.stream) as string, event, react);
  // F2: as of then, not of the list, which a repeat finds in another state: each try finds the same cause, and so the same series.
  const issueHeld = async (claimId: string, event: Recorded<Cause>, react: React<CreditCommand>) => {
    if ((await aggregates.asOf(event.position).claim(claimId)).held) await issue(claimId, event, react);
  };
  const heldFor = async (
    where: Where,
    event: Recorded<Cause>,
    react: React<CreditCommand>,
    isConcerned: (claimId: string) => Promise<boolean> = async () => true,
  ) => {
    await listed(heldCreditsModel, event.position);
    for await (const some of pagesOf(models, heldCreditsModel, { where, limit: AT_A_TIME }))
      for (const { id } of some) if (await isConcerned(id)) await issueHeld(id, event, react);
  };
  const ofPartner = (
    event: Recorded<Extract<PartnerEvent, { data: { partnerId: string } }>>,
    react: React<CreditCommand>,
  ) => heldFor([{ field: 'partnerId', eq: event.data.partnerId }], event, react);
  return defineProcess<Cause, CreditCommand>({
    name: 'when-credit-is-bound-then-issue-the-note',
    commands: { CloseClaimOnUnit, HoldCredit, IssueCreditNote, ResolveAsCredit },
    poison: 'halt',
    // F1: a note bound before another is not numbered after it, which would date it later than its decision.
    order: 'log',
    when: {
      RemedyChosen: async (event, react) =>
        event.data.binding && event.data.remedy === 'CREDIT' && ofClaim(event, react),
      CreditReleased: ofClaim,
      CreditHeld: ofClaim,
      async ShipmentCorrected(event, react) {
        for (const claimId of event.data.claimIds) await issueHeld(claimId, event, react);
      },
      PartnerCorrected: ofPartner,
      PartnerTermsChanged: ofPartner,
      ProductChanged: (event, react) =>
        heldFor([], event, react, async (claimId) => {
          const then = aggregates.asOf(event.position);
          const { unit } = await then.claim(claimId);
          return unit !== undefined && (await then.unit(unit.serial))?.sku === event.data.sku;
        }),
      LegalEntityChanged: (event, react) =>
        heldFor([{ field: 'legalEntityId', eq: event.data.legalEntityId }], event, react),
    },
  });
};
