import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { useTexts } from '../texts.tsx';
import { PartnerNames, ProductNames } from './choices.graphql.ts';

const NAMES_ARE_KEPT_MS = 300_000;

interface ChoiceProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** One of the partners, or all of them. */
export function PartnerChoice(props: ChoiceProps) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['partner-names'],
    queryFn: async ({ signal }) =>
      (await ask(PartnerNames, { text: null }, signal)).partners.nodes.map(({ id, name }) => ({ id, name })),
    staleTime: NAMES_ARE_KEPT_MS,
  });
  return <Choice {...props} label={t('partner')} options={data ?? []} />;
}

/** One of the products, or all of them. */
export function ProductChoice(props: ChoiceProps) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['product-names'],
    queryFn: async ({ signal }) =>
      (await ask(ProductNames, {}, signal)).products.nodes.map(({ sku, name }) => ({ id: sku, name })),
    staleTime: NAMES_ARE_KEPT_MS,
  });
  return <Choice {...props} label={t('facts.product')} options={data ?? []} />;
}

interface OptionsProps extends ChoiceProps {
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** Whether one of them must be chosen. */
  readonly isRequired?: boolean;
}

export function Choice({ label, options, value, onChange, isRequired = false }: OptionsProps) {
  const { t } = useTexts();
  const isListed = value === undefined || options.some(({ id }) => id === value);
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)}>
        {!isRequired && <option value="">{t('claims.all')}</option>}
        {!isListed && <option value={value}>{value}</option>}
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
