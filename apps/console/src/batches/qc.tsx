import { useEffect } from 'react';
import { formsOf, required } from '../controls/forms.ts';
import { cellsOf } from '../controls/lines.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { RecordQc } from './qc.graphql.ts';
import { readable } from './qc-names.ts';

interface OfBatch {
  readonly id: string;
  readonly qc?: unknown;
}

const isRecord = (qc: unknown): qc is Readonly<Record<string, unknown>> =>
  typeof qc === 'object' && qc !== null && !Array.isArray(qc);

/** A number is recorded as one, so that it can be compared. */
const resultOf = (typed: string): string | number =>
  /^-?\d+(?:\.\d+)?$/.test(typed) && Number.isSafeInteger(Math.trunc(Number(typed))) ? Number(typed) : typed;

/** It begins with the names of the newest record, each to be measured again. */
export const QC_FORM = formsOf<OfBatch>(({ id }) => ({ batchId: id }))(RecordQc, {
  label: 'action.recordQc',
  hint: 'action.recordQc.hint',
  fields: ({ qc }) => [
    {
      name: 'results',
      label: 'field.results',
      kind: 'lines',
      cells: [
        { name: 'name', label: 'field.measurement', kind: 'text', ...required },
        { name: 'result', label: 'field.result', kind: 'text', ...required },
      ],
      initial: isRecord(qc) ? Object.keys(qc).join('\n') : '',
      ...required,
    },
  ],
  input: ({ results = '' }) => ({
    results: Object.fromEntries(
      cellsOf(results).flatMap(([name, typed = '']) => (name ? [[name, resultOf(typed)]] : [])),
    ),
  }),
});

/** The record as the factory keeps it: its names are the factory's, in words where these are known, and it may have parts. */
export function QcRecord({ qc }: { readonly qc: unknown }) {
  const { t, has, openOffice } = useTexts();
  useEffect(() => openOffice(), [openOffice]);
  if (Array.isArray(qc))
    return isInLine(qc) ? (
      qc.map(String).join(', ')
    ) : (
      <ol className="qc">
        {qc.map((one, at) => (
          <li key={at}>
            <QcRecord qc={one} />
          </li>
        ))}
      </ol>
    );
  if (!isRecord(qc)) return qc === null || qc === undefined ? '–' : String(qc);
  if (Object.keys(qc).length === 0) return '–';
  return (
    <dl className="qc">
      {Object.entries(qc).map(([name, content]) => (
        <div key={name} className={isInLine(content) ? undefined : 'nested'}>
          <dt>{has(`qc.${name}`) ? t(`qc.${name}` as TextId) : readable(name)}</dt>
          <dd>
            <QcRecord qc={content} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isPlain = (content: unknown): boolean =>
  typeof content !== 'object' || content === null || Object.keys(content).length === 0;
/** Such as a limit and its other end. */
const isInLine = (content: unknown): boolean => isPlain(content) || (Array.isArray(content) && content.every(isPlain));
