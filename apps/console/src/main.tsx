import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './queries.ts';
import { router } from './routes.tsx';
import { Session } from './shell/session.tsx';
import { applyTheme } from './shell/theme.ts';

// A newer build has replaced the files of this one: once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('makegood-reloaded') === location.href) return;
  sessionStorage.setItem('makegood-reloaded', location.href);
  location.reload();
});

applyTheme();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Session>
        <RouterProvider router={router} />
      </Session>
    </QueryClientProvider>
  </StrictMode>,
);
