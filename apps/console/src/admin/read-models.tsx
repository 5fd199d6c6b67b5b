import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { ActionButton } from '../controls/actions.tsx';
import { formsOf } from '../controls/forms.ts';
import { Loaded } from '../controls/loaded.tsx';
import { InEnglish } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { nameOfStaff, useStaffNames } from '../names.ts';
import { type Texts, useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import { Projections, type ProjectionsQuery, Rebuild } from './admin.graphql.ts';

const REFRESHED_MS = 5_000;
const REBUILDING_MS = 1_000;

type Row = ProjectionsQuery['projections'][number];

const isUnderWay = ({ rebuild }: Row): boolean => rebuild?.status === 'QUEUED' || rebuild?.status === 'RUNNING';

const REBUILD = formsOf<Row>(({ name }) => ({ projection: name }))(Rebuild, {
  label: 'models.rebuild',
  hint: 'models.rebuild.hint',
  fields: () => [],
  input: () => ({}),
});

/** As the engine says it in English. */
function stateInWords(state: string, { t }: Texts): string {
  const [, streams] = /^(\d+) streams? quarantined$/.exec(state) ?? [];
  if (streams !== undefined) return t('models.is.quarantining', { count: Number(streams) });
  const [, reason] = /^halted: (.*)$/s.exec(state) ?? [];
  if (reason !== undefined) return t('models.is.halted', { reason });
  return state === 'live' ? t('models.is.live') : state === 'behind' ? t('models.is.behind') : t('models.is.unbuilt');
}

/** How far each read model is behind the log, and how one is built anew. */
export function ReadModels() {
  const texts = useTexts();
  const { t } = texts;
  const mayRebuild = mayAsk(useViewer(), 'rebuild');
  const models = useQuery({
    queryKey: ['projections'],
    queryFn: async ({ signal }) => (await ask(Projections, {}, signal)).projections,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? REBUILDING_MS : REFRESHED_MS),
  });
  return (
    <Loaded query={models} lines={12}>
      {(rows) => {
        const troubled = rows.filter(({ state }) => state !== 'live' && state !== 'behind');
        return (
          <>
            <p role="status" className={`note ${troubled.length > 0 ? 'refused' : ''}`}>
              <strong className={troubled.length > 0 ? undefined : 'calm'}>
                {troubled.length > 0
                  ? `! ${t('models.troubled', { names: troubled.map(({ name }) => name).join(t('comma')) })}`
                  : `✓ ${t('models.well')}`}
              </strong>
            </p>
            <Table
              rows={rows}
              keyOf={({ name }) => name}
              columns={[
                { heading: t('models.name'), kind: 'mono', read: ({ name }) => name },
                { heading: t('models.state'), kind: 'text', read: ({ state }) => stateInWords(state, texts) },
                { heading: t('models.behind'), kind: 'number', read: ({ lagEvents }) => lagEvents },
                { heading: t('models.seconds'), kind: 'number', read: ({ lagSeconds }) => Math.round(lagSeconds) },
                { heading: t('models.version'), kind: 'number', read: ({ version }) => version },
                {
                  heading: t('models.rebuilt'),
                  kind: 'named',
                  read: ({ rebuild }) => rebuild && <Rebuilt {...rebuild} />,
                },
                mayRebuild && {
                  heading: t('actions'),
                  kind: 'text',
                  read: (row) => !isUnderWay(row) && <ActionButton form={REBUILD} of={row} whose={row.name} />,
                },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}

function Rebuilt({ status, percent, requestedBy, requestedAt, endedAt, message }: NonNullable<Row['rebuild']>) {
  const { t, name, percent: inPercent, time } = useTexts();
  const { data: staff } = useStaffNames();
  return (
    <>
      {status === 'RUNNING'
        ? t('models.progress', { status: name('RebuildStatus', status), percent: inPercent(percent / 100) })
        : name('RebuildStatus', status)}{' '}
      <span className="soft">
        {time(endedAt ?? requestedAt)} · {nameOfStaff(staff, requestedBy.id)}
      </span>
      {message && <InEnglish text={message} />}
    </>
  );
}
