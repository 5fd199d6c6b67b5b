import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { ask } from '../api.ts';
import { eventText } from '../claim/event-texts.ts';
import { withHistory } from '../claim/history.ts';
import { usePeople } from '../names.ts';
import { Clock } from '../controls/clock.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { Back } from '../controls/back.tsx';
import { FaultNote } from '../controls/notes.tsx';
import { useTitle } from '../controls/title.ts';
import { useTexts } from '../texts.tsx';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useViewer } from '../viewer.ts';
import { indexAt, type Moment, momentsOf, standing } from './moments.ts';
import { ClaimPast, type ClaimPastQuery, ClaimThen, type ClaimThenQuery } from './past.graphql.ts';

type Claim = NonNullable<ClaimPastQuery['claim']>;
type Then = NonNullable<NonNullable<ClaimThenQuery['claim']>['stateAt']>;

export function PastScreen() {
  return (
    <NoEntry entry="past">
      <Past />
    </NoEntry>
  );
}

function Past() {
  const { id } = useParams({ from: '/claims/$id/at' });
  const past = useQuery({
    queryKey: ['past', id],
    queryFn: ({ signal }) => withHistory(ClaimPast, id, signal),
  });
  return (
    <main className="page">
      <Loaded query={past} lines={10}>
        {(claim) => (claim ? <Machine claim={claim} /> : <Nothing title="claim.absent" />)}
      </Loaded>
    </main>
  );
}

