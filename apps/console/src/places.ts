const KEPT = 'makegood-places';

/** What each entry of the history of this tab showed: where the way back leads, and what was left there. */
export interface Place {
  readonly address: string;
  readonly title: string;
  /** Of its lists: what each row leads to, in order, and which of them was left. */
  readonly rows?: readonly string[];
  readonly row?: Row;
  /** What each of its lists was asked for, and had then. */
  readonly lists?: Readonly<Record<string, Listing>>;
  /** Of each of its lists: where the pages begin that were turned to. */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
}

export interface Listing {
  readonly document: string;
  readonly question: object;
  readonly ids: readonly string[];
}

export interface Row {
  readonly to: string;
  readonly index: number;
}

/** As the router counts them. */
const indexNow = (): number => (history.state as { readonly __TSR_index?: number } | null)?.__TSR_index ?? 0;
const addressNow = (): string => location.pathname + location.search;
const kept = (): (Place | null)[] => JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') as (Place | null)[];
const keep = (places: readonly (Place | null)[]): void => sessionStorage.setItem(KEPT, JSON.stringify(places));

export function placeNow(): Place | undefined {
  const place = kept()[indexNow()];
  return place?.address === addressNow() ? place : undefined;
}

/** What the way back leads to; undefined where nothing was shown before, as after a link of a mail. */
export const placeBefore = (): Place | undefined => kept()[indexNow() - 1] ?? undefined;

export function keepOfPlace(part: Partial<Place>): void {
  const places = kept();
  places[indexNow()] = { ...(placeNow() ?? { address: addressNow(), title: '' }), ...part };
  keep(places);
}

/** Of the list that one came from: another of its rows was gone to. */
export function keepRowBefore(row: Row): void {
  const places = kept();
  const before = places[indexNow() - 1];
  if (!before) return;
  places[indexNow() - 1] = { ...before, row };
  keep(places);
}

/** A way that is gone anew leads to other places. */
export const forgetFrom = (index: number): void => keep(kept().slice(0, index));
