import { once } from 'node:events';
import { runImports } from '#import';
import { leaseOwner, waitFor, whileLeased } from '#platform';
import { type Makegood, mailboxesOf, runRebuilds, SWEEP_MS } from '#engine';
import { listenForMail } from './mail-listener.ts';
import { readMailboxes } from './mailboxes.ts';

export interface Worker {
  stop(): Promise<void>;
}

/** Runs read models, processes and timers. Of several workers one at a time does each; the others stand by. */
export async function startWorker(makegood: Makegood): Promise<Worker> {
  const { projector, leases, log, logger } = makegood;
  const stopping = new AbortController();
  const { signal } = stopping;
  const reactor = makegood.createReactor();
  const owner = leaseOwner();
  const leased = (name: string, work: (mine: AbortSignal) => Promise<void>) =>
    whileLeased({ leases, name, owner, signal, logger }, async (mine) => {
      await log.whenKnown(mine);
      if (!mine.aborted) await work(mine);
    });
  const { MAIL_IN_PORT, MAIL_IN_HOST, MAIL_IN_PROTOCOL, IMAP_POLL_SECONDS } = makegood.settings;
  const mailboxes = mailboxesOf(makegood.settings, () => performance.now());
  const listenUntilStopped = async (mine: AbortSignal) => {
    const lmtp = MAIL_IN_PROTOCOL === 'lmtp';
    const listener = await listenForMail(makegood, { host: MAIL_IN_HOST, port: MAIL_IN_PORT as number, lmtp });
    if (!mine.aborted) await once(mine, 'abort');
    await listener.close();
  };
  const running = [
    makegood.keepCurrent(signal),
    leased('projector', async (mine) => {
      await projector.prepare();
      await projector.run(mine);
    }),
    leased('reactor', async (mine) => {
      await makegood.createFirstLegalEntity();
      await makegood.publishDefaultCalendar();
      await reactor.prepare();
      await reactor.run(mine);
    }),
    leased('sweep', async (mine) => {
      while (!mine.aborted) {
        await waitFor(SWEEP_MS, mine);
        if (!mine.aborted) await makegood.sweep();
      }
    }),
    ...makegood.independentTimers.map(({ name, tick }) =>
      leased(name, async (mine) => {
        for (let isMore: unknown = false; !mine.aborted; ) {
          if (isMore !== true) await waitFor(SWEEP_MS, mine);
          isMore = !mine.aborted && (await tick());
        }
      }),
    ),
    leased('imports', (mine) => runImports(makegood, mine)),
    leased('rebuilds', (mine) => runRebuilds(makegood, mine)),
    ...(MAIL_IN_PORT === undefined ? [] : [leased('mail', listenUntilStopped)]),
    ...(mailboxes.length === 0
      ? []
      : [
          leased('mailboxes', (mine) =>
            readMailboxes(makegood, mailboxes, { pollMs: IMAP_POLL_SECONDS * 1000, signal: mine }),
          ),
        ]),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
