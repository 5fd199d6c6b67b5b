import type { Actor, Instant, Issue } from '#kernel';

// Facts that specs begin with.

export const process: Actor = { id: 'when-claim-changes-then-keep-its-clock', role: 'SYSTEM' };

export const by = (at = '2026-03-09T02:00:00.000Z'): Issue => ({
  id: '6f1c1f0e-5d0a-5c55-9f5c-3a8f4f1f7a10',
  actor: process,
  at: at as Instant,
  correlationId: '0d7f6f3e-9a59-5b0f-8a3b-0a4a0f1d2c3b',
});
