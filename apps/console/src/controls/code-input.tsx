import { useId, useMemo, useState } from 'react';
import { useCalendarNames, useDefectNames, usePartnerNames, useProductNames, useStaffNames } from '../names.ts';
import { useTexts } from '../texts.tsx';
import { codeOf, countries, currencies, inOrder, locales, type Named, timeZones, withCode } from './codes.ts';

/** Named and sorted once in each language. */
function listed(list: Parameters<typeof inOrder>[0]): () => { readonly data: readonly Named[] } {
  const known = new Map<string, { readonly data: readonly Named[] }>();
  return () => {
    const { language } = useTexts();
    const named = known.get(language) ?? { data: inOrder(list, language) };
    known.set(language, named);
    return named;
  };
}

/** What a code or an id is chosen of. */
export const LISTS = {
  calendars: useCalendarNames,
  countries: listed(countries),
  currencies: listed(currencies),
  defects: useDefectNames,
  locales: listed(locales),
  partners: usePartnerNames,
  products: useProductNames,
  staff: useStaffNames,
  timeZones: listed(timeZones),
} as const;
export type ListName = keyof typeof LISTS;
/** There are no others. */
const WHOLE: ReadonlySet<ListName> = new Set<ListName>(['countries', 'currencies']);

interface CodeInputProps {
  readonly id?: string;
  readonly from: ListName;
  /** The code, or what was typed in place of one. */
  readonly value: string;
  readonly isRequired?: boolean;
  readonly onChange: (value: string) => void;
}

/** One of a list, shown by name and found by any part of it. Of a list that is not whole others can be typed: whether there is such a code, the engine says. */
export function CodeInput({ id, from, value, isRequired = false, onChange }: CodeInputProps) {
  const useNames = LISTS[from];
  const { data } = useNames();
  const listId = useId();
  /** As long as it is being typed. */
  const [typed, setTyped] = useState<string>();
  const options = useMemo(() => data?.map((one) => <option key={one.id} value={withCode(one)} />), [data]);
  const chosen = data?.find((one) => one.id === value);
  const isUnknown = WHOLE.has(from) && value !== '' && !chosen;
  return (
    <>
      <input
        id={id}
        list={listId}
        autoComplete="off"
        required={isRequired}
        // Matched by nothing.
        pattern={isUnknown ? '(?!)' : undefined}
        value={typed ?? (chosen ? withCode(chosen) : value)}
        // The list has what contains the text: another one is found by typing over it.
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(codeOf(target.value, data ?? []));
        }}
        onBlur={() => setTyped(undefined)}
      />
      <datalist id={listId}>{options}</datalist>
    </>
  );
}
