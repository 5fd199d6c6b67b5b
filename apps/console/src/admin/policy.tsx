import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Form } from '../controls/dialog.tsx';
import { Field } from '../controls/fields.tsx';
import { FaultNote, NotWritten, RefusalNote, seen } from '../controls/notes.tsx';
import { say } from '../controls/said.tsx';
import { useKeptChanges } from '../drafts.ts';
import { useDefectNames, useProductNames, useStaffNames } from '../names.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { mayAsk, todayOf, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { Policy, PolicyPreview, type PolicyPreviewQuery, PublishPolicy } from './admin.graphql.ts';
import {
  EDITED,
  firstTerms,
  type Names,
  namesIn,
  TERM_NAMES,
  TERMS,
  type Terms,
  type Typed,
  termsOf,
  typedOf,
} from './policy-terms.ts';
import { RecordPage } from './record-page.tsx';

interface Version {
  readonly version: number;
  readonly terms: Terms;
}

export function PolicyScreen() {
  return (
    <NoEntry entry="records">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { id } = useParams({ from: '/policies/$id' });
  const mayPublish = mayAsk(useViewer(), 'publishPolicy');
  const policy = useQuery({
    queryKey: ['policy', id],
    queryFn: async ({ signal }) => (await ask(Policy, { id }, signal)).policy,
  });
  return (
    <RecordPage part="policies" id={id} query={policy} begin={mayPublish && <Shown id={id} versions={[]} />}>
      {(data) => <Shown key={id} id={id} versions={data.versions as readonly Version[]} />}
    </RecordPage>
  );
}

interface ShownProps {
  readonly id: string;
  /** None: the first one is drafted. */
  readonly versions: readonly Version[];
}

function Shown({ id, versions }: ShownProps) {
  const { t } = useTexts();
  const viewer = useViewer();
  const mayPublish = mayAsk(viewer, 'publishPolicy');
  const newest = versions.at(-1) ?? { version: 0, terms: firstTerms(id) };
  const { changes, changed, change, forget } = useKeptChanges(`policy/${id}`, typedOf(newest.terms, todayOf(viewer)));
  const [isDrafted, setDrafted] = useState(newest.version === 0 || Object.keys(changes).length > 0);
  const typed = isDrafted ? changed : undefined;
  const next = newest.version + 1;
  return (
    <>
      {mayPublish && !typed && (
        <div className="new">
          <button type="button" onClick={() => setDrafted(true)}>
            {t('policy.draft', { version: next })}
          </button>
        </div>
      )}
      {typed && (
        <Draft
          newest={newest}
          typed={typed}
          onChange={change}
          onClose={() => {
            setDrafted(false);
            forget();
          }}
        />
      )}
      <Versions
        versions={typed ? [...versions, { version: next, terms: termsOf(newest.terms, typed) }] : versions}
        draft={typed && next}
      />
    </>
  );
}

interface DraftProps {
  readonly newest: Version;
  readonly typed: Typed;
  readonly onChange: (change: Typed) => void;
  readonly onClose: () => void;
}

/** A next version. Versions are never edited, so it is asked first what publishing it would be answered. */
function Draft({ newest, typed, onChange, onClose }: DraftProps) {
  const { t } = useTexts();
  const [looked, setLooked] = useState<PolicyPreviewQuery['policyPreview']>();
  // Of another version, it was of other terms.
  const preview = looked?.version === newest.version + 1 ? looked : undefined;
  const queries = useQueryClient();
  const [fault, setFault] = useState<unknown>();
  const writing = useWriting();
  const input = { ...termsOf(newest.terms, typed), version: newest.version + 1 };
  const look = async () => {
    setFault(undefined);
    await ask(PolicyPreview, { input }).then(({ policyPreview }) => {
      setLooked(policyPreview);
      // Another version may be published by now.
      if (policyPreview.refusal) void queries.invalidateQueries({ queryKey: ['policy'] });
    }, setFault);
  };
  const publish = async () => {
    const { version } = input;
    const done = await writing.write(PublishPolicy, input, ({ answer }) => answer);
    if (!done) return;
    say({ ...done, what: t('calendar.publish', { version }), words: t('records.published', { version }) });
    onClose();
  };
  const isPublishable = preview && !preview.refusal && !preview.unchanged;
  return (
    <section className="facts draft">
      <h2>{t('policy.draft', { version: newest.version + 1 })}</h2>
      <Form className="action" onSubmit={() => void look()}>
        <div className="terms">
          {EDITED.map(({ name, edit: { typed: _, change: __, ...form } }) => (
            <Field
              key={name}
              field={{ name, label: `term.${name}`, ...form }}
              value={typed[name] ?? ''}
              onChange={(value) => {
                onChange({ [name]: value });
                setLooked(undefined);
              }}
            />
          ))}
        </div>
        {fault !== undefined && <FaultNote error={fault} />}
        {preview?.refusal && <RefusalNote refusal={preview.refusal} />}
        <NotWritten of={writing} />
        {preview?.unchanged && <p role="status">{t('policy.unchanged')}</p>}
        {isPublishable && (
          <p role="status" className="note" ref={seen}>
            <strong>{t('policy.would', { version: preview.version })}</strong>
          </p>
        )}
        <div className="buttons at-hand">
          <button type="submit">{t('policy.preview')}</button>
          {isPublishable && (
            <button type="button" className="primary" disabled={writing.isBusy} onClick={() => void publish()}>
              {t('calendar.publish', { version: preview.version })}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {t('policy.discard')}
          </button>
        </div>
      </Form>
    </section>
  );
}

interface VersionsProps {
  readonly versions: readonly Version[];
  readonly draft: number | undefined;
}

/** Of what the page shows by name; what has none, or not yet, is shown by its id. */
function useNames(): Names {
  const { data: products } = useProductNames();
  const { data: defects } = useDefectNames();
  const { data: staff } = useStaffNames();
  return namesIn(products ?? [], defects ?? [], staff ?? []);
}

function Versions({ versions, draft }: VersionsProps) {
  const texts = useTexts();
  const names = useNames();
  const { t } = texts;
  return (
    // Many versions are wider than the page: they must be reached to be scrolled.
    <div className="table-wrap" tabIndex={0} role="group" aria-label={t('records.versions')}>
      <table className="rows versions">
        <thead>
          <tr>
            <th>{t('records.term')}</th>
            {versions.map(({ version }) => (
              <th key={version}>{t(version === draft ? 'policy.draft' : 'records.version', { version })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {TERM_NAMES.map((term) => (
            <tr key={term}>
              <th scope="row">{t(`term.${term}`)}</th>
              {versions.map(({ version, terms }, at) => {
                const words = TERMS[term].words(terms, texts, names);
                const before = versions[at - 1];
                const isNew = before !== undefined && TERMS[term].words(before.terms, texts, names) !== words;
                return (
                  <td key={version} className={isNew ? 'changed' : undefined}>
                    {words} {isNew && <span className="flag">{t('records.changed')}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
