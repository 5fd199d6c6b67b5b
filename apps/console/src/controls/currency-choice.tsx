import { useState } from 'react';
import { CURRENCIES } from '#kernel/currencies';
import { useTexts } from '../texts.tsx';
import type { ChoiceProps } from './choices.tsx';
import { CodeInput } from './code-input.tsx';

/** One of the currencies, or all of them; taken once it is one. */
export function CurrencyChoice({ value = '', onChange }: ChoiceProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState<string>();
  return (
    <label className="choice">
      <span>{t('statement.currency')}</span>
      <CodeInput
        from="currencies"
        value={typed ?? value}
        onChange={(code) => {
          const isWhole = code === '' || CURRENCIES.includes(code);
          setTyped(isWhole ? undefined : code);
          if (isWhole) onChange(code || undefined);
        }}
      />
    </label>
  );
}
