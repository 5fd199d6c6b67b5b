import { useEffect } from 'react';
import { useLocation } from '@tanstack/react-router';
import { keepOfPlace } from '../places.ts';

/** What the page is called in the window, and by the ways back to it. */
export function useTitle(title: string): void {
  const address = useLocation({ select: ({ href }) => href });
  useEffect(() => {
    document.title = `${title} · Makegood`;
    keepOfPlace({ title });
  }, [title, address]);
}
