import type { Texts, TextId } from '../texts.tsx';

interface Event {
  readonly type: string;
  readonly data?: unknown;
}
/** What is said of an event where its data has it. */
interface Said {
  readonly binding?: boolean;
  readonly late?: object;
  readonly target?: string;
  /** Of the time of the target. */
  readonly percent?: number;
  /** Of a reversal, in words. */
  readonly reason?: string;
}

/** In words; an event that is newer than these texts is at least readable. */
export function eventText({ t, has, value, percent: share }: Texts, { type, data }: Event): string {
  const { binding, late, target, percent, reason } = (data ?? {}) as Said;
  // C7: a choice that can still be changed, and the one that is carried out. S10: a deadline that is met, and what comes after it.
  const which = binding === true ? '.binding' : late ? '.late' : '';
  const id = has(`event.${type}${which}`) ? `event.${type}${which}` : `event.${type}`;
  const words = has(id) ? t(id as TextId) : type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  const more = [
    target && value('SlaTargetName', target),
    percent !== undefined && share(percent / 100),
    type === 'ReversalIssued' && reason,
  ];
  return [words, ...more].filter(Boolean).join('\u00a0· ');
}
