import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Dialog } from '../controls/dialog.tsx';
import { FaultNote, Skeleton } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { type Texts, useTexts } from '../texts.tsx';
import { type ArithmeticQuery, Arithmetic as Asked } from './claim.graphql.ts';

type Segment = NonNullable<NonNullable<ArithmeticQuery['claim']>['sla']>['explanation'][number];

/** How the deadline comes about, line by line, as `makegood explain` has it. */
export function Arithmetic({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const { t, deadline, duration, name: capital } = texts;
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
            {t('arithmetic.calendar', { calendar: sla.calendarId, version: sla.calendarVersion })}&nbsp;·{' '}
            {t('arithmetic.used', { used: duration(durationMs(sla.elapsedBusiness)) })}
          </p>
          <ul>
            {sla.targets.map(({ name, target, dueAt }) => (
              <li key={name}>
                {capital('SlaTargetName', name)}
                {t('colon')}
                {duration(durationMs(target))}
                {dueAt && <> → {deadline(dueAt)}</>}
              </li>
            ))}
          </ul>
          <Table
            rows={sla.explanation}
            keyOf={({ from }) => from}
            columns={[
              { heading: t('arithmetic.kind'), kind: 'text', read: (segment) => whatItWas(segment, texts) },
              { heading: t('arithmetic.from'), kind: 'time', read: ({ from }) => from },
              { heading: t('arithmetic.to'), kind: 'time', read: ({ to }) => to },
              {
                heading: t('arithmetic.counts'),
                kind: 'duration',
                read: ({ kind, business }) => (kind === 'OPEN' ? business : null),
              },
            ]}
          />
        </>
      )}
    </Dialog>
  );
}

/** Such as: paused, evidence requested, the partner. */
const whatItWas = ({ kind, cause, causeCode, owedBy }: Segment, { name, value }: Texts): string =>
  [
    name('SegmentKind', kind),
    kind === 'CLOSED' && causeCode && value('ClosedBecause', causeCode),
    kind === 'CLOSED' && causeCode === 'HOLIDAY' && cause,
    kind === 'PAUSED' && causeCode && value('PauseReason', causeCode),
    owedBy && value('OwedBy', owedBy),
  ]
    .filter(Boolean)
    .join('\u00a0· ');
