import { join } from 'node:path';
import { BindRemedy } from '#claims';
import { creditNoteNumber } from '#finance';
import { type Actor, type Command, type CommandMetadata, type Instant, uuidv5 } from '#kernel';
import type { Position, React } from '#platform';
import { type CreditCommand, issueCreditNote } from '#use-cases';
import { count, type Extent, type Finding, twoDigits } from './findings.ts';
import { claimIdOf, openEngine, writeApproved } from './history.ts';

const CALLERS = 64;
const SYSTEM: Actor = { id: 'bench', role: 'SYSTEM' };

/** The notes of bound credits, by many callers on one series. */
export async function issuing({ quick, scratch }: Extent): Promise<Finding> {
  const notes = quick ? 200 : 10_000;
  const folder = join(scratch, 'issuing');
  await writeApproved(folder, notes);
  const makegood = await openEngine(folder);
  const { aggregates, dispatcher, store, clock } = makegood;
  const due: { readonly claimId: string; readonly position: Position; readonly at: Instant }[] = [];
  for (let n = 0; n < notes; n++) {
    const claimId = claimIdOf(n);
    const at = clock.now();
    const outcome = await dispatcher.execute(new BindRemedy({ claimId }, by(claimId, 'bind', at)));
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
    due.push({ claimId, position: outcome.position, at });
  }

  let tries = 0;
  const waiting = due.values();
  const start = performance.now();
  const caller = async () => {
    for (const cause of waiting) {
      const react: React<CreditCommand> = (Class, data, key = '', at = cause.at) => {
        const command = new Class(data, by(cause.claimId, key, at)) as Command;
        if (command.type === 'IssueCreditNote') tries++;
        return dispatcher.execute(command);
      };
      await issueCreditNote(cause, aggregates, react);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const seconds = (performance.now() - start) / 1_000;

  const numbers: string[] = [];
  for await (const { type, data } of store.readAll())
    if (type === 'CreditNoteIssued') numbers.push((data as { number: string }).number);
  const series = numbers[0]?.replace(/-[0-9]+$/, '') ?? '';
  const holes = Array.from({ length: notes }, (_, n) => creditNoteNumber(series, n + 1)).filter(
    (number, n) => numbers[n] !== number,
  ).length;
  await makegood.close();
  const isWhole = holes === 0 && numbers.length === notes;
  return {
    title: 'Issuing credit notes: one series, many callers',
    method: `${count(notes)} bound credits on an embedded store, issued by ${CALLERS} callers in one process: the unit is closed, the note is numbered, and its claim says so. Every stream is read as of then. A retry is a note that was decided for a number that another had taken.`,
    columns: ['notes/s', 'retries per note', 'holes'],
    rows: [[count(notes / seconds), twoDigits(tries / notes - 1), count(holes)]],
    goals: [{ goal: 'numbered from 1 on without a hole', found: `${count(numbers.length)} notes`, reached: isWhole }],
  };
}

const by = (claimId: string, step: string, at: Instant): CommandMetadata => ({
  id: uuidv5(`bench/issuing/${claimId}/${step}`),
  actor: SYSTEM,
  at,
  correlationId: claimId,
});
