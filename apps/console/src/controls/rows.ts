import { keepOfPlace, placeNow, type Row } from '../places.ts';

/** What a list consists of, as a table, as cards or as plain items. */
const ROWS = 'main :is(table.rows > tbody > tr, .cards > li, .choices > li)';
const MAIN_LINK = '.row-link, .card-link';

const mainLinkOf = (row: Element): HTMLElement | null =>
  row.querySelector<HTMLElement>(MAIN_LINK) ?? row.querySelector<HTMLElement>('a, button');
const isSeen = (element: Element): boolean => element.getClientRects().length > 0;
/** The rows that lead somewhere, in the order in which they are seen. */
const linksNow = (): readonly HTMLElement[] =>
  [...document.querySelectorAll(ROWS)].flatMap((row) => {
    const link = mainLinkOf(row);
    return link && isSeen(link) ? [link] : [];
  });
const toOf = (link: HTMLElement): string => link.getAttribute('href') ?? link.textContent;

const heldAmong = (links: readonly HTMLElement[]): number =>
  links.findIndex((link) => link.closest(ROWS)?.contains(document.activeElement));

/** Of a list that changes by itself: the row, not its place. When it has left, that which took its place. */
function leftAmong(links: readonly HTMLElement[], row: Row | undefined): { readonly index: number; isGone: boolean } {
  const index = row ? links.findIndex((link) => toOf(link) === row.to) : -1;
  return index < 0 ? { index: Math.min(row?.index ?? 0, links.length), isGone: true } : { index, isGone: false };
}

/** Which row has the focus is kept with the page, for the way back to it. */
export function keepRow(target: EventTarget): void {
  const row = target instanceof Element && target.closest(ROWS);
  const link = row && mainLinkOf(row);
  if (!link) return;
  const links = linksNow();
  const rows = links.map(toOf);
  keepOfPlace({ rows, row: { to: toOf(link), index: links.indexOf(link) } });
}

/** To the next row, or with -1 to the one before. */
export function goByRows(by: 1 | -1): void {
  const links = linksNow();
  const held = heldAmong(links);
  const left = leftAmong(links, placeNow()?.row);
  const isAtNone = held < 0 && left.isGone;
  const next = isAtNone ? left.index - (by < 0 ? 1 : 0) : (held < 0 ? left.index : held) + by;
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
}

/** By arrows only from a row: elsewhere they move the page. False: not here. */
export const goFromRow = (by: 1 | -1): void | false => (heldAmong(linksNow()) < 0 ? false : goByRows(by));

export function openRow(): void {
  const links = linksNow();
  const held = heldAmong(links);
  (links[held < 0 ? leftAmong(links, placeNow()?.row).index : held] ?? links.at(-1))?.click();
}

/** The row that is to have the focus once it is there. */
let wanted: Row | undefined;

export const wantFirstRow = (): void => void (wanted = { to: '', index: 0 });
export const wantRowLeft = (): void => void (wanted = placeNow()?.row);
export const wantNoRow = (): void => void (wanted = undefined);

/** Unless the person went elsewhere meanwhile. `isWaiting`: more of the page may come. */
export function focusWantedRow(isWaiting: boolean): void {
  if (!wanted) return;
  if (document.activeElement !== document.body) return wantNoRow();
  const links = linksNow();
  const { index, isGone } = leftAmong(links, wanted);
  if (links.length === 0 || (isGone && isWaiting)) return;
  wantNoRow();
  links[Math.min(index, links.length - 1)]?.focus();
}
