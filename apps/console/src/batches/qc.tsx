import { formsOf, required } from '../controls/actions.tsx';
import { RecordQc } from './qc.graphql.ts';

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
      kind: 'pairs',
      initial: isRecord(qc) ? Object.keys(qc).join('\n') : '',
      ...required,
    },
  ],
  input: ({ results = '' }) => ({
    results: Object.fromEntries(
      results
        .split('\n')
        .map((line) => line.split('\t').map((part) => part.trim()))
        .flatMap(([name, typed = '']) => (name ? [[name, resultOf(typed)]] : [])),
    ),
  }),
});

/** The record as the factory keeps it: its names are the factory's. */
export function QcRecord({ qc }: { readonly qc: unknown }) {
  if (typeof qc !== 'object' || qc === null) return <pre>{JSON.stringify(qc, null, 2)}</pre>;
  return (
    <dl className="qc">
      {Object.entries(qc).map(([name, content]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof content === 'object' ? <pre>{JSON.stringify(content, null, 1)}</pre> : String(content)}</dd>
        </div>
      ))}
    </dl>
  );
}
