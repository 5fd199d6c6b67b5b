import { useState } from 'react';
import type { Refusal } from '../api.ts';
import { Dialog, Form } from '../controls/dialog.tsx';
import { FaultNote, RefusalNote } from '../controls/notes.tsx';
import { FilePicker, useUploads } from '../controls/uploads.tsx';
import { useKeys } from '../keys.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { ACTIONS, type ActionForm, type ActionName, type Draft } from './action-forms.ts';
import { Field } from './action-fields.tsx';
import type { ClaimView } from './view.ts';

/** The names are the engine's, and so is the judgement whether each is possible now. */
const KEYS: Readonly<Partial<Record<ActionName, string>>> = {
  reviewEvidence: 'c',
  requestEvidence: 'm',
  approveClaim: 'a',
  rejectClaim: 'x',
};
const NAMES = Object.keys(ACTIONS) as ActionName[];

interface ActionsProps {
  readonly claim: ClaimView;
  /** Undefined for those who have no work list. */
  readonly onNext: (() => void) | undefined;
}

export function Actions({ claim, onNext }: ActionsProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<ActionName>();
  const [refused, setRefused] = useState<{ readonly name: ActionName; readonly refusal: Refusal }>();
  /** What was typed into a dialog that was closed. */
  const [drafts, setDrafts] = useState<Readonly<Partial<Record<ActionName, Draft>>>>({});
  const asked = new Map(claim.actions.map(({ name, refusal }) => [name, refusal]));
  const known = NAMES.flatMap((name) => {
    const refusal = asked.get(name);
    return refusal === undefined || refusal?.code === 'FORBIDDEN' || isElsewhere(name, claim)
      ? []
      : [{ name, refusal }];
  });
  const possible = known.filter(({ refusal }) => refusal === null);
  const impossible = known.flatMap(({ name, refusal }) => (refusal ? [{ name, refusal }] : []));
  const press = (name: ActionName) => {
    const action = known.find((one) => one.name === name);
    if (!action) return;
    setRefused(action.refusal ? { name, refusal: action.refusal } : undefined);
    if (!action.refusal) setOpen(name);
  };
  useKeys(
    Object.fromEntries(
      Object.entries(KEYS).map(([name, key]) => [
        key,
        asked.has(name) && known.some((one) => one.name === name) ? () => press(name as ActionName) : undefined,
      ]),
    ),
  );
  if (known.length === 0 && !onNext) return null;
  return (
    <section className="actions" aria-label={t('actions')}>
      <div className="buttons">
        {possible.map(({ name }) => (
          <button key={name} type="button" className={KEYS[name] ? 'primary' : undefined} onClick={() => press(name)}>
            {t(`action.${name}`)} {KEYS[name] && <kbd>{KEYS[name]}</kbd>}
          </button>
        ))}
        {onNext && (
          <button type="button" className="next" onClick={onNext}>
            {t('claim.next')} <kbd>n</kbd>
          </button>
        )}
      </div>
      {refused && asked.get(refused.name) && (
        <div>
          <p>{t('action.notNow', { action: t(`action.${refused.name}`) })}</p>
          <RefusalNote refusal={refused.refusal} />
        </div>
      )}
      {impossible.length > 0 && (
        <details className="impossible">
          <summary>{t('actions.impossible', { count: impossible.length })}</summary>
          <dl>
            {impossible.map(({ name, refusal }) => (
              <Impossible key={name} name={t(`action.${name}`)} refusal={refusal} />
            ))}
          </dl>
        </details>
      )}
      {open && (
        <ActionDialog
          name={open}
          claim={claim}
          draft={drafts[open] ?? {}}
          keep={(draft) => setDrafts((all) => ({ ...all, [open]: draft }))}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setDrafts((all) => ({ ...all, [open]: {} }));
            setOpen(undefined);
          }}
        />
      )}
    </section>
  );
}

/** What the partner owes is asked for above. */
const isElsewhere = (name: ActionName, { evidenceRequest, status }: ClaimView): boolean =>
  (name === 'attachEvidence' && evidenceRequest !== null) || (name === 'chooseRemedy' && status === 'AWAITING_CHOICE');

function Impossible({ name, refusal }: { readonly name: string; readonly refusal: Refusal }) {
  const { code, t } = useTexts();
  return (
    <div>
      <dt>{name}</dt>
      <dd title={refusal.message}>
        {code(refusal.code) ?? refusal.message}{' '}
        <span className="soft">
          <code>{refusal.code}</code>
          {refusal.rule && <> · {t('rule', { rule: refusal.rule })}</>}
        </span>
      </dd>
    </div>
  );
}

interface ActionDialogProps {
  readonly name: ActionName;
  readonly claim: ClaimView;
  readonly draft: Draft;
  readonly keep: (draft: Draft) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function ActionDialog({ name, claim, draft, keep, onClose, onDone }: ActionDialogProps) {
  const { t } = useTexts();
  const form: ActionForm = ACTIONS[name];
  const uploads = useUploads();
  const writing = useWriting();
  const fields = form.fields(claim, isPartner(useViewer()));
  const [values, setValues] = useState<Draft>({
    ...Object.fromEntries(fields.map((field) => [field.name, field.initial ?? ''])),
    ...draft,
  });
  const set = (field: string, value: string) => {
    const next = { ...values, [field]: value };
    setValues(next);
    keep(next);
  };
  const submit = async () => {
    const input = { claimId: claim.id, ...form.input(values, uploads.stored) };
    const done = await writing.write(form.document, input, ({ answer }) => answer);
    if (done) onDone();
  };
  return (
    <Dialog title={t(`action.${name}`)} onClose={onClose}>
      <Form className="action" onSubmit={() => void submit()}>
        {form.hint && <p className="soft">{t(form.hint)}</p>}
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onChange={(value) => set(field.name, value)}
          />
        ))}
        {form.files && <FilePicker uploads={uploads} />}
        {writing.refusal && <RefusalNote refusal={writing.refusal} />}
        {writing.fault !== undefined && <FaultNote error={writing.fault} />}
        <div className="buttons">
          <button type="submit" className="primary" disabled={writing.isBusy || uploads.isSending}>
            {t(SUBMIT[name] ?? `action.${name}`)}
          </button>
          <button type="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <span className="hint">Ctrl+Enter</span>
        </div>
      </Form>
    </Dialog>
  );
}

const SUBMIT: Readonly<Partial<Record<ActionName, TextId>>> = {
  reviewEvidence: 'action.reviewEvidence.send',
  requestEvidence: 'action.requestEvidence.send',
};
