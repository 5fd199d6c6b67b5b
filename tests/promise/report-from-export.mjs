// The report of the promise, calculated from what `makegood export` writes, by nothing but what befell each clock:
//   npm run -s makegood -- export | node tests/promise/report-from-export.mjs 2026-03-01 2026-03-31 Asia/Seoul [partner] [product]
import { createInterface } from 'node:readline';

const [from, to, timeZone = 'UTC', partner, product] = process.argv.slice(2);
const localDay = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
const clocks = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { stream, type, data } = JSON.parse(line);
  if (!stream.startsWith('sla-')) continue;
  const clock = clocks.get(stream) ?? { promises: [], granted: 0, asked: false };
  clocks.set(stream, clock);
  const missed = clock.promises.findLast(({ target, fate }) => target === data.target && fate === 'open');
  if (type === 'SlaStarted') {
    Object.assign(clock, { partner: data.partnerId, product: data.sku });
    clock.hours = Object.fromEntries(
      data.promised.map(({ target, duration }) => [target, parseInt(duration.slice(2))]),
    );
  }
  if (type === 'SlaPaused') clock.asked ||= data.cause === 'EVIDENCE_REQUESTED';
  clock.granted += data.grantedMs ?? 0;
  if (type === 'SlaBreached') {
    const granted = data.target === 'RESOLUTION' ? clock.granted : 0;
    const allowed = clock.hours[data.target] * 3_600_000 + granted;
    clock.promises.push({ target: data.target, due: data.dueAt, fate: 'open', allowed });
  }
  if (type === 'SlaMet') {
    const answer = { elapsed: data.elapsedBusinessMs, first: !clock.asked, metAt: data.at };
    if (missed) Object.assign(missed, answer, { fate: 'late', late: Math.max(0, answer.elapsed - missed.allowed) });
    else clock.promises.push({ target: data.target, due: data.dueAt ?? data.at, fate: 'met', ...answer });
  }
  if (type === 'SlaMetVoided') {
    // N4: the resolution was not communicated, so it is as if it had not been met.
    const last = clock.promises.findLast(
      ({ target, fate }) => target === data.target && ['met', 'late'].includes(fate),
    );
    if (last.fate === 'met') clock.promises.splice(clock.promises.indexOf(last), 1);
    else Object.assign(last, { fate: 'open', elapsed: undefined, late: undefined });
  }
  if (type === 'SlaCancelled') for (const one of clock.promises) if (one.fate === 'open') one.fate = 'withdrawn';
  if (type === 'SlaBreachVoided') {
    const untrue = clock.promises.find(
      ({ target, due, fate }) => target === data.target && due === data.dueAt && fate !== 'voided',
    );
    const { fate, metAt } = untrue;
    if (fate === 'late')
      clock.promises.push({
        ...untrue,
        due: data.newDueAt ?? metAt,
        fate: 'met',
        late: undefined,
        elapsed: data.elapsedBusinessMs,
      });
    Object.assign(untrue, { fate: 'voided', elapsed: undefined, late: undefined });
  }
}
const due = [...clocks.values()]
  .filter((clock) => (partner ?? clock.partner) === clock.partner && (product ?? clock.product) === clock.product)
  .flatMap(({ promises }) => promises.map((one) => ({ ...one, day: localDay.format(new Date(one.due)) })))
  .filter(({ day }) => day >= from && day <= to);

const duration = (m) =>
  m === undefined ? null : `PT${m >= 60 || m === 0 ? `${Math.floor(m / 60)}H` : ''}${m % 60 > 0 ? `${m % 60}M` : ''}`;
const rank = (lengths, percent) => {
  const minutes = lengths.map((ms) => Math.ceil(ms / 60_000)).map((m) => (m > 5760 ? Math.ceil(m / 60) * 60 : m));
  return duration(minutes.sort((a, b) => a - b)[Math.ceil((percent * minutes.length) / 100) - 1]);
};
const targetOf = (name, all) => {
  const these = all.filter(({ target }) => target === name);
  const count = (...fates) => these.filter(({ fate }) => fates.includes(fate)).length;
  const [met, breached] = [count('met'), count('late', 'open', 'withdrawn')];
  const [elapsed, late] = ['elapsed', 'late'].map((what) => these.flatMap((one) => one[what] ?? []));
  const shares = { metShare: met + breached > 0 ? met / (met + breached) : null, voided: count('voided') };
  const times = { medianBusiness: rank(elapsed, 50), p90Business: rank(elapsed, 90) };
  const over = { lateMedianBusiness: rank(late, 50), lateP90Business: rank(late, 90) };
  return { name, met, breached, open: count('open'), withdrawn: count('withdrawn'), ...shares, ...times, ...over };
};
const figures = (all) => {
  const resolution = targetOf('RESOLUTION', all);
  const { met, breached, voided, metShare, medianBusiness, p90Business } = resolution;
  const resolved = all.filter(({ target, elapsed }) => target === 'RESOLUTION' && elapsed !== undefined);
  const firstContactShare = resolved.length ? resolved.filter(({ first }) => first).length / resolved.length : 1;
  const totals = { resolved: resolved.length, met, breached, voided, metShare: metShare ?? 1, firstContactShare };
  return { ...totals, medianBusiness, p90Business, targets: [targetOf('FIRST_REVIEW', all), resolution] };
};
const months = [...new Set(due.map(({ day }) => day.slice(0, 7)))].sort();
const byMonth = months.map((month) => ({ month, ...figures(due.filter(({ day }) => day.startsWith(month))) }));
console.log(JSON.stringify({ ...figures(due), months: byMonth }));
