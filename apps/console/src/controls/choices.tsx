import { useTexts } from '../texts.tsx';
import { usePartnerNames, useProductNames, useStaffNames } from '../names.ts';
import type { Channel } from '../work/work.graphql.ts';

export interface ChoiceProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** One of the partners, or all of them. */
export function PartnerChoice(props: ChoiceProps & Pick<OptionsProps, 'none' | 'isRequired'>) {
  const { t } = useTexts();
  const { data } = usePartnerNames();
  return <Choice {...props} label={t('partner')} options={data ?? []} />;
}

/** One of the products, or all of them. */
export function ProductChoice(props: ChoiceProps) {
  const { t } = useTexts();
  const { data } = useProductNames();
  return <Choice {...props} label={t('facts.product')} options={data ?? []} />;
}

/** One of the members of staff, or all of them. */
export function ManagerChoice(props: ChoiceProps) {
  const { t } = useTexts();
  const { data } = useStaffNames();
  return <Choice {...props} label={t('filter.manager')} options={data ?? []} />;
}

const CHANNELS: readonly Channel[] = ['CONSOLE', 'EMAIL', 'API', 'IMPORT'];

/** As an address says it, which anyone may type. */
export const channelOf = (typed: string | undefined): Channel | null =>
  CHANNELS.find((channel) => channel === typed) ?? null;

/** One of the ways in which claims come, or all of them. */
export function ChannelChoice(props: ChoiceProps) {
  const { t, name } = useTexts();
  return (
    <Choice
      {...props}
      label={t('filter.channel')}
      options={CHANNELS.map((id) => ({ id, name: name('Channel', id) }))}
    />
  );
}

interface ChecksProps extends ChoiceProps {
  readonly options: readonly { readonly id: string; readonly name: string }[];
}

/** At most one of a few. */
export function Checks({ options, value, onChange }: ChecksProps) {
  return options.map(({ id, name }) => (
    <label key={id} className="check">
      <input
        type="checkbox"
        checked={value === id}
        onChange={({ target }) => onChange(target.checked ? id : undefined)}
      />
      {name}
    </label>
  ));
}

/** A beginning, taken when it is complete. */
export function Typed({ label, value, onChange }: ChoiceProps & { readonly label: string }) {
  const take = (typed: string) => {
    if (typed.trim() !== (value ?? '')) onChange(typed.trim() || undefined);
  };
  return (
    <label className="choice">
      <span>{label}</span>
      <input
        key={value}
        className="mono"
        defaultValue={value}
        size={14}
        onBlur={({ target }) => take(target.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') take(currentTarget.value);
        }}
      />
    </label>
  );
}

interface OptionsProps extends ChoiceProps {
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** Whether one of them must be chosen. */
  readonly isRequired?: boolean;
  /** What having chosen none is called; default: all of them. Of one that is required: none is chosen yet. */
  readonly none?: string | undefined;
}

export function Choice({ label, options, value, onChange, isRequired = false, none }: OptionsProps) {
  const { t } = useTexts();
  const isListed = value === undefined || options.some(({ id }) => id === value);
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value ?? ''} required={isRequired} onChange={(event) => onChange(event.target.value || undefined)}>
        {(!isRequired || none !== undefined) && <option value="">{none ?? t('claims.all')}</option>}
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
