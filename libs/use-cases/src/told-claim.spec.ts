import { claimDecider } from '#claims';
import { claimId, submitted } from '#claims/facts';
import { fold, type Instant } from '#kernel';
import { toldClaim } from './told-claim.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

const told = (facts = [submitted()], { stream = `claim-${claimId}`, data = {}, recordedAt = NOON } = {}) =>
  toldClaim(
    {
      type: 'Any',
      data,
      id: 'event',
      stream,
      revision: 0,
      position: '1',
      metadata: { occurredAt: NOON, recordedAt },
    } as never,
    { claim: async (id) => fold(claimDecider, id === claimId ? facts : [], NOON) },
  );

describe('The claim that an event tells of', () => {
  it('N2 is named by the event, else by its stream or that of the clock', async () => {
    for (const found of [
      await told(),
      await told(undefined, { stream: `sla-${claimId}` }),
      await told(undefined, { stream: 'replacements-P-SEOUL', data: { claimId } }),
    ])
      expect(found).toMatchObject({ claimId, claim: { submission: { claimId } } });
  });

  it.each([
    ['history that is recorded later', told(undefined, { recordedAt: '2026-03-10T12:00:00.001Z' as Instant })],
    ['a claim that was imported', told([submitted({ channel: 'IMPORT' })])],
    ['no claim that was submitted', told([])],
  ])('N2 nobody is told of %s', async (_, found) => expect(await found).toBeUndefined());
});
