import { useQuery } from '@tanstack/react-query';
import { Link, linkOptions, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { ask } from '../api.ts';
import { PartnerName, UnitLink } from '../controls/named.tsx';
import { FaultNote } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { mayOpen, type Person, useViewer } from '../viewer.ts';
import { Search, type SearchQuery } from './claims.graphql.ts';

type Node = SearchQuery['search'][number];

/** What else than claims is called so: partners, products, units, credit notes and batches. Where only one thing has the text as its whole number, that is opened. */
export function Found({ text }: { readonly text: string }) {
  const { t } = useTexts();
  const viewer = useViewer();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) => ask(Search, { text }, signal),
  });
  const whole = data?.whole;
  useEffect(() => {
    const [only, other] = whole ?? [];
    const place = only && !other && placeOf(only, viewer);
    if (place) void navigate({ ...place, replace: true });
  }, [whole, viewer, navigate]);
  const others = data?.search.filter(({ __typename }) => __typename !== 'Claim') ?? [];
  if (error) return <FaultNote error={error} retry={() => void refetch()} />;
  if (others.length === 0) return null;
  return (
    <section className="claims-section">
      <h2>{t('search.others')}</h2>
      <ul className="choices">
        {others.map((node, at) => (
          <li key={at}>
            <Hit node={node} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The page of it, if there is one for the viewer. */
function placeOf(node: Node, viewer: Person) {
  const hasRecords = mayOpen(viewer, 'records');
  switch (node.__typename) {
    case 'Claim':
      return linkOptions({ to: '/claims/$id', params: { id: node.id } });
    case 'Unit':
      return linkOptions({ to: '/units/$serial', params: { serial: node.serial } });
    case 'CreditNote':
      return linkOptions({ to: '/credits/$number', params: { number: node.number } });
    case 'Batch':
      return linkOptions({ to: '/batches/$id', params: { id: node.id }, search: {} });
    case 'Product':
      return hasRecords ? linkOptions({ to: '/products/$sku', params: { sku: node.sku } }) : undefined;
    case 'Partner':
      return hasRecords ? linkOptions({ to: '/partners/$id', params: { id: node.id } }) : undefined;
    default:
      return undefined;
  }
}

function Hit({ node }: { readonly node: Node }): ReactNode {
  const { t } = useTexts();
  const viewer = useViewer();
  const hasRecords = mayOpen(viewer, 'records');
  switch (node.__typename) {
    case 'Partner':
      return (
        <>
          {t('partner')} <PartnerName partner={node} />
        </>
      );
    case 'Product':
      return (
        <>
          {t('facts.product')}{' '}
          {hasRecords ? (
            <Link to="/products/$sku" params={{ sku: node.sku }}>
              {node.name}
            </Link>
          ) : (
            node.name
          )}{' '}
          <code className="soft">{node.sku}</code>
        </>
      );
    case 'Unit':
      return (
        <>
          {t('unit')} <UnitLink serial={node.serial} /> {node.product.name}{' '}
          {mayOpen(viewer, 'new') && (
            <Link to="/new" search={{ serial: node.serial }} aria-label={`${t('nav.new')} ${node.serial}`}>
              {t('nav.new')}
            </Link>
          )}
        </>
      );
    case 'CreditNote':
      return (
        <>
          {t('search.note')}{' '}
          <Link to="/credits/$number" params={{ number: node.number }} className="mono">
            {node.number}
          </Link>
        </>
      );
    case 'Batch':
      return (
        <>
          {t('facts.batch')}{' '}
          <Link to="/batches/$id" params={{ id: node.id }} search={{}} className="mono">
            {node.id}
          </Link>{' '}
          {node.product.name}
        </>
      );
    default:
      return null;
  }
}
