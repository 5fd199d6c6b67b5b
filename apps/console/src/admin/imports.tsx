import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, expired, type Refusal, send } from '../api.ts';
import { Form } from '../controls/dialog.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { Empty, FaultNote, InEnglish, Particulars, RefusalNote } from '../controls/notes.tsx';
import { FileButton } from '../controls/uploads.tsx';
import { nameOfStaff, useStaffNames } from '../names.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { Imports as ImportsQuery, type ImportsQuery as ImportsAnswer } from './admin.graphql.ts';

type Import = ImportsAnswer['imports'][number];

/** The tables of POST /imports; which of them the role allows, the engine says. */
const KINDS = {
  claims: 'nav.claims',
  shipments: 'import.shipments',
  sales: 'import.sales',
  batches: 'nav.batches',
  extensions: 'import.extensions',
  partners: 'records.partners',
  products: 'records.products',
  policies: 'records.policies',
  staff: 'signIn.staff',
} as const satisfies Readonly<Record<string, TextId>>;

const UNDER_WAY_MS = 1_000;
const isUnderWay = ({ status }: Import): boolean => status === 'QUEUED' || status === 'RUNNING';

export function Imports() {
  const { t } = useTexts();
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) => (await ask(ImportsQuery, {}, signal)).imports,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? UNDER_WAY_MS : false),
  });
  return (
    <>
      <NewImport imports={imports.data ?? []} />
      <Loaded query={imports}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{t('import.none')}</Empty>
          ) : (
            <ul className="cards">
              {rows.map((row, at) => (
                <ImportCard key={row.id} row={row} isNewest={at === 0} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function ImportCard({ row, isNewest }: { readonly row: Import; readonly isNewest: boolean }) {
  const { t, name, number, percent, time } = useTexts();
  const { data: staff } = useStaffNames();
  const kind = row.kind in KINDS ? t(KINDS[row.kind as keyof typeof KINDS]) : row.kind;
  return (
    <li className="card">
      <div className="card-text">
        <strong>{row.fileName}</strong>
        <span>{kind}</span>
        {row.dryRun && <span className="flag">{t('import.dryRun')}</span>}
        <span className="soft">
          {time(row.requestedAt)} · {nameOfStaff(staff, row.requestedBy.id)}
        </span>
      </div>
      <div className="card-state">
        <strong>{name('ImportStatus', row.status)}</strong>
        {isUnderWay(row) && (
          <progress max={100} value={row.percent} aria-label={t('import.progress', { name: row.fileName })}>
            {percent(row.percent / 100)}
          </progress>
        )}
        <span>
          {t(row.dryRun ? 'import.wouldBe' : 'import.counts', {
            rows: row.rows,
            accepted: row.accepted,
            unchanged: number(row.unchanged),
            refused: row.refusedRows,
          })}
        </span>
        {row.kind === 'shipments' && row.accepted > 0 && <span className="soft">{t('import.together')}</span>}
        {row.message && <InEnglish text={row.message} />}
      </div>
      {row.refusedRows > 0 && row.endedAt && (
        <div>
          {row.firstRefused.length > 0 && <Refused rows={row.firstRefused} isNewest={isNewest} />}
          <a className="button" href={`/imports/${row.id}/refused`} download>
            {t('import.refusedRows')}
          </a>
        </div>
      )}
    </li>
  );
}

interface RefusedProps {
  readonly rows: Import['firstRefused'];
  readonly isNewest: boolean;
}

/** Why the first of them were; of earlier imports, once it is asked for. */
function Refused({ rows, isNewest }: RefusedProps) {
  const { t } = useTexts();
  return (
    <details open={isNewest}>
      <summary>{t('import.why')}</summary>
      <ul>
        {rows.map(({ row, reason, refusal }) => (
          <li key={row}>
            {t('import.row', { row })}
            {t('colon')}
            {reason} <Particulars of={refusal} isBrief />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** `imports`: those that are known, by which a check is seen to have ended. */
function NewImport({ imports }: { readonly imports: readonly Import[] }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [kind, setKind] = useState<keyof typeof KINDS>('claims');
  const [fileName, setFileName] = useState<string>();
  const [isDryRun, setDryRun] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [checked, setChecked] = useState<{ readonly id: string; readonly fields: FormData }>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [fault, setFault] = useState<unknown>();
  const upload = async (fields: FormData): Promise<void> => {
    const response = await send('/imports', { method: 'POST', body: fields });
    if (response.status === 401) {
      await expired();
      return upload(fields);
    }
    const answer = (await response.json()) as Refusal | { readonly id: string };
    if (!('id' in answer)) setRefusal(answer);
    else if (fields.has('dryRun')) setChecked({ id: answer.id, fields });
    await queries.invalidateQueries({ queryKey: ['imports'] });
  };
  const submit = async (fields: FormData) => {
    setBusy(true);
    setRefusal(undefined);
    setFault(undefined);
    setChecked(undefined);
    await upload(fields).catch(setFault);
    setBusy(false);
  };
  const passed = imports.find(({ id, status }) => id === checked?.id && status === 'DONE');
  const now = async () => {
    const { fields } = checked ?? {};
    fields?.delete('dryRun');
    if (fields) await submit(fields);
  };
  return (
    <Form className="import" onSubmit={(fields) => void submit(fields)}>
      <div className="filters-row">
        <label className="choice">
          <span>{t('import.kind')}</span>
          <select name="kind" value={kind} onChange={({ target }) => setKind(target.value as keyof typeof KINDS)}>
            {Object.entries(KINDS).map(([id, text]) => (
              <option key={id} value={id}>
                {t(text)}
              </option>
            ))}
          </select>
        </label>
        <div className="choice">
          <span>
            {t('import.file')} <span className="soft small">{fileName ?? t('files.none')}</span>
          </span>
          <FileButton
            label={t('files.one')}
            name="file"
            accept=".csv,.tsv,.txt,.xlsx,.ods,.ndjson,.jsonl"
            isRequired
            onChoose={({ files }) => setFileName(files?.[0]?.name)}
          />
        </div>
        <label className="check">
          <input
            type="checkbox"
            name="dryRun"
            value="true"
            checked={isDryRun}
            onChange={({ target }) => setDryRun(target.checked)}
          />
          {t('import.dryRun')}
        </label>
        <button type="submit" className="primary" disabled={isBusy}>
          {t(isBusy ? 'intake.sending' : isDryRun ? 'import.check' : 'import.send')}
        </button>
        <a href={`/imports/template/${kind}.xlsx`} download>
          {t('import.template')}
        </a>
      </div>
      {passed && (
        <p role="status">
          ✓ {t('import.checked', { name: passed.fileName })}{' '}
          <button type="button" disabled={isBusy} onClick={() => void now()}>
            {t('import.now')}
          </button>
        </p>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
      {fault !== undefined && <FaultNote error={fault} />}
    </Form>
  );
}
