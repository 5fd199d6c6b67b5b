import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { ask } from '../api.ts';
import { DayChoice } from '../controls/day.tsx';
import { RefusalNote } from '../controls/notes.tsx';
import { useStatusName } from '../names.ts';
import { useTexts } from '../texts.tsx';
import type { Fields } from './fields.ts';
import { Intake, type IntakeQuery } from './intake.graphql.ts';

const TYPING_MS = 300;

/** What the claim would meet, asked once one stops typing. */
export function useIntake({ serial, code, failedOn }: Pick<Fields, 'serial' | 'code' | 'failedOn'>) {
  const [typed, setTyped] = useState(serial);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(serial), TYPING_MS);
    return () => clearTimeout(timer);
  }, [serial]);
  const asked = useDeferredValue(typed.trim());
  return useQuery({
    queryKey: ['intake', asked, code, failedOn],
    queryFn: async ({ signal }) =>
      (await ask(Intake, { serial: asked, defectCode: code || null, failedOn: failedOn || null }, signal)).intake,
    enabled: asked.length > 2,
    placeholderData: asked.length > 2 ? keepPreviousData : undefined,
  });
}

interface FoundProps {
  readonly intake: IntakeQuery['intake'];
  /** The serial, as it was typed. */
  readonly typed: string;
  readonly isStaff: boolean;
}

export function UnitFound({ intake, typed, isStaff }: FoundProps) {
  const { t, day, deadline, money, language, why } = useTexts();
  const statusName = useStatusName();
  const { unit, coverage, refusal, dueAt } = intake;
  return (
    <div className="found" role="status">
      {unit && (
        <p>
          <strong>{unit.product.name}</strong>&nbsp;· {t('intake.shipped', { day: day(unit.shippedOn) })}
          {unit.invoice && (
            <>
              &nbsp;·{' '}
              {t('intake.invoice', {
                number: unit.invoice.number.replaceAll('-', '\u2060-\u2060'),
                price: money(unit.invoice.netPrice),
              })}
            </>
          )}
          {isStaff && unit.partner && <>&nbsp;· {unit.partner.name}</>}
        </p>
      )}
      {coverage?.covered && (
        <p className="calm">
          ✓ {coverage.expiresOn ? t('covered.until', { day: day(coverage.expiresOn) }) : t('covered')}
        </p>
      )}
      {coverage && !coverage.covered && (
        <div className="warm">
          <p>! {t('covered.not')}</p>
          <ul>
            {coverage.failedChecks.map((check) => (
              <li key={check.code}>{why(check)}</li>
            ))}
          </ul>
        </div>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
      {/* In English the engine has said so. */}
      {refusal?.code === 'UNKNOWN_SERIAL' && language !== 'en' && /\S\s+\S/.test(typed) && <p>{t('intake.spaces')}</p>}
      {unit?.claims.map((claim) => (
        <p key={claim.id}>
          {t('intake.earlier')}{' '}
          <Link to="/claims/$id" params={{ id: claim.id }}>
            {claim.number}
          </Link>{' '}
          · {statusName(claim.status)}
        </p>
      ))}
      {dueAt && <p className="soft">{t('intake.answerBy', { time: deadline(dueAt) })}</p>}
    </div>
  );
}

type OfDefect = Pick<Fields, 'code' | 'description' | 'failedOn'>;

interface DefectsProps {
  readonly intake: IntakeQuery['intake'] | undefined;
  readonly fields: OfDefect;
  readonly set: (more: Partial<OfDefect>) => void;
  /** Beside the name of the description. */
  readonly mark?: ReactNode;
}

/** What is wrong, as the product has it. */
export function Defects({ intake, fields, set, mark }: DefectsProps) {
  const { t } = useTexts();
  return (
    <>
      {intake?.defects.length ? (
        <div className="radios" role="radiogroup" aria-label={t('intake.defect')} aria-required>
          {intake.defects.map(({ code, label, excluded }) => (
            <label key={code}>
              <input type="radio" name="code" required checked={fields.code === code} onChange={() => set({ code })} />
              <span>
                {label}
                {excluded && <span className="soft">&nbsp;· {t('intake.excluded')}</span>}
              </span>
            </label>
          ))}
        </div>
      ) : intake?.coverage ? (
        <label className="field">
          <span>{t('intake.code')}</span>
          <input required value={fields.code} onChange={(event) => set({ code: event.target.value })} />
        </label>
      ) : (
        <p className="soft">{t('intake.serialFirst')}</p>
      )}
      <label className="field">
        <span>
          {t('intake.description')}
          {mark}
        </span>
        <textarea
          rows={3}
          required
          value={fields.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </label>
      <DayChoice
        className="field"
        label={t('intake.since')}
        value={fields.failedOn}
        onChange={(failedOn) => set({ failedOn })}
      />
    </>
  );
}
