import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Actions } from '../controls/actions.tsx';
import { Choice } from '../controls/choices.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { MonthChoice } from '../controls/day.tsx';
import { useTexts } from '../texts.tsx';
import { MonthTotals } from './books.tsx';
import { Closing as ClosingQuery, type ClosingQuery as Answer } from './finance.graphql.ts';
import { MONTH_ACTIONS } from './note-forms.ts';

type Entity = Answer['legalEntities'][number];

/** F1: what the end of a month would close, before it is closed. */
export function Closing() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { month, entity: chosen } = useSearch({ from: '/credits' });
  const entities = useQuery({
    queryKey: ['closing', month],
    queryFn: async ({ signal }) => (await ask(ClosingQuery, { month: month ?? null }, signal)).legalEntities,
    placeholderData: keepPreviousData,
  });
  const go = (more: object) =>
    void navigate({ to: '/credits', search: { part: 'closing', month, entity: chosen, ...more }, replace: true });
  return (
    <>
      {/* What was typed into the address can be mended where it is not a month. */}
      {entities.error && !entities.data && (
        <div className="filters-row">
          <MonthChoice month={month ?? ''} onChange={(one) => go({ month: one })} />
        </div>
      )}
      <Loaded query={entities} lines={8}>
        {(all) => {
          const entity = all.find(({ id }) => id === chosen) ?? all[0];
          if (!entity) return null;
          return (
            <>
              <div className="filters-row">
                {all.length > 1 && (
                  <Choice
                    label={t('closing.entity')}
                    options={all}
                    value={entity.id}
                    isRequired
                    onChange={(one) => go({ entity: one })}
                  />
                )}
                <MonthChoice month={month ?? entity.closing.month} onChange={(one) => go({ month: one })} />
              </div>
              <Preview entity={entity} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Preview({ entity: { id, name, timeZone, closedThrough, closing } }: { readonly entity: Entity }) {
  const { t, day, month } = useTexts();
  const { isClosed, from, to, heldCredits, refusal, totals } = closing;
  return (
    <div className="figures">
      <p className="note" role="status">
        {isClosed ? (
          <strong className="calm">✓ {t('closing.closed', { name, month: month(closing.month) })}</strong>
        ) : (
          <strong>
            {from
              ? t('closing.closes', { name, from: day(from), to: day(to) })
              : t('closing.closesAll', { name, to: day(to) })}
          </strong>
        )}{' '}
        {closedThrough && t('closing.through', { month: month(closedThrough) })}{' '}
        <span className="soft">{t('promise.zone', { zone: timeZone })}</span>
      </p>
      {heldCredits > 0 && (
        <p className="warm">
          ‖ {t('closing.held', { count: heldCredits })}{' '}
          <Link to="/credits" search={{ part: 'attention' }}>
            {t('credits.attention')}
          </Link>
        </p>
      )}
      {!isClosed && (
        <Actions
          of={{ legalEntityId: id, month: closing.month, actions: [{ name: 'closeMonth', refusal }] }}
          forms={MONTH_ACTIONS}
          whose={`${month(closing.month)}\u00a0· ${name}`}
        />
      )}
      <MonthTotals rows={totals} />
    </div>
  );
}
