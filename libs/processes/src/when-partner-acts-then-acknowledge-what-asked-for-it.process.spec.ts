import type { ClaimEvent } from '#claims';
import {
  approved,
  attached,
  chosen,
  claimId,
  communicated,
  rated,
  rejected,
  requested,
  reviewed,
  submission,
  submitted,
  video,
} from '#claims/facts';
import { fold, type Instant, type Role } from '#kernel';
import {
  AcknowledgeNotice,
  type Notice,
  noticeDecider,
  type NoticeEvent,
  type NoticeKind,
  noticesModel,
} from '#notices';
import { attempted, delivered, noticeId, queued, written } from '#notices/facts';
import { whenPartnerActsThenAcknowledgeWhatAskedForIt } from './when-partner-acts-then-acknowledge-what-asked-for-it.process.ts';

const QUEUED_AT = '2026-03-09T10:00:00.000Z' as Instant;
const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const inOutbox = (kind: NoticeKind, round?: number) => [queued({ claimId, kind, round }), attempted(), written()];

const recorded = (event: ClaimEvent | NoticeEvent, role: Role, occurredAt: Instant, revision = 9) => ({
  ...event,
  id: `event-${revision}`,
  stream: `claim-${claimId}`,
  revision,
  position: BigInt(revision),
  metadata: { actor: { id: 'someone', role }, occurredAt, recordedAt: occurredAt },
});

/** What is acknowledged on the event, of a claim with this history and one notice in the outbox. */
async function acknowledged(
  event: ClaimEvent | NoticeEvent,
  notice: readonly NoticeEvent[],
  { role = 'PARTNER' as Role, at = NOON, history = [] as readonly ClaimEvent[] } = {},
) {
  const state = fold(noticeDecider, notice, QUEUED_AT) as Notice;
  const process = whenPartnerActsThenAcknowledgeWhatAskedForIt({
    aggregates: {
      claim: async () => ({ submission }),
      notice: async (id: string) => (id === noticeId ? state : undefined),
      async *events() {
        for (const [index, each] of history.entries()) yield recorded(each, 'PARTNER', NOON, index);
      },
    } as never,
    models: {
      query: async (model: object, { where }: { where: readonly object[] }) => {
        expect([model, where]).toEqual([noticesModel, [{ field: 'claimId', eq: claimId }]]);
        return { items: [{ document: { id: noticeId, notice: state }, cursor: '' }], hasMore: false };
      },
    } as never,
    listed: async (model, position) => {
      expect([model, position]).toEqual([noticesModel, 9n]);
      return position;
    },
  });
  const commands: unknown[] = [];
  const when = process.when as Record<string, ((event: unknown, react: unknown) => Promise<unknown>) | undefined>;
  await when[event.type]?.(recorded(event, role, at), async (Class: unknown, data: object) =>
    commands.push([Class, data]),
  );
  return commands;
}
const once = [[AcknowledgeNotice, { noticeId }]];
const asked = [submitted(), requested('plate')];
const toChoose = [submitted(), reviewed('CONFIRMED'), approved()];

describe('when a partner does through the API what a notice in the outbox asks for', () => {
  it('N2 C9 it has acknowledged the notice', async () => {
    const refused = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];
    expect(await acknowledged(communicated(), inOutbox('CLAIM_REJECTED', 1), { history: refused })).toEqual(once);
    expect(await acknowledged(attached(video), inOutbox('EVIDENCE_REQUESTED'), { history: asked })).toEqual(once);
    expect(await acknowledged(chosen('CREDIT'), inOutbox('CHOICE_ASKED', 1), { history: toChoose })).toEqual(once);
  });

  it('N3 its rating has acknowledged the notice of the credit note, or that the replacement was shipped', async () => {
    expect(await acknowledged(rated(), inOutbox('CREDIT_NOTE_ISSUED'))).toEqual(once);
    expect(await acknowledged(rated(), inOutbox('REPLACEMENT_SHIPPED'))).toEqual(once);
    expect(await acknowledged(rated(), inOutbox('CLAIM_RECEIVED'))).toEqual([]);
    expect(await acknowledged(written(), inOutbox('CREDIT_NOTE_ISSUED'), { history: [rated()] })).toEqual(once);
  });

  it('R4 not a note that was sent to the partner that was invoiced', async () => {
    const kind = 'CREDIT_NOTE_ISSUED';
    const toAnother = [queued({ claimId, kind, recipient: { partnerId: 'P-BERLIN' } }), attempted(), written()];
    expect(await acknowledged(rated(), toAnother)).toEqual([]);
    expect(await acknowledged(written(), toAnother, { history: [rated()] })).toEqual([]);
  });

  it('N2 not by what it does else, by what staff do, or by what it did before', async () => {
    const notice = inOutbox('EVIDENCE_REQUESTED');
    expect(await acknowledged(chosen('CREDIT'), notice, { history: asked })).toEqual([]);
    expect(await acknowledged(attached(video), notice, { history: asked, role: 'REVIEWER' })).toEqual([]);
    const at = '2026-03-09T09:00:00.000Z' as Instant;
    expect(await acknowledged(attached(video), notice, { history: asked, at })).toEqual([]);
    // C9: of another round.
    expect(await acknowledged(communicated(), inOutbox('CHOICE_ASKED', 2), { history: toChoose })).toEqual([]);
  });

  it('N2 also where it was quicker than the outbox', async () => {
    const notice = inOutbox('EVIDENCE_REQUESTED');
    expect(await acknowledged(written(), notice, { history: [...asked, attached(video)] })).toEqual(once);
    expect(await acknowledged(written(), notice, { history: asked })).toEqual([]);
  });

  it('N2 a notice that a relay has taken on needs nothing', async () => {
    const notice = [queued({ claimId, kind: 'EVIDENCE_REQUESTED' }), attempted(), delivered()];
    expect(await acknowledged(attached(video), notice, { history: asked })).toEqual([]);
  });
});
