import type { Answer, TypedDocument } from '../api.ts';
import type { TextId, Texts } from '../texts.tsx';
import type { FieldForm } from './field-form.ts';
import type { Destination } from './said.tsx';
import type { StoredFile } from './uploads.tsx';

/** What was typed, by field. */
export type Draft = Readonly<Record<string, string>>;

/** What is asked of the person before a mutation is sent. Whether that is enough, the engine says. */
export interface ActionForm<Of> {
  readonly label: TextId;
  /** What says of what it is done, in what is sent. */
  readonly idOf: (of: Of) => object;
  /** On the button that sends it; default: the label. */
  readonly send?: TextId;
  readonly document: TypedDocument<{ readonly answer: Answer }, { input: object }>;
  readonly hint?: TextId;
  /** What follows from it, as things are now. */
  readonly follows?: (of: Of, texts: Texts) => string;
  /** How it is called where it takes the place of what was done before. */
  readonly again?: (of: Of) => Pick<ActionForm<Of>, 'label' | 'send' | 'hint'> | undefined;
  /** It cannot be undone. */
  readonly isFinal?: true;
  readonly fields: (of: Of, isForPartner: boolean) => readonly FieldForm[];
  readonly files?: boolean;
  /** Instants are as ISO 8601 has them. `begun`: what the form began with. */
  readonly input: (values: Draft, of: Of, files: readonly StoredFile[], begun: Draft) => object;
  /** Of a key that opens it. */
  readonly key?: string;
  /** Where what it is of is found, once it has left the list that it was in. */
  readonly goesTo?: (of: Of) => Destination;
  /** Whether it is what usually comes next; default: no. Of those that are possible, the first such one is emphasised. */
  readonly isNext?: (of: Of) => boolean;
  /** Nothing is asked for and nothing is lost by it: it is done as soon as it is pressed. */
  readonly isAtOnce?: true;
  /** What somebody else may have said of the same while it is being filled in; undefined: nothing yet. */
  readonly said?: (of: Of) => string | undefined;
}

export type ActionForms<Of> = Readonly<Record<string, ActionForm<Of>>>;

interface Declared<Of> extends Omit<ActionForm<Of>, 'document' | 'input' | 'idOf'> {
  readonly input: (values: Draft, of: Of, files: readonly StoredFile[]) => object;
  /** It begins with facts that are there: only what differs from them is sent. */
  readonly isChange?: true;
}

/** Each mutation has an input of its own, which its form makes of what was typed; `idOf` says of what. */
export const formsOf =
  <Of>(idOf: (of: Of) => object) =>
  <Result extends { readonly answer: Answer }, Input extends object>(
    document: TypedDocument<Result, { input: Input }>,
    { input, isChange, ...more }: Declared<Of>,
  ): ActionForm<Of> => ({
    ...more,
    idOf,
    document: document as unknown as ActionForm<Of>['document'],
    input: (values, of, files, begun) => {
      const stated = input(values, of, files);
      return { ...idOf(of), ...(isChange ? whatDiffers(stated, input(begun, of, files)) : stated) };
    },
  });

/** What it says before anything is typed. */
export const begunOf = (fields: readonly FieldForm[], today: string): Draft =>
  Object.fromEntries(fields.map(({ name, isToday, initial = isToday ? today : '' }) => [name, initial]));

/** The facts that are not as they were: what somebody else has changed meanwhile is left alone. */
export function whatDiffers<Facts extends object>(stated: Facts, begun: object): Partial<Facts> {
  const known = new Map(Object.entries(begun).map(([name, fact]) => [name, JSON.stringify(fact)]));
  const differing = Object.entries(stated).filter(([name, fact]) => JSON.stringify(fact) !== known.get(name));
  return Object.fromEntries(differing) as Partial<Facts>;
}

/** Those of `names` that were typed, without the blanks around them. */
export const given = (values: Draft, ...names: readonly string[]): object =>
  Object.fromEntries(names.flatMap((name) => (values[name]?.trim() ? [[name, values[name].trim()]] : [])));

export const required = { isRequired: true } as const;
