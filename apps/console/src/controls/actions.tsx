import { type ReactNode, useState } from 'react';
import type { Answer, Refusal, TypedDocument } from '../api.ts';
import { instantIn } from '../clock.ts';
import { Dialog, Form } from './dialog.tsx';
import { FaultNote, Particulars, RefusalNote } from './notes.tsx';
import { FilePicker, type StoredFile, useUploads } from './uploads.tsx';
import { useKeys } from '../keys.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { isPartner, mayAsk, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { Field, type FieldForm } from './fields.tsx';

/** What was typed, by field. */
export type Draft = Readonly<Record<string, string>>;

/** What is asked of the person before a mutation is sent. Whether that is enough, the engine says. */
export interface ActionForm<Of> {
  readonly label: TextId;
  /** On the button that sends it; default: the label. */
  readonly send?: TextId;
  readonly document: TypedDocument<{ readonly answer: Answer }, { input: object }>;
  readonly hint?: TextId;
  readonly fields: (of: Of, isForPartner: boolean) => readonly FieldForm[];
  readonly files?: boolean;
  /** Instants are as ISO 8601 has them. */
  readonly input: (values: Draft, of: Of, files: readonly StoredFile[]) => object;
  /** Of a key that opens it. */
  readonly key?: string;
  /** Whether it is what usually comes next; default: no. Of those that are possible, the first such one is emphasised. */
  readonly isNext?: (of: Of) => boolean;
}

export type ActionForms<Of> = Readonly<Record<string, ActionForm<Of>>>;

/** Each mutation has an input of its own, which its form makes of what was typed; `idOf` says of what. */
export const formsOf =
  <Of,>(idOf: (of: Of) => object) =>
  <Result extends { readonly answer: Answer }, Input extends object>(
    document: TypedDocument<Result, { input: Input }>,
    { input, ...more }: Omit<ActionForm<Of>, 'document'>,
  ): ActionForm<Of> => ({
    ...more,
    document: document as unknown as ActionForm<Of>['document'],
    input: (values, of, files) => ({ ...idOf(of), ...input(values, of, files) }),
  });

/** Those of `names` that were typed, without the blanks around them. */
export const given = (values: Draft, ...names: readonly string[]): object =>
  Object.fromEntries(names.flatMap((name) => (values[name]?.trim() ? [[name, values[name].trim()]] : [])));

export const required = { isRequired: true } as const;

interface ActionsProps<Of> {
  readonly of: Of & {
    readonly actions: readonly { readonly name: string; readonly refusal: Refusal | null }[];
  };
  /** By the names of the engine, which also judges whether each is possible now. */
  readonly forms: ActionForms<Of>;
  /** Where there are several of these on a page: what this one is of, such as a number. */
  readonly whose?: string;
  /** Names that are offered elsewhere on the page. */
  readonly elsewhere?: readonly string[];
  /** Further buttons, after these. */
  readonly children?: ReactNode;
}

