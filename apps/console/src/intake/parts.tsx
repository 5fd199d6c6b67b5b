import type { StoredFile, Uploads } from '../controls/uploads.tsx';
import { type Texts, useTexts } from '../texts.tsx';
import type { IntakeQuery } from './intake.graphql.ts';
import type { Fields } from './fields.ts';

type Demanded = IntakeQuery['intake']['evidenceDemanded'];

/** What the policy asks for, and how much of it is there. */
export function Evidence({
  demanded,
  stored,
}: {
  readonly demanded: Demanded;
  readonly stored: readonly StoredFile[];
}) {
  const { t, name } = useTexts();
  return (
    <ul className="demanded">
      {demanded.length === 0 && (
        <li>
          {stored.some(isPicture) ? '✓' : '○'} {t('intake.anyPicture')}
        </li>
      )}
      {demanded.map(({ kind, atLeast }) => {
        const have = stored.filter((file) => file.kind === kind).length;
        return (
          <li key={kind}>
            {have >= atLeast ? '✓' : '○'} {name('EvidenceKind', kind)}
            {t('colon')}
            {t('intake.have', { have: Math.min(have, atLeast), need: atLeast })}
          </li>
        );
      })}
    </ul>
  );
}

/** What follows where none is stated (C7). */
export const usualRemedy = ({ t, value }: Texts, standing: RemediesProps['standing']): string =>
  standing && standing !== 'ASK' ? t('intake.usual', { remedy: value('Remedy', standing) }) : t('intake.later');

interface RemediesProps {
  readonly fields: Fields;
  readonly set: (more: Partial<Fields>) => void;
  readonly standing: 'ASK' | 'CREDIT' | 'REPLACEMENT' | undefined;
}

export function Remedies({ fields, set, standing }: RemediesProps) {
  const texts = useTexts();
  const { t } = texts;
  const usual = usualRemedy(texts, standing);
  return (
    <fieldset>
      <legend>{t('intake.remedy')}</legend>
      <div className="radios">
        {(['', 'CREDIT', 'REPLACEMENT'] as const).map((remedy) => (
          <label key={remedy}>
            <input type="radio" name="remedy" checked={fields.remedy === remedy} onChange={() => set({ remedy })} />
            <span>{remedy === '' ? usual : t(`remedy.${remedy}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Files that are asked for and not there yet; at least a picture is. */
export function filesMissing(
  intake: IntakeQuery['intake'] | undefined,
  { stored }: Uploads,
  { t, name }: Texts,
): readonly string[] {
  const demanded = intake?.evidenceDemanded ?? [];
  return [
    ...(demanded.some(isPicture) || stored.some(isPicture) ? [] : [t('intake.anyPicture')]),
    ...demanded.flatMap(({ kind, atLeast }) => {
      const rest = atLeast - stored.filter((file) => file.kind === kind).length;
      return rest > 0 ? [t('intake.more', { kind: name('EvidenceKind', kind), rest })] : [];
    }),
  ];
}

interface MissingProps {
  readonly fields: Fields;
  readonly files: readonly string[];
}

const isPicture = ({ kind }: { readonly kind: StoredFile['kind'] }): boolean => kind === 'PHOTO' || kind === 'VIDEO';

/** What is still empty; whether it is enough is the engine's to say. */
export function Missing({ fields, files }: MissingProps) {
  const { t } = useTexts();
  const missing = [
    ...(fields.serial.trim() ? [] : [t('intake.serial')]),
    ...(fields.code ? [] : [t('intake.defect')]),
    ...(fields.description.trim() ? [] : [t('intake.description')]),
    ...files,
  ];
  if (missing.length === 0) return null;
  return (
    <div className="missing">
      <p>{t('intake.missing')}</p>
      <ul>
        {missing.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}
