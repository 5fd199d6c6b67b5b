import { type Draft, given, required } from './forms.ts';
import type { FieldForm } from './field-form.ts';
import { lines } from './lines.ts';

// What several forms ask for.

export const reason: FieldForm = { name: 'reason', label: 'field.reason', kind: 'long', ...required };

/** When something has happened that is recorded now. */
export const happenedOn = (name: string, label: FieldForm['label']): FieldForm => ({
  name,
  label,
  kind: 'day',
  isToday: true,
  ...required,
});

export const carriage: readonly FieldForm[] = [
  { name: 'carrier', label: 'field.carrier', kind: 'text' },
  { name: 'trackingNumber', label: 'field.trackingNumber', kind: 'text' },
];

interface Place {
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode: string | null;
  readonly country: string;
}

/** Of the address that is stated so far, if one is. */
export const addressFields = (place?: Place | null): readonly FieldForm[] => [
  { name: 'lines', label: 'address.lines', kind: 'long', initial: place?.lines.join('\n') ?? '', ...required },
  { name: 'postalCode', label: 'address.postalCode', kind: 'text', initial: place?.postalCode ?? '' },
  { name: 'city', label: 'address.city', kind: 'text', initial: place?.city ?? '', ...required },
  {
    name: 'country',
    label: 'address.country',
    kind: 'code',
    from: 'countries',
    initial: place?.country ?? '',
    ...required,
  },
];

/** It replaces the whole address. */
export const addressOf = (values: Draft): object => ({
  lines: lines(values.lines),
  ...given(values, 'postalCode', 'city', 'country'),
});

/** A fact that can be changed, but not taken back: what a change leaves out stays as it is. */
export const kept = (value: string | null | undefined) => ({ initial: value ?? '', isRequired: Boolean(value) });
