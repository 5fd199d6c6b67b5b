import type { DatabaseUnderTest } from '../document-stores.fixture.ts';
import { type Checkpoint, positionOf, START } from '../event-store/event-store.port.ts';
import type { FailedReaction, ProcessState } from './process-state.port.ts';

const at = (position: number) => positionOf(BigInt(position));
const mark = (position: number): Checkpoint => ({ position: at(position), id: `event ${position}` });

export function processStateContract(adapter: string, open: () => Promise<DatabaseUnderTest>): void {
  describe(`process state: ${adapter}`, () => {
    let database: DatabaseUnderTest;
    let state: ProcessState;
    let other: ProcessState;
    let count = 0;
    const fresh = () => `when-${++count}-then-react`;

    beforeAll(async () => {
      database = await open();
      state = database.stores.processState;
      other = (await database.another()).processState;
    });
    afterAll(() => database.close());

    it('a process that has never run is at the beginning', async () => {
      const process = fresh();
      expect(await state.checkpoint(process)).toEqual(START);
      expect([...(await state.checkpoints()).keys()]).not.toContain(process);
    });

    it('P5 a checkpoint never moves backwards, even between clients', async () => {
      const process = fresh();
      await state.advance(process, mark(9));
      await other.advance(process, mark(7));
      expect(await state.checkpoint(process)).toEqual(mark(9));
      await Promise.all(
        [10, 14, 12, 11, 13].map((position, n) => (n % 2 ? state : other).advance(process, mark(position))),
      );
      expect(await other.checkpoint(process)).toEqual(mark(14));
      const split = { position: positionOf(14n, 3n), id: 'split' };
      await state.advance(process, split);
      await other.advance(process, mark(14));
      expect(await state.checkpoint(process)).toEqual(split);
    });

    it('each process has its own checkpoint', async () => {
      const processes = [fresh(), fresh()] as const;
      await Promise.all([state.advance(processes[0], mark(3)), state.advance(processes[1], mark(4))]);
      const all = await other.checkpoints();
      expect(processes.map((process) => all.get(process))).toEqual([mark(3), mark(4)]);
    });

    const failure = (process: string, stream: string, revision: number, more: Partial<FailedReaction> = {}) => ({
      process,
      event: 'Counted',
      stream,
      revision,
      reason: 'REFUSED: no',
      position: at(revision + 1),
      effect: 'skipped' as const,
      ...more,
    });

    it('failures are listed by process, stream and revision, for one process or for all', async () => {
      const [first, second] = [fresh(), fresh()];
      const failures = [
        failure(first, 'a/1', 2),
        failure(first, 'a/1', 10, { effect: 'quarantined' }),
        failure(first, 'b', 0, { reason: '', effect: 'halted' }),
        failure(second, 'a/1', 2),
      ];
      for (const each of failures.toReversed()) await state.recordFailure(each);
      expect(await other.failedReactions(first)).toEqual(failures.slice(0, 3));
      expect(await other.failedReactions(second)).toEqual(failures.slice(3));
      expect(await other.failedReactions()).toEqual(expect.arrayContaining(failures));
    });

    it('one failure is kept for each event, the latest, and cleared when the reaction succeeds after all', async () => {
      const process = fresh();
      await state.recordFailure(failure(process, 'a', 2));
      await other.recordFailure(failure(process, 'a', 2, { reason: 'again' }));
      await state.recordFailure(failure(process, 'a', 3));
      expect(await state.failedReactions(process)).toEqual([
        failure(process, 'a', 2, { reason: 'again' }),
        failure(process, 'a', 3),
      ]);
      await state.clearFailure({ process, stream: 'a', revision: 2 });
      await state.clearFailure({ process, stream: 'a', revision: 7 });
      expect(await other.failedReactions(process)).toEqual([failure(process, 'a', 3)]);
    });

    it('started over, every process is at the beginning without failures, and tasks and jobs stay', async () => {
      const process = fresh();
      await state.advance(process, mark(9));
      await state.recordFailure(failure(process, 'a', 2));
      await state.setTask(process, 'done');
      await other.setJob(process, '1', { id: '1' });
      await other.startOver();
      expect(await state.checkpoint(process)).toEqual(START);
      expect([...(await state.checkpoints())]).toEqual([]);
      expect(await state.failedReactions()).toEqual([]);
      expect([await state.task(process), await state.jobs(process, 1)]).toEqual(['done', [{ id: '1' }]]);
      await state.advance(process, mark(3));
      expect(await other.checkpoint(process)).toEqual(mark(3));
    });

    it('a task is begun, then done', async () => {
      const task = fresh();
      expect(await state.task(task)).toBeUndefined();
      await state.setTask(task, 'begun');
      expect(await other.task(task)).toBe('begun');
      await other.setTask(task, 'done');
      expect(await state.task(task)).toBe('done');
    });

    it('jobs of a kind are kept, changed, and listed with the newest first', async () => {
      const [kind, another] = [fresh(), fresh()];
      expect(await state.job(kind, '1')).toBeUndefined();
      for (const id of ['2', '1', '3']) await state.setJob(kind, id, { id, 'a.b': null, $c: [1] });
      await state.setJob(another, '4', { id: '4' });
      await other.setJob(kind, '2', { id: '2', done: true });
      expect(await state.job(kind, '2')).toEqual({ id: '2', done: true });
      expect(await other.job(kind, '1')).toEqual({ id: '1', 'a.b': null, $c: [1] });
      expect(await other.jobs(kind, 2)).toMatchObject([{ id: '3' }, { id: '2' }]);
      expect(await state.jobs(kind, 9)).toHaveLength(3);
      expect(await state.jobs(kind, 1, '3')).toMatchObject([{ id: '2' }]);
      expect(await state.jobs(kind, 9, '2')).toMatchObject([{ id: '1' }]);
      for (const id of ['2', '2', '4']) await other.removeJob(kind, id);
      expect(await state.jobs(kind, 9)).toMatchObject([{ id: '3' }, { id: '1' }]);
      expect(await state.job(another, '4')).toEqual({ id: '4' });
    });

    it('a closed client reports that it is closed', async () => {
      const closed = await database.another();
      await closed.close();
      await expect(closed.processState.checkpoint('any')).rejects.toMatchObject({ fault: 'unavailable' });
    });
  });
}
