import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { useTexts } from './texts.tsx';
import { Shell } from './shell/shell.tsx';
import { isPartner, useViewer } from './viewer.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const first = createRoute({ getParentRoute: () => root, path: '/', component: First });
const work = createRoute({
  getParentRoute: () => root,
  path: '/work',
  validateSearch: (search: Record<string, unknown>): { part?: string | undefined } => ({ part: text(search.part) }),
  component: lazyRouteComponent(() => import('./work/screen.tsx'), 'WorkScreen'),
});
const claims = createRoute({
  getParentRoute: () => root,
  path: '/claims',
  validateSearch: (search: Record<string, unknown>): { status?: string | undefined; text?: string | undefined } => ({
    status: text(search.status),
    text: text(search.text),
  }),
  component: lazyRouteComponent(() => import('./claims/screen.tsx'), 'ClaimsScreen'),
});
const claim = createRoute({
  getParentRoute: () => root,
  path: '/claims/$id',
  component: lazyRouteComponent(() => import('./claim/screen.tsx'), 'ClaimScreen'),
});
const past = createRoute({
  getParentRoute: () => root,
  path: '/claims/$id/at',
  validateSearch: (search: Record<string, unknown>): { of?: string | undefined; known?: string | undefined } => ({
    of: text(search.of),
    known: text(search.known),
  }),
  component: lazyRouteComponent(() => import('./past/screen.tsx'), 'PastScreen'),
});
const intake = createRoute({
  getParentRoute: () => root,
  path: '/new',
  validateSearch: (search: Record<string, unknown>): { serial?: string | undefined } => ({
    serial: text(search.serial),
  }),
  component: lazyRouteComponent(() => import('./intake/screen.tsx'), 'IntakeScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([first, work, claims, claim, past, intake]),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function First() {
  const viewer = useViewer();
  return <Navigate to={isPartner(viewer) || viewer.role === 'FINANCE' ? '/claims' : '/work'} replace />;
}

function NotFound() {
  const { t } = useTexts();
  return (
    <main className="page">
      <h1>{t('notFound')}</h1>
      <p>{t('notFound.address')}</p>
    </main>
  );
}
