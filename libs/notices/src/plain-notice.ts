import type { NoticeRenderer } from './notice-renderer.ts';

const WORDS = /[A-Z][a-z]*|[a-z]+/g;
const labelOf = (field: string): string => (field.match(WORDS) ?? [field]).join(' ').toLowerCase();
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** In English, the facts of the notice as they are. */
export const plainNotice: NoticeRenderer = ({ kind, facts, links }) => {
  const title = kind.replaceAll('_', ' ').toLowerCase();
  const { claimNumber } = facts as { readonly claimNumber?: string };
  const lines = Object.entries(facts).map(([field, value]) => `${labelOf(field)}: ${textOf(value)}`);
  const text = [title, '', ...lines, ...(links.answer === undefined ? [] : ['', links.answer])].join('\n');
  return { subject: claimNumber === undefined ? title : `${claimNumber}: ${title}`, text, html: '' };
};
