import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { useTexts } from './texts.tsx';
import { wantNoRow, wantRowLeft } from './controls/rows.ts';
import { forgetFrom } from './places.ts';
import { Nothing } from './shell/no-entry.tsx';
import { Shell } from './shell/shell.tsx';
import { isPartner, useViewer } from './viewer.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** What an address may say besides its path. */
const texts =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { [N in Name]?: string | undefined } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = text(search[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as { [N in Name]?: string | undefined };

const first = createRoute({ getParentRoute: () => root, path: '/', component: First });
const work = createRoute({
  getParentRoute: () => root,
  path: '/work',
  validateSearch: texts('part', 'partner', 'sku', 'manager', 'channel', 'only'),
  component: lazyRouteComponent(() => import('./work/screen.tsx'), 'WorkScreen'),
});
const claims = createRoute({
  getParentRoute: () => root,
  path: '/claims',
  validateSearch: texts('status', 'text', 'partner', 'manager', 'channel', 'number', 'only'),
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
  validateSearch: texts('of', 'known'),
  component: lazyRouteComponent(() => import('./past/screen.tsx'), 'PastScreen'),
});
const proof = createRoute({
  getParentRoute: () => root,
  path: '/claims/$id/proof',
  component: lazyRouteComponent(() => import('./proof/screen.tsx'), 'ProofScreen'),
});
const batches = createRoute({
  getParentRoute: () => root,
  path: '/batches',
  validateSearch: texts('state', 'text'),
  component: lazyRouteComponent(() => import('./batches/list.tsx'), 'BatchesScreen'),
});
const batch = createRoute({
  getParentRoute: () => root,
  path: '/batches/$id',
  validateSearch: texts('group'),
  component: lazyRouteComponent(() => import('./batches/batch.tsx'), 'BatchScreen'),
});
const claimUnits = createRoute({
  getParentRoute: () => root,
  path: '/claim-units',
  validateSearch: texts('batch', 'group'),
  component: lazyRouteComponent(() => import('./batches/claim-units.tsx'), 'ClaimUnitsScreen'),
});
const unit = createRoute({
  getParentRoute: () => root,
  path: '/units/$serial',
  component: lazyRouteComponent(() => import('./units/unit.tsx'), 'UnitScreen'),
});
const mails = createRoute({
  getParentRoute: () => root,
  path: '/mails',
  validateSearch: texts('state'),
  component: lazyRouteComponent(() => import('./mails/screen.tsx'), 'MailsScreen'),
});
const credits = createRoute({
  getParentRoute: () => root,
  path: '/credits',
  validateSearch: texts('part', 'status', 'from', 'to', 'month', 'partner', 'currency', 'entity'),
  component: lazyRouteComponent(() => import('./finance/credits.tsx'), 'CreditsScreen'),
});
const note = createRoute({
  getParentRoute: () => root,
  path: '/credits/$number',
  component: lazyRouteComponent(() => import('./finance/note.tsx'), 'NoteScreen'),
});
const promise = createRoute({
  getParentRoute: () => root,
  path: '/promise',
  validateSearch: texts('from', 'to', 'partner', 'sku'),
  component: lazyRouteComponent(() => import('./promise/screen.tsx'), 'PromiseScreen'),
});
const records = createRoute({
  getParentRoute: () => root,
  path: '/records',
  validateSearch: texts('part'),
  component: lazyRouteComponent(() => import('./admin/records.tsx'), 'RecordsScreen'),
});
const partner = createRoute({
  getParentRoute: () => root,
  path: '/partners/$id',
  component: lazyRouteComponent(() => import('./admin/partner.tsx'), 'PartnerScreen'),
});
const product = createRoute({
  getParentRoute: () => root,
  path: '/products/$sku',
  component: lazyRouteComponent(() => import('./admin/product.tsx'), 'ProductScreen'),
});
const policy = createRoute({
  getParentRoute: () => root,
  path: '/policies/$id',
  component: lazyRouteComponent(() => import('./admin/policy.tsx'), 'PolicyScreen'),
});
const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendars/$id',
  component: lazyRouteComponent(() => import('./admin/calendar.tsx'), 'CalendarScreen'),
});
const intake = createRoute({
  getParentRoute: () => root,
  path: '/new',
  validateSearch: texts('serial'),
  component: lazyRouteComponent(() => import('./intake/screen.tsx'), 'IntakeScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    first,
    work,
    claims,
    claim,
    past,
    proof,
    intake,
    batches,
    batch,
    claimUnits,
    unit,
    mails,
    credits,
    note,
    promise,
    records,
    partner,
    product,
    policy,
    calendar,
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

router.history.subscribe(({ location, action }) => {
  if (action.type === 'PUSH') forgetFrom(location.state.__TSR_index);
  if (action.type === 'PUSH' || action.type === 'REPLACE') wantNoRow();
  else wantRowLeft();
});
// As after a reload.
wantRowLeft();

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
      <Nothing title="notFound">
        <p>{t('notFound.address')}</p>
      </Nothing>
    </main>
  );
}
