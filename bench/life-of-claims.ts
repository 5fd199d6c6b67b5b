import {
  ApproveClaim,
  BindRemedy,
  type ClaimCommand,
  CommunicateDecision,
  ResolveAsCredit,
  ReviewEvidence,
  SubmitClaim,
} from '#claims';
import {
  type Actor,
  type Clock,
  type Day,
  type Instant,
  type CommandMetadata,
  instantOf,
  type Serial,
  sha256,
  uuidv5,
} from '#kernel';

const PARTNER: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const REVIEWER: Actor = { id: 'rita', role: 'REVIEWER' };
const PROCESS: Actor = { id: 'when-remedy-is-known-then-bind-it', role: 'SYSTEM' };

const BEGIN = Date.UTC(2026, 2, 2, 1);

/** A clock that advances one second per reading: the same log in every run. */
export function steadyClock(from = BEGIN): Clock {
  let seconds = 0;
  return { now: () => instantOf(from + 1000 * seconds++) };
}

/** The n-th claim from submission to credit: six commands of one decider. */
export function lifeOfClaim(n: number): readonly ClaimCommand[] {
  const claimId = uuidv5(`bench/claim/${n}`);
  const at: Instant = instantOf(BEGIN + n * 60_000);
  const by = (actor: Actor, step: string): CommandMetadata => {
    const id = uuidv5(`bench/${n}/${step}`);
    return { id, actor, at, correlationId: claimId, digest: sha256(id) };
  };
  return [
    new SubmitClaim(
      {
        claimId,
        partnerId: 'P-SEOUL',
        serial: `LAMP-${String(n).padStart(8, '0')}` as Serial,
        sku: 'LAMP',
        batchId: 'B-2512',
        defect: { code: 'NO-LIGHT', description: 'Two of the eight segments stay dark when it is switched on.' },
        failedOn: '2026-03-01' as Day,
        evidence: [
          {
            evidenceId: uuidv5(`bench/evidence/${n}`),
            kind: 'PHOTO',
            sha256: sha256(`picture ${n}`),
            mediaType: 'image/jpeg',
            bytes: 182_311,
            name: 'picture.jpg',
          },
        ],
        channel: 'API',
        coverage: {
          covered: true,
          policyId: 'STANDARD',
          policyVersion: 1,
          expiresOn: '2028-01-11' as Day,
          testedOn: '2026-03-01' as Day,
          failedChecks: [],
        },
      },
      by(PARTNER, 'submit'),
    ),
    new ReviewEvidence(
      {
        claimId,
        verdict: 'CONFIRMED',
        findings: 'Segments 3 and 4 are dark on the picture; the plate is readable.',
        batchQc: { passRate: 0.991, burnInHours: 24 },
      },
      by(REVIEWER, 'review'),
    ),
    new ApproveClaim(
      {
        claimId,
        standingInstruction: 'CREDIT',
        chooseBy: '2026-03-24T00:00:00.000Z' as Instant,
        excludedRemedies: [],
        aboveGoodwillLimit: false,
      },
      by(REVIEWER, 'approve'),
    ),
    new BindRemedy({ claimId }, by(PROCESS, 'bind')),
    new ResolveAsCredit(
      {
        claimId,
        remedyNumber: 1,
        creditNoteNumber: `MG-2026-${String(n + 1).padStart(6, '0')}`,
        amount: { minor: 129_000, currency: 'KRW' },
      },
      by(PROCESS, 'resolve'),
    ),
    new CommunicateDecision({ claimId, how: 'SEEN_BY_PARTNER' }, by(PARTNER, 'seen')),
  ];
}