export function Actions<Of>({ of, forms, whose, elsewhere = [], children }: ActionsProps<Of>) {
  const { t } = useTexts();
  const [open, setOpen] = useState<string>();
  const [refused, setRefused] = useState<{ readonly name: string; readonly refusal: Refusal }>();
  /** What was typed into a dialog that was closed. */
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const asked = new Map(of.actions.map(({ name, refusal }) => [name, refusal]));
  const known = Object.entries(forms).flatMap(([name, form]) => {
    const refusal = asked.get(name);
    return refusal === undefined || refusal?.code === 'FORBIDDEN' || elsewhere.includes(name)
      ? []
      : [{ name, form, refusal }];
  });
  const possible = known.filter(({ refusal }) => refusal === null);
  const impossible = known.flatMap(({ name, form, refusal }) => (refusal ? [{ name, form, refusal }] : []));
  const next = possible.find(({ form }) => form.isNext?.(of))?.name;
  const press = (name: string) => {
    const action = known.find((one) => one.name === name);
    if (!action) return;
    setRefused(action.refusal ? { name, refusal: action.refusal } : undefined);
    if (!action.refusal) setOpen(name);
  };
  useKeys(Object.fromEntries(known.flatMap(({ name, form: { key } }) => (key ? [[key, () => press(name)]] : []))));
  if (known.length === 0 && !children) return null;
  return (
    <section className="actions" aria-label={[t('actions'), whose].filter(Boolean).join(' ')}>
      <div className="buttons">
        {possible.map(({ name, form: { label, key } }) => (
          <button
            key={name}
            type="button"
            className={name === next ? 'primary' : undefined}
            onClick={() => press(name)}
          >
            {t(label)} {key && <kbd>{key}</kbd>}
          </button>
        ))}
        {children}
      </div>
      {refused && asked.get(refused.name) && (
        <div>
          <p>{t('action.notNow', { action: t((forms[refused.name] as ActionForm<Of>).label) })}</p>
          <RefusalNote refusal={refused.refusal} />
        </div>
      )}
      {impossible.length > 0 && (
        <details className="impossible">
          <summary>{t('actions.impossible', { count: impossible.length })}</summary>
          <dl>
            {impossible.map(({ name, form, refusal }) => (
              <Impossible key={name} name={t(form.label)} refusal={refusal} />
            ))}
          </dl>
        </details>
      )}
      {open && forms[open] && (
        <ActionDialog
          form={forms[open]}
          of={of}
          whose={whose}
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

/** One action by itself, where it belongs on the page. */
export function ActionButton<Of>({ form, of, whose }: Pick<ActionDialogProps<Of>, 'form' | 'of' | 'whose'>) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<Draft>({});
  const done = () => {
    setDraft({});
    setOpen(false);
  };
  return (
    <>
      <button type="button" aria-label={whose && `${t(form.label)} ${whose}`} onClick={() => setOpen(true)}>
        {t(form.label)}
      </button>
      {isOpen && (
        <ActionDialog
          form={form}
          of={of}
          whose={whose}
          draft={draft}
          keep={setDraft}
          onClose={() => setOpen(false)}
          onDone={done}
        />
      )}
    </>
  );
}

const NOTHING = {};

/** What adds to a list, for those who may. */
export const New = ({ mutation, form }: { readonly mutation: string; readonly form: ActionForm<object> }) =>
  mayAsk(useViewer(), mutation) && (
    <div className="new">
      <ActionButton form={form} of={NOTHING} />
    </div>
  );

function Impossible({ name, refusal }: { readonly name: string; readonly refusal: Refusal }) {
  const { t, why } = useTexts();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {why(refusal)}{' '}
        <span className="soft">
          <code>{refusal.code}</code>
          {refusal.rule && <>&nbsp;· {t('rule', { rule: refusal.rule })}</>}
        </span>
        <Particulars of={refusal} isBrief />
      </dd>
    </div>
  );
}

interface ActionDialogProps<Of> {
  readonly form: ActionForm<Of>;
  readonly of: Of;
  readonly whose?: string | undefined;
  readonly draft: Draft;
  readonly keep: (draft: Draft) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function ActionDialog<Of>({ form, of, whose, draft, keep, onClose, onDone }: ActionDialogProps<Of>) {
  const { t, zone, zones } = useTexts();
  const uploads = useUploads();
  const writing = useWriting();
  const fields = form.fields(of, isPartner(useViewer()));
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
    const instants = fields.flatMap(({ kind, name }) =>
      kind === 'instant' && values[name] ? [[name, instantIn(zones[zone], values[name])]] : [],
    );
    const typed = { ...values, ...Object.fromEntries(instants) };
    const done = await writing.write(form.document, form.input(typed, of, uploads.stored), ({ answer }) => answer);
    if (done) onDone();
  };
  return (
    <Dialog title={[t(form.label), whose].filter(Boolean).join('\u00a0· ')} onClose={onClose}>
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
            {t(form.send ?? form.label)}
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
