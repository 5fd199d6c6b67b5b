import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, expired, type Refusal, send } from '../api.ts';
import { Form } from '../controls/dialog.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { Empty, FaultNote, InEnglish, RefusalNote } from '../controls/notes.tsx';
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
      <NewImport />
      <Loaded query={imports}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{t('import.none')}</Empty>
          ) : (
            <ul className="cards">
              {rows.map((row) => (
                <ImportCard key={row.id} row={row} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function ImportCard({ row }: { readonly row: Import }) {
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
          {t('import.counts', {
            rows: row.rows,
            accepted: row.accepted,
            unchanged: number(row.unchanged),
            refused: row.refusedRows,
          })}
        </span>
        {row.kind === 'shipments' && row.accepted > 0 && <span className="soft">{t('import.together')}</span>}
        {row.message && <InEnglish text={row.message} />}
      </div>
      <div>
        {row.refusedRows > 0 && row.endedAt && (
          <a className="button" href={`/imports/${row.id}/refused`} download>
            {t('import.refusedRows')}
          </a>
        )}
      </div>
    </li>
  );
}

function NewImport() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [kind, setKind] = useState<keyof typeof KINDS>('claims');
  const [fileName, setFileName] = useState<string>();
  const [isDryRun, setDryRun] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [fault, setFault] = useState<unknown>();
  const upload = async (fields: FormData): Promise<void> => {
    const response = await send('/imports', { method: 'POST', body: fields });
    if (response.status === 401) {
      await expired();
      return upload(fields);
    }
    if (response.status !== 202) setRefusal((await response.json()) as Refusal);
    await queries.invalidateQueries({ queryKey: ['imports'] });
  };
  const submit = async (fields: FormData) => {
    setBusy(true);
    setRefusal(undefined);
    setFault(undefined);
    await upload(fields).catch(setFault);
    setBusy(false);
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
      {refusal && <RefusalNote refusal={refusal} />}
      {fault !== undefined && <FaultNote error={fault} />}
    </Form>
  );
}
