import type { events } from './en.events.ts';
import type { office } from './en.office.ts';
import type { texts } from './en.ts';
import type { units } from './en.units.ts';

/** Every text of the English, with the same placeholders. */
export type Translated = Readonly<Record<keyof typeof texts, string>>;
export type TranslatedEvents = Readonly<Record<keyof typeof events, string>>;
export type TranslatedOffice = Readonly<Record<keyof typeof office, string>>;
export type TranslatedUnits = Readonly<Record<keyof typeof units, string>>;
