import type { BillingParty } from '#platform';

/** `1,234.50`, in German `1.234,50`. */
export function shown(amount: string, language: string): string {
  const [whole = '', decimals] = amount.split('.');
  const [thousands, point] = language === 'de' ? ['.', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return decimals === undefined ? grouped : `${grouped}${point}${decimals}`;
}

export function addressLines({ lines, postalCode, city, country }: BillingParty['address']): readonly string[] {
  const place = [postalCode, city].filter(Boolean).join(' ');
  return [...lines, `${place}, ${country}`];
}
