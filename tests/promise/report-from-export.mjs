// The report of the promise, calculated from what `makegood export` writes, by nothing but the events:
//   npm run -s makegood -- export | node tests/promise/report-from-export.mjs 2026-03-01 2026-03-31 [partner] [product]
import { createInterface } from 'node:readline';

const [from, to, partner, product] = process.argv.slice(2);
const clocks = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { stream, type, data } = JSON.parse(line);
  if (!stream.startsWith('sla-')) continue;
  const clock = clocks.get(stream) ?? { late: false, asked: false };
  clocks.set(stream, clock);
  if (type === 'SlaStarted') Object.assign(clock, { partner: data.partnerId, product: data.sku });
  if (type === 'SlaPaused') clock.asked ||= data.cause === 'EVIDENCE_REQUESTED';
  if (data.target === 'RESOLUTION' && type === 'SlaBreached') clock.late = true;
  if (data.target === 'RESOLUTION' && type === 'SlaBreachVoided') clock.late = false;
  if (data.target === 'RESOLUTION' && type === 'SlaMet') clock.met = data;
  if (type === 'SlaResumed' && data.cause === 'CLOSED') clock.met = undefined;
}
const counted = [...clocks.values()].filter(
  ({ met, ...of }) =>
    met &&
    met.at.slice(0, 10) >= from &&
    met.at.slice(0, 10) <= to &&
    (partner ?? of.partner) === of.partner &&
    (product ?? of.product) === of.product,
);
const minutes = counted.map(({ met }) => Math.ceil(met.elapsedBusinessMs / 60_000)).sort((a, b) => a - b);
const rank = (percent) => minutes[Math.ceil((percent * minutes.length) / 100) - 1];
const duration = (m) =>
  m === undefined ? null : `PT${m >= 60 || m === 0 ? `${Math.floor(m / 60)}H` : ''}${m % 60 > 0 ? `${m % 60}M` : ''}`;
const share = (those) => (counted.length === 0 ? 1 : those.length / counted.length);
const met = counted.filter(({ late }) => !late);
const report = {
  resolved: counted.length,
  met: met.length,
  breached: counted.length - met.length,
  metShare: share(met),
};
const times = { medianBusiness: duration(rank(50)), p90Business: duration(rank(90)) };
console.log(JSON.stringify({ ...report, ...times, firstContactShare: share(counted.filter(({ asked }) => !asked)) }));
