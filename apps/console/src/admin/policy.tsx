import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Form } from '../controls/dialog.tsx';
import { Field } from '../controls/fields.tsx';
import { FaultNote, RefusalNote } from '../controls/notes.tsx';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { Policy, PolicyPreview, type PolicyPreviewQuery, PublishPolicy } from './admin.graphql.ts';
import { EDITED, TERM_NAMES, TERMS, type Terms, type Typed, termsOf, typedOf } from './policy-terms.ts';
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
  const policy = useQuery({
    queryKey: ['policy', id],
    queryFn: async ({ signal }) => (await ask(Policy, { id }, signal)).policy,
  });
  return (
    <RecordPage part="policies" id={id} query={policy}>
      {(data) => <Shown versions={data.versions as readonly Version[]} />}
    </RecordPage>
  );
}

function Shown({ versions }: { readonly versions: readonly Version[] }) {
  const { t } = useTexts();
  const mayPublish = mayAsk(useViewer(), 'publishPolicy');
  const newest = versions.at(-1) as Version;
  const [draft, setDraft] = useState<Typed>();
  const isDrafted = draft !== undefined;
  const next = newest.version + 1;
  return (
    <>
      <Versions
        versions={isDrafted ? [...versions, { version: next, terms: termsOf(newest.terms, draft) }] : versions}
        draft={isDrafted ? next : undefined}
      />
      {mayPublish && !isDrafted && (
        <button type="button" onClick={() => setDraft(typedOf(newest.terms, today()))}>
          {t('policy.draft', { version: next })}
        </button>
      )}
      {isDrafted && <Draft newest={newest} typed={draft} onChange={setDraft} onClose={() => setDraft(undefined)} />}
    </>
  );
}

/** As the device has it. */
const today = (): string => new Date().toLocaleDateString('sv-SE');

interface DraftProps {
  readonly newest: Version;
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  readonly onClose: () => void;
}

/** A next version. Versions are never edited, so it is asked first what publishing it would be answered. */
function Draft({ newest, typed, onChange, onClose }: DraftProps) {
  const { t } = useTexts();
  const [preview, setPreview] = useState<PolicyPreviewQuery['policyPreview']>();
  const [fault, setFault] = useState<unknown>();
  const writing = useWriting();
  const terms = termsOf(newest.terms, typed);
  const look = async () => {
    setFault(undefined);
    await ask(PolicyPreview, { input: terms }).then(({ policyPreview }) => setPreview(policyPreview), setFault);
  };
  const publish = async () => {
    if (await writing.write(PublishPolicy, terms, ({ answer }) => answer)) onClose();
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
                onChange({ ...typed, [name]: value });
                setPreview(undefined);
              }}
            />
          ))}
        </div>
        {fault !== undefined && <FaultNote error={fault} />}
        {preview?.refusal && <RefusalNote refusal={preview.refusal} />}
        {writing.refusal && <RefusalNote refusal={writing.refusal} />}
        {writing.fault !== undefined && <FaultNote error={writing.fault} />}
        {preview?.unchanged && <p role="status">{t('policy.unchanged')}</p>}
        {isPublishable && (
          <p role="status" className="note">
            <strong>{t('policy.would', { version: preview.version })}</strong>
          </p>
        )}
        <div className="buttons">
          <button type="submit">{t('policy.preview')}</button>
          {isPublishable && (
            <button type="button" className="primary" disabled={writing.isBusy} onClick={() => void publish()}>
              {t('calendar.publish', { version: preview.version })}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {t('cancel')}
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

function Versions({ versions, draft }: VersionsProps) {
  const texts = useTexts();
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
                const words = TERMS[term].words(terms, texts);
                const before = versions[at - 1];
                const isNew = before !== undefined && TERMS[term].words(before.terms, texts) !== words;
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
