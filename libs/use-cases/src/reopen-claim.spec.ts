import { claims, type ReopenClaim } from '#claims';
import { by, claimId, communicated, partner, rejected, reopened, reviewed, submitted, video } from '#claims/facts';
import { type Command, fold, type Serial } from '#kernel';
import type { Outcome } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { units } from '#warranty';
import { claimClosed, claimOpened, shipped } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { reopenClaim } from './reopen-claim.ts';

const { given } = useCaseScenarios([claims, units], (data: ReopenClaim['data'], meta, facts) =>
  reopenClaim(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, claimId);
// The serial of these facts, which the claim has as well.
const serial = 'GL1-26-000042' as Serial;
const unit = streamOf(units, serial);
const shippedUnit = unit(shipped());
const rejectedClaim = claim(submitted({ serial }), reviewed('NOT_CONFIRMED'), rejected(), communicated());
const request = { claimId, reason: 'The video shows it.', evidence: [video] };

describe('reopening a claim', () => {
  it('C10 C2 reserves the unit for the next round, then reopens the claim', () =>
    given(shippedUnit, unit(claimOpened(claimId)), rejectedClaim, unit(claimClosed(claimId, 'REJECTED')))
      .when(request, by(partner))
      .then(unit(claimOpened(claimId, 'P-SEOUL', 2)), claim(reopened)));

  it('C2 is refused while another claim is open on the unit', () =>
    given(
      shippedUnit,
      unit(claimOpened(claimId)),
      rejectedClaim,
      unit(claimClosed(claimId, 'REJECTED'), claimOpened('C-2026-0002')),
    )
      .when(request, by(partner))
      .thenRefused('C2', 'CLAIM_ALREADY_OPEN'));

  it('C10 without new evidence is refused, and reserves nothing', () =>
    given(shippedUnit, unit(claimOpened(claimId)), rejectedClaim, unit(claimClosed(claimId, 'REJECTED')))
      .when({ ...request, evidence: [] }, by(partner))
      .thenRefused('C10', 'EVIDENCE_REQUIRED'));

  it('C2 is refused when the claim is rejected only after it was looked at: the unit is not reserved for it', async () => {
    const open = fold(claims.decider, [submitted({ serial })], by(partner).at);
    const executed: unknown[] = [];
    const ports = {
      aggregates: { claim: async () => open },
      files: { find: async () => video },
      documentsIssued: async () => true,
      acceptsWebhook: () => true,
      openMail: async () => ({ files: [] }),
      unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
      execute: async (command: Command): Promise<Outcome> => {
        const nowRejected = fold(claims.decider, [submitted({ serial }), rejected()], by(partner).at);
        const verdict = claims.decider.decide(command as ReopenClaim, nowRejected);
        executed.push(command.type);
        return verdict.kind === 'refused' ? verdict : ({ kind: 'unchanged' } as Outcome);
      },
    };
    expect(await reopenClaim(request, by(partner), ports)).toMatchObject({ refusal: { code: 'NOT_REJECTED' } });
    expect(executed).toEqual(['ReopenClaim']);
  });

  it('C10 is refused for a claim that was not rejected, and reserves nothing', () =>
    given(shippedUnit, unit(claimOpened(claimId)), claim(submitted({ serial })))
      .when(request, by(partner))
      .thenRefused('C10', 'NOT_REJECTED'));
});
