import { type ReactNode, useEffect, useState } from 'react';
import type { Refusal } from '../api.ts';
import { instantIn } from '../clock.ts';
import { Dialog, DialogFoot, Discard, Form } from './dialog.tsx';
import { NotWritten, Particulars, RefusalNote } from './notes.tsx';
import { FilePicker, useUploads } from './uploads.tsx';
import { useKeptChanges } from '../drafts.ts';
import { useKeys } from '../keys.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, mayAsk, todayOf, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { Field } from './fields.tsx';
import { type ActionForm, type ActionForms, begunOf } from './forms.ts';
import { named, say } from './said.tsx';

interface ActionsProps<Of> {
  readonly of: Of & {
    readonly actions: readonly { readonly name: string; readonly refusal: Refusal | null }[];
  };
  /** By the names of the engine, which also judges whether each is possible now. */
  readonly forms: ActionForms<Of>;
  /** What they are done to, such as a number: their dialogs name it. */
  readonly whose: string;
  /** Names that are offered elsewhere on the page. */
  readonly elsewhere?: readonly string[];
  /** Further buttons, after these. */
  readonly children?: ReactNode;
}

const wordsOf = <Of,>(form: ActionForm<Of>, of: Of) => form.again?.(of) ?? form;

export function Actions<Of>({ of, forms, whose, elsewhere = [], children }: ActionsProps<Of>) {
  const { t } = useTexts();
  const [open, setOpen] = useState<string>();
  const [refused, setRefused] = useState<{ readonly name: string; readonly refusal: Refusal }>();
  const writing = useWriting();
  const asked = new Map(of.actions.map(({ name, refusal }) => [name, refusal]));
  const known = Object.entries(forms).flatMap(([name, form]) => {
    const refusal = asked.get(name);
    return refusal === undefined || refusal?.code === 'FORBIDDEN' || elsewhere.includes(name)
      ? []
      : [{ name, form, refusal, label: t(wordsOf(form, of).label) }];
  });
  const possible = known.filter(({ refusal }) => refusal === null);
  const impossible = known.flatMap(({ refusal, ...one }) => (refusal ? [{ ...one, refusal }] : []));
  const next = possible.find(({ form }) => form.isNext?.(of))?.name;
  const doAtOnce = async (form: ActionForm<Of>) => {
    say(undefined);
    const done = await writing.write(form.document, form.input({}, of, [], {}), ({ answer }) => answer);
    if (done) say({ ...done, what: named(t(form.label), whose), goneTo: form.goesTo?.(of) });
  };
  const press = (name: string) => {
    const action = known.find((one) => one.name === name);
    if (!action) return;
    const { form, refusal } = action;
    setRefused(refusal ? { name, refusal } : undefined);
    writing.forget();
    if (refusal) return;
    if (form.isAtOnce) void doAtOnce(form);
    else setOpen(name);
  };
  useKeys(Object.fromEntries(known.flatMap(({ name, form: { key } }) => (key ? [[key, () => press(name)]] : []))));
  if (known.length === 0 && !children && !open) return null;
  return (
    <section className="actions" aria-label={[t('actions'), whose].filter(Boolean).join(' ')}>
      <div className="buttons">
        {possible.map(({ name, label, form: { key } }) => (
          <button
            key={name}
            type="button"
            className={name === next ? 'primary' : undefined}
            onClick={() => press(name)}
          >
            {label} {key && <kbd>{key}</kbd>}
          </button>
        ))}
        {children}
      </div>
      <NotWritten of={writing} />
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
            {impossible.map(({ name, label, refusal }) => (
              <Impossible key={name} name={label} refusal={refusal} />
            ))}
          </dl>
        </details>
      )}
      {open && forms[open] && (
        <ActionDialog
          form={forms[open]}
          of={of}
          whose={whose}
          meanwhile={asked.has(open) ? asked.get(open) : 'done'}
          onClose={() => setOpen(undefined)}
        />
      )}
    </section>
  );
}

