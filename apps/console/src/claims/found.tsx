import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ask } from '../api.ts';
import { PartnerName, UnitLink } from '../controls/named.tsx';
import { useTexts } from '../texts.tsx';
import { mayOpen, useViewer } from '../viewer.ts';
import { Search, type SearchQuery } from './claims.graphql.ts';

type Node = SearchQuery['search'][number];

/** What else than claims is called so: partners, products, units, credit notes and batches. */
export function Found({ text }: { readonly text: string }) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['search', text],
    queryFn: async ({ signal }) => (await ask(Search, { text }, signal)).search,
  });
  const others = data?.filter(({ __typename }) => __typename !== 'Claim') ?? [];
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
