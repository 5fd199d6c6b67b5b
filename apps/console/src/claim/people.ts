import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { StaffNames } from '../shell/session.graphql.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';

export interface Doer {
  readonly id: string;
  readonly role: string;
}

const NAMES_ARE_KEPT_MS = 300_000;

/** Who did something: by name where there is one. Partners see that it was the manufacturer's staff, not who. */
export function usePeople({
  partner,
}: {
  readonly partner: { readonly name: string };
}): (doer: Doer) => string | undefined {
  const { name } = useTexts();
  const viewer = useViewer();
  const { data: names } = useQuery({
    queryKey: ['staff-names'],
    queryFn: async ({ signal }) =>
      new Map((await ask(StaffNames, {}, signal)).staff.nodes.map((one) => [one.id, one.name])),
    enabled: !isPartner(viewer),
    staleTime: NAMES_ARE_KEPT_MS,
  });
  return ({ id, role }) => {
    if (role === 'SYSTEM') return undefined;
    if (role === 'PARTNER') return partner.name;
    if (isPartner(viewer)) return name('Role', role);
    return names?.get(id) ?? id;
  };
}
