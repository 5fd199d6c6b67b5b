import { nameOfStaff, useStaffNames } from '../names.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';

export interface Doer {
  readonly id: string;
  readonly role: string;
}

/** Who did something: by name where there is one. Partners see that it was the manufacturer's staff, not who. */
export function usePeople({
  partner,
}: {
  readonly partner: { readonly name: string };
}): (doer: Doer) => string | undefined {
  const { name } = useTexts();
  const viewer = useViewer();
  const { data: staff } = useStaffNames();
  return ({ id, role }) => {
    // A reaction of the engine has the name of its sentence.
    if (role === 'SYSTEM' || /^when-.+-then-/.test(id)) return undefined;
    if (role === 'PARTNER') return partner.name;
    if (isPartner(viewer)) return name('Role', role);
    return nameOfStaff(staff, id);
  };
}
