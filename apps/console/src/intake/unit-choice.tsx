import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Dialog } from '../controls/dialog.tsx';
import { Empty, FaultNote, Skeleton } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { OwnUnits, type UnitFilter } from './intake.graphql.ts';

interface UnitChoiceProps {
  readonly onChoose: (serial: string) => void;
  readonly onClose: () => void;
}

/** What fails is seldom what came first. */
const newestFirst = (one: { readonly shippedOn: string }, other: { readonly shippedOn: string }): number =>
  other.shippedOn.localeCompare(one.shippedOn);

/** Units by invoice, or by how their serial begins. */
export function UnitChoice({ onChoose, onClose }: UnitChoiceProps) {
  const { t, day } = useTexts();
  const [invoice, setInvoice] = useState('');
  const [serial, setSerial] = useState('');
  const filter: UnitFilter = {
    ...(invoice.trim() && { invoiceNumber: invoice.trim() }),
    ...(serial.trim() && { serialPrefix: serial.trim() }),
  };
  const { data, error, isPending } = useQuery({
    queryKey: ['own-units', filter],
    queryFn: async ({ signal }) => (await ask(OwnUnits, { filter }, signal)).units,
    placeholderData: keepPreviousData,
  });
  return (
    <Dialog title={t('units.title')} onClose={onClose}>
      <div className="filters">
        <label className="field">
          <span>{t('units.invoice')}</span>
          <input value={invoice} onChange={(event) => setInvoice(event.target.value)} />
        </label>
        <label className="field">
          <span>{t('units.serial')}</span>
          <input className="mono" value={serial} onChange={(event) => setSerial(event.target.value)} />
        </label>
      </div>
      {error && <FaultNote error={error} />}
      {isPending && <Skeleton lines={5} />}
      {data?.nodes.length === 0 && <Empty>{t('units.none')}</Empty>}
      <ul className="choices">
        {data?.nodes.toSorted(newestFirst).map((unit) => (
          <li key={unit.serial}>
            <button type="button" onClick={() => onChoose(unit.serial)}>
              <span className="mono">{unit.serial}</span> <span>{unit.product.name}</span>
              <span className="soft">
                {unit.invoiceNumber}&nbsp;· {day(unit.shippedOn)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {data?.pageInfo.hasNextPage && <p className="soft">{t('units.more')}</p>}
    </Dialog>
  );
}
