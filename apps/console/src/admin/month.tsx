import { useTexts } from '../texts.tsx';
import type { WindowFragment } from './admin.graphql.ts';

/** Days of a month such as 2026-03: the first and the last. */
export function daysOf(month: string): { readonly from: string; readonly to: string } {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, '0')}` };
}

/** So many months on. */
function monthAfter(month: string, more: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + more, 1)).toISOString().slice(0, 7);
}

/** Such as 2026-03-09 09:00, in the zone. */
const local = (instant: string, timeZone: string): string =>
  new Date(instant).toLocaleString('sv-SE', { timeZone }).slice(0, 16);

/** The hours of each day, in the zone of the calendar; a day ends at 24:00. */
function hoursByDay(windows: readonly WindowFragment[], timeZone: string): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const { opensAt, closesAt } of windows) {
    const [day = '', open = ''] = local(opensAt, timeZone).split(' ');
    const [lastDay = '', close = ''] = local(closesAt, timeZone).split(' ');
    const hours = `${open}–${lastDay > day && close === '00:00' ? '24:00' : close}`;
    days.set(day, [days.get(day), hours].filter(Boolean).join(', '));
  }
  return days;
}

export interface MonthOf {
  readonly timeZone: string;
  readonly windows: readonly WindowFragment[];
}

interface MonthProps {
  readonly month: string;
  readonly onChange: (month: string) => void;
  readonly now: MonthOf;
  readonly next: MonthOf;
}

/** The business time of a month as it is and as it would be, day by day. */
export function Month({ month, onChange, now, next }: MonthProps) {
  const { t, day, month: monthInWords } = useTexts();
  const before = hoursByDay(now.windows, now.timeZone);
  const after = hoursByDay(next.windows, next.timeZone);
  const { to } = daysOf(month);
  const days = Array.from({ length: Number(to.slice(-2)) }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`);
  const changed = days.filter((one) => before.get(one) !== after.get(one));
  return (
    <>
      <h3>{t('calendar.windows', { month: monthInWords(month) })}</h3>
      <div className="buttons">
        <button type="button" onClick={() => onChange(monthAfter(month, -1))}>
          ‹ {t('calendar.monthBefore')}
        </button>
        <button type="button" onClick={() => onChange(monthAfter(month, 1))}>
          {t('calendar.monthAfter')} ›
        </button>
        <span role="status">{t('calendar.daysChanged', { count: changed.length })}</span>
      </div>
      <table className="rows">
        <thead>
          <tr>
            <th>{t('calendar.day')}</th>
            <th>{t('calendar.now')}</th>
            <th>{t('calendar.then')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((one) => (
            <tr key={one}>
              <td>{day(one)}</td>
              <td data-name={t('calendar.now')}>{before.get(one) ?? '–'}</td>
              <td data-name={t('calendar.then')} className={changed.includes(one) ? 'changed' : undefined}>
                {after.get(one) ?? '–'} {changed.includes(one) && <span className="flag">{t('records.changed')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
