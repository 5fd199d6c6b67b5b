import { Link, type LinkProps, useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useKeys } from '../keys.ts';
import { placeBefore } from '../places.ts';

/** The way back to what was shown before, as it was; where nothing was, to a usual place. */
export function Back({ name, ...usual }: Pick<LinkProps, 'to' | 'params' | 'search'> & { readonly name: string }) {
  const router = useRouter();
  const navigate = useNavigate();
  const [before] = useState(placeBefore);
  const back = () => (before ? router.history.back() : void navigate(usual as object));
  useKeys({ u: back });
  if (!before) return <Link {...(usual as LinkProps)}>‹ {name}</Link>;
  return (
    <a
      href={before.address}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        back();
      }}
    >
      ‹ {before.title}
    </a>
  );
}
