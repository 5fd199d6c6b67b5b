import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '#kernel';
import { silentLogger } from '#platform';
import { requests } from '#requests';
import { type Draft, openDraft } from './draft.ts';
import { openMakegood } from './makegood.ts';
import { readSettings } from './settings.ts';

const clock = { now: () => '2026-03-09T02:00:00.000Z' as Instant };
const seoul = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' } as const;

/** What a claim of Seoul for a serial that does not exist is refused for. */
async function refusalOf({ dispatcher }: Pick<Draft, 'dispatcher'>, serial: string): Promise<string> {
  const defect = { code: 'DARK', description: 'It stays dark.' };
  const prepared = requests.submitClaim.prepare(
    { serial, defect, evidence: [] },
    { actor: seoul, channel: 'API', clock },
  );
  if (prepared.kind !== 'request') throw new Error(JSON.stringify(prepared));
  const outcome = await dispatcher.perform(prepared.request);
  return outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind;
}

it('C2 wrong serials are counted by all processes together, by an import that is only tried, and after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-tries-'));
  const opened = () => openMakegood(readSettings({ MAKEGOOD_DATA: folder }), { logger: silentLogger, clock });
  const [one, other] = [await opened(), await opened()];
  const draft = await openDraft(other);
  for (let n = 0; n < 48; n++) expect(await refusalOf(n % 2 ? one : other, `X-${n}`)).toBe('UNKNOWN_SERIAL');
  expect([await refusalOf(draft, 'X-48'), await refusalOf(one, 'X-49')]).toEqual(['UNKNOWN_SERIAL', 'UNKNOWN_SERIAL']);
  for (const process of [one, other, draft]) expect(await refusalOf(process, 'X-50')).toBe('TOO_MANY_WRONG_SERIALS');
  await draft.close();
  await one.close();
  await other.close();
  const restarted = await opened();
  expect(await refusalOf(restarted, 'X-51')).toBe('TOO_MANY_WRONG_SERIALS');
  await restarted.close();
  rmSync(folder, { recursive: true, force: true });
});
