import type { notices } from './en.notices.ts';
import type { en } from './en.ts';

type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

/**
 * What an answer of the engine says, in one language. `codes`: a sentence for each code of a refusal, a failed check or an error;
 * the answer's own message, in English, has the particulars. `values`: a name for each value of an enumeration.
 * `document`: what a credit note says, and the invoice that reverses one; `{…}` is filled in. `statement`, `packingList`, `curve`: likewise.
 */
export type Words = Translated<typeof en>;

/** What partners and staff are told by mail, in one language; `{…}` is filled in with the fact of that name. */
export type NoticeWords = Translated<typeof notices>;
