import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Dialog } from '../controls/dialog.tsx';
import { FaultNote, Skeleton } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { Arithmetic as Asked } from './claim.graphql.ts';

/** How the deadline comes about, line by line, as `makegood explain` has it. */
export function Arithmetic({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t, time, duration, value, name: capital } = useTexts();
  const { data, error, isPending } = useQuery({
    queryKey: ['arithmetic', id],
    queryFn: ({ signal }) => ask(Asked, { id }, signal),
  });
  const sla = data?.claim?.sla;
  return (
    <Dialog title={t('arithmetic.title')} onClose={onClose} isWide>
      {error && <FaultNote error={error} />}
      {isPending && <Skeleton />}
      {sla && (
        <>
          <p>
            {t('arithmetic.calendar', { calendar: sla.calendarId, version: sla.calendarVersion })} ·{' '}
            {t('arithmetic.used', { used: duration(durationMs(sla.elapsedBusiness)) })}
          </p>
          <ul>
            {sla.targets.map(({ name, target, dueAt }) => (
              <li key={name}>
                {capital('SlaTargetName', name)}: {duration(durationMs(target))}
                {dueAt && <> → {time(dueAt)}</>}
              </li>
            ))}
          </ul>
          <div className="table-wrap">
            <table className="rows">
              <thead>
                <tr>
                  <th>{t('arithmetic.from')}</th>
                  <th>{t('arithmetic.to')}</th>
                  <th>{t('arithmetic.kind')}</th>
                  <th className="number">{t('arithmetic.counts')}</th>
                </tr>
              </thead>
              <tbody>
                {sla.explanation.map(({ kind, from, to, business, cause, causeCode, owedBy }) => (
                  <tr key={from}>
                    <td>{time(from)}</td>
                    <td>{time(to)}</td>
                    <td>
                      {capital('SegmentKind', kind)}
                      {kind === 'CLOSED' && causeCode && <> · {value('ClosedBecause', causeCode)}</>}
                      {kind === 'CLOSED' && causeCode === 'HOLIDAY' && cause && <> · {cause}</>}
                      {kind === 'PAUSED' && causeCode && <> · {value('PauseReason', causeCode)}</>}
                      {owedBy && <> · {value('OwedBy', owedBy)}</>}
                    </td>
                    <td className="number">{kind === 'OPEN' ? duration(durationMs(business)) : '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Dialog>
  );
}
