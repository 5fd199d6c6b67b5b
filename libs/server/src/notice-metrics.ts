import { Gauge, type Registry } from 'prom-client';
import type { Makegood } from '#engine';
import { epochMilliseconds } from '#kernel';
import { dueNoticesModel, noticesModel } from '#notices';

/** Nothing while the read models cannot be read. */
export function registerNoticeMetrics(registry: Registry, { models, clock }: Pick<Makegood, 'models' | 'clock'>): void {
  const gauge = (name: string, help: string, measure: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.remove();
        await measure().then(
          (value) => this.set(value),
          () => undefined,
        );
      },
    });
  gauge('makegood_notices_waiting', 'Notices that are to be sent, or sent again.', () =>
    models.count(dueNoticesModel, []),
  );
  gauge('makegood_notices_oldest_waiting_seconds', 'Age of the oldest of them; 0 without one.', async () => {
    const { items } = await models.query(dueNoticesModel, {
      orderBy: { field: 'queuedAt', direction: 'asc' },
      limit: 1,
    });
    const [oldest] = items.map(({ document }) => epochMilliseconds(document.queuedAt));
    return oldest === undefined ? 0 : Math.max(0, (epochMilliseconds(clock.now()) - oldest) / 1_000);
  });
  gauge(
    'makegood_notices_lost',
    'Notices that were given up or came back, and have reached nobody in another way.',
    () => models.count(noticesModel, [{ field: 'lost', eq: true }]),
  );
}