function Machine({ claim }: { readonly claim: Claim }) {
  const texts = useTexts();
  const { t, time } = texts;
  const by = usePeople(claim.partner);
  const navigate = useNavigate();
  const search = useSearch({ from: '/claims/$id/at' });
  const [isCopied, setCopied] = useState(false);
  const title = t('past.title', { number: claim.number });
  useTitle(title);
  const happened = momentsOf(claim.history, 'occurredAt');
  const recorded = momentsOf(claim.history, 'recordedAt');
  const of = happened[Math.max(0, indexAt(happened, search.of))] as string;
  const known = recorded[Math.max(0, indexAt(recorded, search.known))] as string;
  const go = (more: { of?: string; known?: string }) => {
    setCopied(false);
    void navigate({ to: '/claims/$id/at', params: { id: claim.id }, search: { ...search, ...more }, replace: true });
  };
  const then = useQuery({
    queryKey: ['then', claim.id, of, known],
    queryFn: async ({ signal }) => ({
      state: (await ask(ClaimThen, { id: claim.id, at: of, known }, signal)).claim?.stateAt ?? null,
      answeredAt: Date.now(),
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <header className="claim-head">
        <Back to="/claims/$id" params={{ id: claim.id }} name={t('claim')} />
        <h1>{title}</h1>
        <button type="button" onClick={() => void go({ of: happened.at(-1), known: recorded.at(-1) })}>
          {t('past.now')}
        </button>
        <button
          type="button"
          onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}
        >
          {t(isCopied ? 'past.copied' : 'past.copy')}
        </button>
      </header>
      <div className="sliders">
        <Slider label={t('past.of')} moments={happened} at={of} onChange={(moment) => go({ of: moment })} />
        <Slider label={t('past.known')} moments={recorded} at={known} onChange={(moment) => go({ known: moment })} />
      </div>
      <div className="past-columns">
        <section className="facts" aria-live="polite">
          <h2>{t('past.state')}</h2>
          {then.error && <FaultNote error={then.error} retry={() => void then.refetch()} />}
          {then.data && !then.data.state && <p>{t('past.before')}</p>}
          {then.data?.state && <State state={then.data.state} />}
        </section>
        <section className="timeline">
          <h2>{t('past.events')}</h2>
          <ol>
            {claim.history.map((event) => {
              const is = standing(event, of, known);
              return (
                <li key={event.id} className={`part-${is === 'there' ? 'claim' : 'clock'} ${is}`}>
                  <span className="timeline-text">
                    {eventText(texts, event)} {is !== 'there' && <span className="flag">{t(`past.${is}`)}</span>}
                  </span>
                  <span className="soft">
                    {time(event.occurredAt)}
                    {by(event.actor) !== undefined && <>&nbsp;· {by(event.actor)}</>}
                    {isLate(event) && (
                      <>
                        &nbsp;· <span className="whole">{t('past.recorded', { time: time(event.recordedAt) })}</span>
                      </>
                    )}
                  </span>
                </li>
              );
            })}
          </ol>
        </section>
      </div>
    </>
  );
}

const RECORDED_LATER_MS = 60_000;
const isLate = ({ occurredAt, recordedAt }: Moment): boolean =>
  Date.parse(recordedAt) - Date.parse(occurredAt) > RECORDED_LATER_MS;

interface SliderProps {
  readonly label: string;
  readonly moments: readonly string[];
  readonly at: string;
  readonly onChange: (moment: string) => void;
}

/** By arrows, by pulling, or one by one: several may be within a second. It stands at moments alone. */
function Slider({ label, moments, at, onChange }: SliderProps) {
  const { t, time } = useTexts();
  const id = useId();
  const stop = moments.indexOf(at);
  const step = (by: 1 | -1) => (
    <button
      type="button"
      aria-label={`${t(by < 0 ? 'past.back' : 'past.on')}${t('colon')}${label}`}
      title={t(by < 0 ? 'past.back' : 'past.on')}
      disabled={moments[stop + by] === undefined}
      onClick={() => onChange(moments[stop + by] as string)}
    >
      {by < 0 ? '‹' : '›'}
    </button>
  );
  return (
    <div className="slider">
      <label htmlFor={id}>
        {label} <strong>{time(at, 'full')}</strong>{' '}
        <span className="soft">{t('past.stop', { at: stop + 1, of: moments.length })}</span>
      </label>
      <div>
        {step(-1)}
        <input
          id={id}
          type="range"
          min={0}
          max={moments.length - 1}
          value={stop}
          aria-valuetext={`${time(at, 'full')}, ${t('past.stop', { at: stop + 1, of: moments.length })}`}
          onChange={(event) => onChange(moments[Number(event.target.value)] as string)}
        />
        {step(1)}
      </div>
    </div>
  );
}

function State({ state }: { readonly state: Then }) {
  const { t, name, value, why, time } = useTexts();
  const { behindMs } = useViewer();
  const { sla, coverage, reviews, decision, evidence, remedy, status } = state;
  // It stands still: what had passed by then has passed.
  const still = sla && { ...sla, countsNow: false, changesAt: null };
  return (
    <dl>
      <div>
        <dt>{t('status')}</dt>
        <dd>
          <strong>{name('ClaimStatus', status)}</strong>
        </dd>
      </div>
      <div>
        <dt>{t('work.promise')}</dt>
        <dd>
          <Clock clock={still} answeredAt={0} behindMs={behindMs} isForPartner={false} />
          {sla && (
            <p className="soft">
              {t('arithmetic.calendar', { calendar: sla.calendarId, version: sla.calendarVersion })}
            </p>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('past.coverage')}</dt>
        <dd>
          {t(coverage.covered ? 'covered' : 'covered.not')}
          {coverage.policyId && (
            <>&nbsp;· {t('facts.policy', { policy: coverage.policyId, version: coverage.policyVersion ?? 0 })}</>
          )}
          {coverage.failedChecks.map((check) => (
            <p key={check.code}>{why(check)}</p>
          ))}
        </dd>
      </div>
      <div>
        <dt>{t('past.files')}</dt>
        <dd>{evidence.length}</dd>
      </div>
      <div>
        <dt>{t('facts.reviews')}</dt>
        <dd>
          {reviews.length === 0 && t('past.none')}
          {reviews.map((review) => (
            <p key={review.reviewedAt}>
              {name('ReviewVerdict', review.verdict)}
              {t('colon')}
              {review.findings} <span className="soft">{time(review.reviewedAt)}</span>
            </p>
          ))}
        </dd>
      </div>
      <div>
        <dt>{t('past.decision')}</dt>
        <dd>
          {decision ? (
            <>
              {name('DecisionOutcome', decision.outcome)}&nbsp;· {time(decision.decidedAt)}
              {decision.explanation && ` ${decision.explanation}`}
              {remedy && <>&nbsp;· {value('Remedy', remedy)}</>}
            </>
          ) : (
            t('past.none')
          )}
        </dd>
      </div>
    </dl>
  );
}
