import { useState } from 'react';
import { Dialog } from '../controls/dialog.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { OwnUnits, type OwnUnitsQuery, type UnitFilter } from './intake.graphql.ts';

interface UnitChoiceProps {
  readonly onChoose: (serial: string) => void;
  readonly onClose: () => void;
}

/** Units by invoice, or by how their serial begins, newest shipment first: what fails is seldom what came first. */
export function UnitChoice({ onChoose, onClose }: UnitChoiceProps) {
  const { t, day } = useTexts();
  const [invoice, setInvoice] = useState('');
  const [serial, setSerial] = useState('');
  const filter: UnitFilter = {
    ...(invoice.trim() && { invoiceNumber: invoice.trim() }),
    ...(serial.trim() && { serialPrefix: serial.trim() }),
  };
  const list = useList(OwnUnits, { filter }, ({ units }) => units);
  return (
    <Dialog title={t('units.title')} onClose={onClose}>
      <div className="filters">
        <label className="field">
          <span>{t('units.invoice')}</span>
          <input value={invoice} onChange={({ target }) => setInvoice(target.value)} />
        </label>
        <label className="field">
          <span>{t('units.serial')}</span>
          <input className="mono" value={serial} onChange={({ target }) => setSerial(target.value)} />
        </label>
      </div>
      <Listed list={list} lines={5}>
        {(data) => (
          <>
            {data.nodes.length === 0 && <Empty>{t('units.none')}</Empty>}
            <ul className="choices">
              {data.nodes.map((unit) => (
                <li key={unit.serial}>
                  <button type="button" onClick={() => onChoose(unit.serial)}>
                    <span className="mono">{unit.serial}</span> <span>{unit.product.name}</span>
                    <span className="soft">
                      {[unit.invoice?.number, day(unit.shippedOn)].filter(Boolean).join('\u00a0· ')}
                    </span>
                    <Claimed claim={unit.claims.at(-1)} />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Listed>
    </Dialog>
  );
}

type Unit = OwnUnitsQuery['units']['nodes'][number];

/** The last claim on a unit, by which there is one already, or a remedy. */
function Claimed({ claim }: { readonly claim: Unit['claims'][number] | undefined }) {
  const { t, value } = useTexts();
  if (!claim) return null;
  return (
    <span className="status">
      {t('intake.earlier')} {claim.number} · {value('ClaimStatus', claim.status)}
    </span>
  );
}
