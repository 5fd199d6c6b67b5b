import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Actor, type Day, type Instant, parseInstant } from '#kernel';
import { type Identified, type Outcome, type ReadModel, silentLogger } from '#platform';
import { claimsModel, creditNotesModel, partnersModel, replacementsModel, unitsModel } from '#views';
import { type InputOf, type RequestName, requests } from '#requests';
import { engineTarget, fileAt, importLines, openImport, type RefusedLine, takeInEvidence } from '#import';
import { movedTo } from '../../apps/makegood/src/moved-samples.ts';
import { type Makegood, openMakegood, readSettings, settling } from '#engine';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

interface Row {
  readonly serial: string;
  readonly partner: string;
  readonly defect: string;
  readonly answer: string;
}

/** The table "Serials to try" of the page that people read. */
const rows: readonly Row[] = readFileSync(`${samples}README.md`, 'utf8')
  .split('\n')
  .filter((line) => /^\| `L[A-Z]\d-/.test(line))
  .map((line) => {
    const [serial = '', partner = '', defect = '', , answer = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.replaceAll('`', '').trim());
    return { serial, partner, defect, answer };
  });

// The day they were written, a Sunday in another year, and a leap day.
describe.each(['2026-11-20', '2027-03-07', '2028-02-29'] as Day[])(
  'The samples, loaded into an empty store on %s',
  (today) => {
    const clock = { now: () => parseInstant(`${today}T01:00:00.000Z`) as Instant };
    const data = mkdtempSync(join(tmpdir(), 'makegood-samples-'));
    let makegood: Makegood;
    const refused: RefusedLine[] = [];
    const load = async (file: string) => {
      const { lines } = await openImport(await fileAt(samples + file));
      return importLines(engineTarget(makegood), movedTo(today, lines), { onRefused: (line) => refused.push(line) });
    };
    const documents = async <D extends Identified>(model: ReadModel<D>) =>
      (await makegood.models.query(model, { limit: 100 })).items.map(({ document }) => document);

    beforeAll(async () => {
      makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: data }), { clock, logger: silentLogger });
      expect(await takeInEvidence(`${samples}evidence`, makegood.blobs)).toEqual([]);
      await load('registry.ndjson');
      await load('claims.ndjson');
    });
    afterAll(async () => {
      await makegood.close();
      rmSync(data, { recursive: true, force: true });
    });

    it('are taken without one refusal, and nothing is left undone', async () => {
      expect(refused).toEqual([]);
      expect(await makegood.processState.failedReactions()).toEqual([]);
    });

    it('have 2,000 units with 8 partners, and 64 claims in every state', async () => {
      expect(await makegood.models.count(unitsModel, [])).toBe(2000);
      // Four of them were with two partners, one after the other.
      expect((await documents(partnersModel)).reduce((sum, { unitsHeld }) => sum + unitsHeld, 0)).toBe(2004);
      const claims = await documents(claimsModel);
      const counts = Object.entries(Object.groupBy(claims, ({ status }) => status));
      expect(Object.fromEntries(counts.map(([status, group]) => [status, group.length]))).toEqual({
        SUBMITTED: 10,
        UNDER_REVIEW: 4,
        AWAITING_EVIDENCE: 3,
        APPROVED: 4,
        AWAITING_CHOICE: 3,
        RESOLVED: 33,
        REJECTED: 4,
        WITHDRAWN: 3,
      });
      const checks = new Set(
        claims.flatMap(({ state }) => state.submission?.coverage.failedChecks.map(({ code }) => code)),
      );
      expect([...checks].sort()).toEqual(['EXCLUDED_DEFECT', 'EXPIRED', 'NO_SALE_DATE']);
      expect(
        claims
          .filter(({ state }) => state.round > 1)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['CL-2026-0019', 'CL-2026-0041']);
    });

    it('F1 F2 number credit notes without a hole, one for each credited claim', async () => {
      const notes = (await documents(creditNotesModel)).sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const [series, numbered] of Map.groupBy(notes, ({ number }) => number.slice(0, 'MG-2026'.length)))
        expect(numbered.map(({ number }) => number)).toEqual(
          numbered.map((_, index) => `${series}-${String(index + 1).padStart(6, '0')}`),
        );
      const days = notes.map(({ issuedOn }) => issuedOn);
      expect(days).toEqual(days.toSorted());
      const claims = await documents(claimsModel);
      const executed = (remedy: string) =>
        claims
          .filter(({ state }) => state.execution?.remedy === remedy)
          .map(({ id }) => id)
          .sort();
      expect(notes.map(({ claimId }) => claimId).sort()).toEqual(executed('CREDIT'));
      expect((await documents(replacementsModel)).map(({ id }) => id).sort()).toEqual(executed('REPLACEMENT'));
      expect(new Set(notes.map(({ amount }) => amount.currency))).toEqual(new Set(['KRW', 'EUR', 'USD', 'CNY']));
    });

    it('S6 S9 keep the clock of every claim, by the calendar of the house that answers its partner', async () => {
      const claims = await documents(claimsModel);
      const clocks = claims.flatMap(({ partnerId, clock }) => (clock ? [`${partnerId} ${clock.calendarId}`] : []));
      expect(clocks.length).toBe(claims.length);
      expect([...new Set(clocks)].sort()).toEqual([
        'P-AUSTIN NEW-YORK',
        'P-BERLIN BERLIN',
        'P-BUSAN SEOUL',
        'P-MUNICH BERLIN',
        'P-NEWYORK NEW-YORK',
        'P-OSAKA SEOUL',
        'P-SEOUL SEOUL',
        'P-SHANGHAI SHENZHEN',
      ]);
    });

    it('S1 have claims whose time is still running, on whatever day they are loaded', async () => {
      const running = (await documents(claimsModel)).filter(({ slaState }) => slaState === 'RUNNING');
      expect(running.filter(({ dueAt }) => dueAt !== undefined && dueAt > clock.now()).length).toBeGreaterThanOrEqual(
        5,
      );
    });

    it('C12 change nothing when they are loaded again', async () => {
      const before = await makegood.store.head();
      expect(await load('registry.ndjson')).toEqual({
        accepted: 0,
        unchanged: 198,
        refused: 0,
        rows: 198,
        refusedRows: 0,
      });
      expect(await load('claims.ndjson')).toEqual({
        accepted: 0,
        unchanged: 219,
        refused: 0,
        rows: 219,
        refusedRows: 0,
      });
      expect(await makegood.store.head()).toBe(before);
    });

    describe('their page says what a claim comes to', () => {
      const send = async <N extends RequestName>(name: N, input: InputOf<N>, actor: Actor): Promise<Outcome> => {
        const prepared = requests[name].prepare(input, { actor, channel: 'API', clock });
        if (prepared.kind !== 'request') throw new Error(JSON.stringify(prepared));
        return makegood.dispatcher.perform(prepared.request);
      };
      // One of the pictures that were taken in before.
      const picture = readFileSync(`${samples}evidence/seoul-lamp-dead-row.jpg`);
      const sha256 = createHash('sha256').update(picture).digest('hex');

      it('has a row for each case', () => {
        expect(rows.length).toBe(14);
      });

      it.each(rows)('$serial of $partner with $defect: $answer', async ({ serial, partner, defect, answer }) => {
        const claimId = `${partner}.${serial}`;
        const filed = await send(
          'submitClaim',
          {
            claimId,
            serial,
            defect: { code: defect, description: 'As on the page' },
            evidence: [{ kind: 'PHOTO', sha256, mediaType: 'image/jpeg', bytes: 9 }],
          },
          { role: 'PARTNER', id: partner, onBehalfOf: partner },
        );
        if (filed.kind === 'refused') {
          expect(filed.refusal.code).toBe(answer);
          return;
        }
        const { submission } = await makegood.aggregates.claim(claimId);
        const failed = submission?.coverage.failedChecks.map(({ code }) => code).join(', ');
        const [coverage, remedy] = answer.split(' → ');
        expect(failed || 'covered').toBe(coverage);
        if (remedy === undefined) return;

        const reviewer: Actor = { role: 'REVIEWER', id: 'rita' };
        await send('reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'As described' }, reviewer);
        await send('approveClaim', { claimId }, reviewer);
        await (await settling(makegood))();
        const { execution } = await makegood.aggregates.claim(claimId);
        expect(execution?.remedy ?? 'ASK').toBe(remedy);
      });
    });
  },
);