/** One action by itself, where it belongs on the page. */
export function ActionButton<Of>({ form, of, whose }: Pick<ActionDialogProps<Of>, 'form' | 'of' | 'whose'>) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" aria-label={whose && `${t(form.label)} ${whose}`} onClick={() => setOpen(true)}>
        {t(form.label)}
      </button>
      {isOpen && <ActionDialog form={form} of={of} whose={whose} onClose={() => setOpen(false)} />}
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
  /** What has become of it since it was opened: refused now, or done, as by somebody else. */
  readonly meanwhile?: Refusal | 'done' | null | undefined;
  readonly onClose: () => void;
}

function ActionDialog<Of>({ form, of, whose, meanwhile, onClose }: ActionDialogProps<Of>) {
  const texts = useTexts();
  const { t, zone, zones } = texts;
  const uploads = useUploads();
  const writing = useWriting();
  const viewer = useViewer();
  const words = wordsOf(form, of);
  const title = named(t(words.label), whose);
  const fields = form.fields(of, isPartner(viewer));
  // As it was when the form was opened, whatever the page shows by now.
  const [begun] = useState(() => begunOf(fields, todayOf(viewer)));
  const [follows] = useState(() => form.follows?.(of, texts));
  const [saidBefore] = useState(() => form.said?.(of));
  const said = form.said?.(of);
  // What is being written here comes true on the page before the dialog closes.
  const isOver = Boolean(meanwhile) && !writing.isBusy;
  // Two can have the same name.
  const id = JSON.stringify(form.idOf(of));
  const { changes, changed: values, change, forget } = useKeptChanges(`${form.label}/${whose ?? ''}/${id}`, begun);
  const submit = async () => {
    const instants = fields.flatMap(({ kind, name }) =>
      kind === 'instant' && values[name] ? [[name, instantIn(zones[zone], values[name])]] : [],
    );
    const typed = { ...values, ...Object.fromEntries(instants) };
    const input = form.input(typed, of, uploads.stored, begun);
    const done = await writing.write(form.document, input, ({ answer }) => answer);
    if (!done) return;
    // Once it has another name, it is known by that one.
    say({ ...done, what: named(t(words.label), values.name?.trim() || whose), goneTo: form.goesTo?.(of) });
    forget();
    onClose();
  };
  // What was done before is no news once something else is begun.
  useEffect(() => say(undefined), []);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form className="action" onSubmit={() => void submit()}>
        {words.hint && <p className="soft">{t(words.hint)}</p>}
        {follows !== undefined && !isOver && <p>{follows}</p>}
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onChange={(value) => change({ [field.name]: value })}
          />
        ))}
        {form.files && <FilePicker uploads={uploads} />}
        <Discard changes={changes} forget={forget} />
        {!writing.isBusy && <Meanwhile became={meanwhile} said={said === saidBefore ? undefined : said} />}
        <DialogFoot
          send={form.isFinal ? title : t(words.send ?? words.label)}
          isFinal={form.isFinal}
          writing={isOver ? { ...writing, refusal: undefined } : writing}
          isHeld={uploads.isSending || isOver}
          onClose={onClose}
        />
      </Form>
    </Dialog>
  );
}

interface MeanwhileProps {
  readonly became: ActionDialogProps<never>['meanwhile'];
  readonly said: string | undefined;
}

/** What others did while a form was open: said at once, not only to what is sent. */
function Meanwhile({ became, said }: MeanwhileProps) {
  const { t } = useTexts();
  return (
    <>
      {said !== undefined && (
        <div role="alert" className="note">
          <p>
            <strong>{t('action.saidMeanwhile')}</strong>
          </p>
          <p>{said}</p>
        </div>
      )}
      {became === 'done' ? (
        <div role="alert" className="note">
          <strong>{t('action.doneMeanwhile')}</strong>
        </div>
      ) : (
        became && <RefusalNote refusal={became} />
      )}
    </>
  );
}
