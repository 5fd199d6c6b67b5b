import { type Claim, claimDecider, type ClaimEvent } from '#claims';
import {
  claimId,
  communicated,
  communicationFailed,
  delivered as told,
  rejected,
  reopened,
  reviewed,
  submitted,
} from '#claims/facts';
import { fold, type Instant, uuidv5 } from '#kernel';
import { noticeDecider, type NoticeEvent, type QueueNotice } from '#notices';
import { attempted, bounced, delivered, givenUp, noticeId, queued, queuedNotice } from '#notices/facts';
import { enrolled } from '#warranty/facts';
import { whenAddressIsCorrectedThenSendWhatWasLostAgain } from './when-address-is-corrected-then-send-what-was-lost-again.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const decided = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];
const failed = [...decided, told(noticeId), communicationFailed(noticeId)];
const cameBack = [queued({ claimId }), attempted(1, ['PERSON-1']), delivered(), bounced()];

/** What is queued on an event of a partner that has these contacts now; the ids of events are left to the list of lost notices. */
async function queuedAgain(
  facts: { claim?: readonly ClaimEvent[]; notice?: readonly NoticeEvent[]; contacts?: string[] } = {},
  event: { type: string; data: object } = { type: 'PartnerTermsChanged', data: { partnerId: 'P-SEOUL' } },
) {
  const { claim = failed, notice = cameBack, contacts = ['PERSON-2'] } = facts;
  const partner = enrolled({ contacts }).data;
  const waited: unknown[] = [];
  const process = whenAddressIsCorrectedThenSendWhatWasLostAgain({
    aggregates: {
      claim: async () => fold(claimDecider, claim, NOON) as Claim,
      notice: async () => fold(noticeDecider, notice, NOON),
      partner: async () => ({ enrolment: partner, current: partner }) as never,
    },
    models: { query: async () => ({ items: waited.length > 0 ? [{ document: { id: noticeId } }] : [] }) } as never,
    listed: async (_, position) => {
      waited.push(position);
      return position;
    },
  });
  const sent: QueueNotice['data'][] = [];
  const data = event.type === 'PartnerTermsChanged' ? { contacts, ...event.data } : event.data;
  const when = process.when as Record<string, ((event: unknown, react: unknown) => Promise<unknown>) | undefined>;
  await when[event.type]?.({ ...event, data, id: 'event-1', position: 7n }, async (_: unknown, command: never) =>
    sent.push(command),
  );
  return sent;
}

const again: QueueNotice['data'] = {
  ...queuedNotice,
  claimId,
  noticeId: uuidv5(`notice event-1 instead of ${noticeId}`),
  causedBy: 'event-1',
  insteadOf: noticeId,
};

describe('when an address is corrected, what was lost is sent again', () => {
  it('N4 the decision that came back, under an id of the correction', async () =>
    expect(await queuedAgain()).toEqual([again]));

  it('N4 at once where the address was corrected before the mail came back', async () =>
    expect(await queuedAgain({}, bounced())).toEqual([again]));

  it('N4 what no relay took on', async () => {
    const notice = [queued({ claimId }), attempted(1, ['PERSON-1']), givenUp()];
    expect(await queuedAgain({ claim: decided, notice })).toEqual([again]);
  });

  it.each([
    ['that the partner has seen meanwhile', [...decided, communicated()]],
    ['of a round that is over', [...decided, reopened]],
  ])('N4 not a decision %s', async (_, claim) => expect(await queuedAgain({ claim })).toEqual([]));

  it('B7 N4 that a batch is defective, which stays true, and not that samples of it were asked for', async () => {
    const lost = (kind: 'BATCH_CONFIRMED_DEFECTIVE' | 'SAMPLE_REQUESTED') =>
      queuedAgain({
        notice: [queued({ kind, claimId: undefined, round: undefined }), attempted(1, ['PERSON-1']), bounced()],
      });
    expect(await lost('BATCH_CONFIRMED_DEFECTIVE')).toMatchObject([{ insteadOf: noticeId }]);
    expect(await lost('SAMPLE_REQUESTED')).toEqual([]);
  });

  it('N1 N4 not what was for a contact that has left, which would be lost for ever', async () => {
    const recipient = { partnerId: 'P-SEOUL', personId: 'PERSON-1' };
    const notice = [queued({ claimId, kind: 'MAIL_INCOMPLETE', recipient, round: undefined }), givenUp('NO_ADDRESS')];
    expect(await queuedAgain({ notice }, givenUp('NO_ADDRESS'))).toEqual([]);
  });

  it('N4 not to the same address, nor a reminder, nor while it has reached somebody', async () => {
    expect(await queuedAgain({ contacts: ['PERSON-1'] })).toEqual([]);
    const reminder = queued({ claimId, kind: 'CHOICE_REMINDER', round: undefined });
    expect(await queuedAgain({ notice: [reminder, givenUp()] })).toEqual([]);
    expect(await queuedAgain({}, bounced('PERSON-1', false))).toEqual([]);
  });
});
