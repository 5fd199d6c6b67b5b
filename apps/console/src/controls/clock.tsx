import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { durationMs, type Reading, read } from '../clock.ts';
import { type Texts, useTexts } from '../texts.tsx';
import type { ClockFragment } from '../work/work.graphql.ts';

const TICK_MS = 15_000;

/** Now, again every 15 seconds. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface ClockProps {
  readonly clock: ClockFragment | null;
  /** When the server answered, by the clock of this device. */
  readonly answeredAt: number;
  /** How far the clock of this device is behind that of the server. */
  readonly behindMs: number;
  readonly isForPartner: boolean;
  readonly isLong?: boolean;
  /** Where it was decided: the clock runs on until the partner knows (C9). */
  readonly decision?: { readonly communicatedAt: string | null } | null;
  /** In a list that is sorted by urgency. */
  readonly isByUrgency?: boolean;
}

/** Shape, words and colour; asked for again when the engine says that counting changes. */
export function Clock({
  clock,
  answeredAt,
  behindMs,
  isForPartner,
  isLong = false,
  decision,
  isByUrgency = false,
}: ClockProps) {
  const texts = useTexts();
  const now = useNow();
  const queries = useQueryClient();
  const changesAt = clock?.changesAt ? Date.parse(clock.changesAt) : undefined;
  const isOutdated = changesAt !== undefined && now + behindMs >= changesAt && answeredAt + behindMs < changesAt;
  useEffect(() => {
    if (isOutdated) void queries.invalidateQueries();
  }, [isOutdated, queries]);
  if (!clock) return <span className="clock hold">{texts.t('clock.starts')}</span>;
  const reading = read(clock, Math.max(0, now - answeredAt), isByUrgency);
  const { more, words } = wordsOf(reading, clock, texts, isForPartner);
  const isUnheard = decision?.communicatedAt === null && ['running', 'closed', 'late'].includes(reading.kind);
  const isSaid = (name: string) =>
    reading.kind === 'lookedLate' || (['late', 'missed'].includes(reading.kind) && name === reading.target?.name);
  const alsoMissed = reading.missed.filter(
    ({ name, metAt }) => (isLong || (isByUrgency && metAt === null)) && !isSaid(name),
  );
  const isVoided = clock.targets.some(({ breachedAt, voided }) => breachedAt !== null && voided);
  return (
    <span className={`clock ${reading.tone}`}>
      <Shape reading={reading} />
      <span className="clock-words">
        <strong>{words}</strong>
        {more.map((part, at) => (
          // A line ends between them, if it must end.
          <span key={part} className="clock-more">
            {at < more.length - 1 ? `${part}\u00a0·` : part}
          </span>
        ))}
        {isUnheard && (
          <span className="clock-more">
            {texts.t(isForPartner ? 'action.acknowledgeDecision.hint' : 'outcome.untold')}
          </span>
        )}
        {alsoMissed.map(({ name }) => (
          <span key={name} className="clock-more late">
            {texts.t('clock.missedTarget', { target: texts.value('SlaTargetName', name) })}
          </span>
        ))}
        {isLong && isVoided && <s className="clock-more">{texts.t('clock.voided')}</s>}
      </span>
    </span>
  );
}

function wordsOf(
  reading: Reading,
  clock: ClockFragment,
  texts: Texts,
  isForPartner: boolean,
): { readonly words: string; readonly more: readonly string[] } {
  const { t, duration, time, deadline } = texts;
  const { kind, target, ms } = reading;
  const due = target?.dueAt ? deadline(target.dueAt) : undefined;
  const name = target ? texts.value('SlaTargetName', target.name) : '';
  switch (kind) {
    case 'cancelled':
      return { words: t('clock.cancelled'), more: [] };
    case 'kept':
    case 'lookedLate':
    case 'missed': {
      const whole = target ? duration(durationMs(target.target)) : '';
      const words =
        kind === 'lookedLate'
          ? t('clock.missedTarget', { target: texts.name('SlaTargetName', 'FIRST_REVIEW') })
          : t(`clock.${kind}`);
      return { words, more: [t('clock.took', { took: duration(ms), of: whole })] };
    }
    case 'paused': {
      const pause = clock.pauses.findLast(({ to }) => to === null);
      const reason = pause && texts.value('PauseReason', pause.reason);
      const isOurs = pause?.owedBy === 'PARTNER';
      const move = isOurs ? (isForPartner ? t('clock.yourMove') : t('clock.partnersMove')) : undefined;
      const since = pause && t('clock.since', { time: time(pause.from) });
      return {
        words: t('clock.left', { left: duration(ms) }),
        more: saidOf(move ?? reason, move && reason, since),
      };
    }
    case 'late': {
      // The answer is still promised where only the first look was missed.
      const rest = clock.targets.find((one) => one.name === clock.next && one !== target);
      const restName = rest && texts.value('SlaTargetName', rest.name);
      const restDue = rest?.dueAt && t('clock.due', { target: restName ?? '', time: deadline(rest.dueAt) });
      const was = due && t('clock.was', { target: name, time: due });
      return {
        words: t('clock.late', { late: duration(ms) }),
        more: saidOf(was, restDue),
      };
    }
    case 'closed': {
      const again = clock.changesAt && t('clock.again', { time: time(clock.changesAt) });
      const promised = due && t('clock.due', { target: name, time: due });
      return {
        words: t('clock.left', { left: duration(ms) }),
        more: saidOf(promised, again),
      };
    }
    case 'running':
      return {
        words: t('clock.left', { left: duration(ms) }),
        more: saidOf(due && t('clock.due', { target: name, time: due })),
      };
  }
}

const saidOf = (...parts: readonly (string | false | null | undefined)[]): readonly string[] =>
  parts.flatMap((part) => part || []);

const AROUND = 2 * Math.PI * 6;

function Shape({ reading: { kind, left } }: { readonly reading: Reading }) {
  return (
    <svg viewBox="0 0 16 16" className="clock-shape" aria-hidden="true">
      {(kind === 'running' || kind === 'closed') && (
        <>
          <circle cx="8" cy="8" r="6" className="ring-rest" />
          <circle
            cx="8"
            cy="8"
            r="6"
            className="ring"
            strokeDasharray={`${left * AROUND} ${AROUND}`}
            transform="rotate(-90 8 8)"
          />
          {kind === 'closed' && <path d="M9.8 5.2a3 3 0 1 0 1 4.6 2.6 2.6 0 0 1-1-4.6z" className="fill" />}
        </>
      )}
      {(kind === 'paused' || kind === 'cancelled') && <path d="M4 3h3v10H4zM9 3h3v10H9z" className="fill" />}
      {(kind === 'late' || kind === 'lookedLate' || kind === 'missed') && (
        <path d="M7 2h2.4l-.4 8H7.400zM7 12h2.400v2.400H7z" className="fill" />
      )}
      {kind === 'kept' && <path d="M3 8.500l3.500 3.500L13 4.500" className="line" />}
    </svg>
  );
}
