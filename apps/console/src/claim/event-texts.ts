import type { Texts, TextId } from '../texts.tsx';

/** In words; an event that is newer than these texts is at least readable. */
export const eventText = ({ t, has }: Pick<Texts, 't' | 'has'>, type: string): string => {
  const id = `event.${type}`;
  return has(id) ? t(id as TextId) : type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
};
