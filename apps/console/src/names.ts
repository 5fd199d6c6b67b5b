import { useQuery } from '@tanstack/react-query';
import { ask, type TypedDocument } from './api.ts';
import type { ClaimStatus } from './claims/claims.graphql.ts';
import { CalendarNames, DefectNames, PartnerNames, ProductNames } from './controls/choices.graphql.ts';
import { StaffNames } from './shell/session.graphql.ts';
import { useTexts } from './texts.tsx';
import { isPartner, useViewer } from './viewer.ts';

const NAMES_ARE_KEPT_MS = 300_000;

interface NamesPage<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What is chosen of is the whole list. */
async function allOf<Answer, Node>(
  document: TypedDocument<Answer, { readonly after?: string | null }>,
  signal: AbortSignal,
  read: (answer: Answer) => NamesPage<Node>,
): Promise<readonly Node[]> {
  const found: Node[] = [];
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const { nodes, pageInfo }: NamesPage<Node> = read(await ask(document, { after }, signal));
    found.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined;
  }
  return found;
}

/** The members of staff; none for partners. */
export function useStaffNames() {
  return useQuery({
    queryKey: ['staff-names'],
    queryFn: async ({ signal }) =>
      (await allOf(StaffNames, signal, ({ staff }) => staff)).map(({ id, name }) => ({ id, name })),
    enabled: !isPartner(useViewer()),
    staleTime: NAMES_ARE_KEPT_MS,
  });
}

/** By name where there is one. */
export const nameOfStaff = (
  staff: readonly { readonly id: string; readonly name: string }[] | undefined,
  id: string,
): string => staff?.find((one) => one.id === id)?.name ?? id;

export function useProductNames() {
  return useQuery({
    queryKey: ['product-names'],
    queryFn: async ({ signal }) =>
      (await allOf(ProductNames, signal, ({ products }) => products)).map(({ sku, name }) => ({ id: sku, name })),
    staleTime: NAMES_ARE_KEPT_MS,
  });
}

/** Of all products; what several have is called as by the first. */
export function useDefectNames() {
  return useQuery({
    queryKey: ['defect-names'],
    queryFn: async ({ signal }) => {
      const listed = await allOf(DefectNames, signal, ({ products }) => products);
      const defects = listed.flatMap((product) => product.defects);
      const labels = new Map(defects.toReversed().map(({ code, label }): [string, string] => [code, label]));
      return [...labels].map(([id, name]) => ({ id, name }));
    },
    staleTime: NAMES_ARE_KEPT_MS,
  });
}

export interface Doer {
  readonly id: string;
  readonly role: string;
}

/** Who did something: by name where there is one. Partners see that it was the manufacturer's staff, not who. `partner`: whose it is, where that is known. */
export function usePeople(partner?: { readonly name: string }): (doer: Doer) => string | undefined {
  const { name } = useTexts();
  const viewer = useViewer();
  const { data: staff } = useStaffNames();
  return ({ id, role }) => {
    // A reaction of the engine has the name of its sentence.
    if (role === 'SYSTEM' || /^when-.+-then-/.test(id)) return undefined;
    if (role === 'PARTNER') return (partner ?? viewer.partner)?.name ?? name('Role', role);
    if (isPartner(viewer)) return name('Role', role);
    return nameOfStaff(staff, id);
  };
}

/** The partners; a partner sees only itself. */
export function usePartnerNames() {
  return useQuery({
    queryKey: ['partner-names'],
    queryFn: async ({ signal }) =>
      (await allOf(PartnerNames, signal, ({ partners }) => partners)).map(({ id, name }) => ({ id, name })),
    staleTime: NAMES_ARE_KEPT_MS,
  });
}

/** Calendars are called by their ids. */
export function useCalendarNames() {
  return useQuery({
    queryKey: ['calendar-names'],
    queryFn: async ({ signal }) =>
      (await allOf(CalendarNames, signal, ({ calendars }) => calendars)).map(({ id }) => ({ id, name: id })),
    staleTime: NAMES_ARE_KEPT_MS,
  });
}

const MOVES: Partial<Readonly<Record<ClaimStatus, 'move.evidence' | 'move.choice'>>> = {
  AWAITING_EVIDENCE: 'move.evidence',
  AWAITING_CHOICE: 'move.choice',
};

/** The status of a claim; a partner is told what is to be done where the move is its own. */
export function useStatusName(): (status: ClaimStatus) => string {
  const { t, name } = useTexts();
  const forPartner = isPartner(useViewer());
  return (status) => {
    const move = forPartner ? MOVES[status] : undefined;
    return move ? t(move) : name('ClaimStatus', status);
  };
}
