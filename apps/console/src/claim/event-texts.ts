import type { Texts, TextId } from '../texts.tsx';

interface Event {
  readonly type: string;
  readonly data?: unknown;
}

/** In words; an event that is newer than these texts is at least readable. */
export const eventText = ({ t, has }: Pick<Texts, 't' | 'has'>, { type, data }: Event): string => {
  // C7: a choice that can still be changed, and the one that is carried out.
  const isBinding = type === 'RemedyChosen' && (data as { readonly binding?: boolean } | undefined)?.binding === true;
  const id = isBinding ? 'event.RemedyChosen.binding' : `event.${type}`;
  return has(id) ? t(id as TextId) : type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
};
