import { useNavigate } from '@tanstack/react-router';
import { PartnerChoice } from '../controls/choices.tsx';
import { Dialog, DialogFoot, Form } from '../controls/dialog.tsx';
import { FaultNote } from '../controls/notes.tsx';
import { say } from '../controls/said.tsx';
import { FilePicker, useUploads } from '../controls/uploads.tsx';
import { useKeptChanges } from '../drafts.ts';
import { Defects, UnitFound, useIntake } from '../intake/found.tsx';
import { useTexts } from '../texts.tsx';
import { useWriting } from '../write.ts';
import { ClaimFromMail } from './mails.graphql.ts';
import type { MailView } from './view.ts';
import { useContent, Written } from './written.tsx';

interface Fields {
  readonly serial: string;
  readonly code: string;
  readonly description: string;
  readonly failedOn: string;
  /** Undefined: the partner that wrote the mail, else the one that has the unit. */
  readonly partnerId: string | undefined;
}

interface ClaimOfMailProps {
  readonly mail: MailView;
  readonly onClose: () => void;
}

/** What a person read in a mail: a claim with its files and those that staff add, from when it was received (N1). */
export function ClaimOfMail({ mail, onClose }: ClaimOfMailProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const writing = useWriting();
  const uploads = useUploads();
  const content = useContent(mail);
  // The rest is as the mail says.
  const {
    changes: typed,
    change: set,
    forget,
  } = useKeptChanges<Partial<Fields>>(`action.claimFromMail/${mail.id}`, {});
  const units = content.data?.units ?? [];
  const refused = [...new Set(mail.problems.flatMap(({ serial }) => serial ?? []))];
  const named = refused.length > 0 ? refused : units.map(({ serial }) => serial);
  const serial = typed.serial ?? (named.length === 1 ? (named[0] ?? '') : '');
  const said: Fields = {
    serial: named.find((one) => one === serial) ?? '',
    code: units.find((unit) => unit.serial === serial)?.defectCode ?? '',
    description: content.data?.description ?? '',
    failedOn: '',
    partnerId: mail.partner?.id,
  };
  const fields: Fields = { ...said, ...typed, serial };
  /** That a field has what the mail says. */
  const mark = (field: keyof Fields) =>
    said[field] && fields[field] === said[field] ? <span className="soft"> · {t('mails.fromMail')}</span> : null;
  const { data: intake, error, refetch } = useIntake(fields);
  const partnerId = fields.partnerId ?? intake?.unit?.partner?.id;
  const submit = async () => {
    const { code, description, failedOn } = fields;
    const input = {
      mailId: mail.id,
      partnerId: partnerId ?? '',
      serial,
      defect: { code, description },
      ...(failedOn && { failedOn }),
      evidence: [...uploads.stored],
    };
    const done = await writing.write(ClaimFromMail, input, ({ answer }) => answer);
    if (done?.answer.__typename !== 'ClaimAccepted') return;
    forget();
    const { id, number } = done.answer.claim;
    say({
      ...done,
      what: t('action.claimFromMail'),
      words: t('intake.done.staff', { number }),
      isOfNext: true,
      isArrival: true,
    });
    await navigate({ to: '/claims/$id', params: { id } });
  };
  return (
    <Dialog title={[t('action.claimFromMail'), mail.from].filter(Boolean).join('\u00a0· ')} onClose={onClose} isWide>
      <div className="beside">
        <Written mail={mail} content={content} />
        <Form className="action" onSubmit={() => void submit()}>
          <p className="soft">{t('action.claimFromMail.hint')}</p>
          <label className="field">
            <span>
              {t('intake.serial')}
              {mark('serial')}
            </span>
            <input
              className="mono"
              required
              autoComplete="off"
              spellCheck={false}
              value={fields.serial}
              onChange={({ target }) => set({ serial: target.value })}
            />
          </label>
          {named.length > 1 && (
            <Offered hint={t('mails.named')} serials={named} choose={(one) => set({ serial: one })} />
          )}
          {mail.suggestions.map(({ written, serial: meant }) => (
            <Offered
              key={written}
              hint={t('mails.meant', { written })}
              serials={[meant]}
              choose={(one) => set({ serial: one })}
            />
          ))}
          {error && <FaultNote error={error} retry={() => void refetch()} />}
          {/* Its time counts from the mail, not from now. */}
          {intake && <UnitFound intake={{ ...intake, dueAt: null }} typed={fields.serial} isStaff />}
          <div>
            <PartnerChoice none="–" isRequired value={partnerId} onChange={(one) => set({ partnerId: one })} />
            {mark('partnerId')}
          </div>
          <fieldset className="fields">
            <legend>
              {t('intake.defect')}
              {mark('code')}
            </legend>
            <Defects intake={intake} fields={fields} set={set} mark={mark('description')} />
          </fieldset>
          <fieldset className="fields">
            <legend>{t('intake.files')}</legend>
            <p className="soft">{t('mails.files.hint')}</p>
            <FilePicker uploads={uploads} />
          </fieldset>
          <DialogFoot send={t('action.claimFromMail')} writing={writing} isHeld={uploads.isSending} onClose={onClose} />
        </Form>
      </div>
    </Dialog>
  );
}

interface OfferedProps {
  readonly hint: string;
  readonly serials: readonly string[];
  readonly choose: (serial: string) => void;
}

/** Serials that the mail names, or may mean: which of them, a person says. */
const Offered = ({ hint, serials, choose }: OfferedProps) => (
  <p className="buttons">
    <span className="soft">{hint}</span>
    {serials.map((serial) => (
      <button key={serial} type="button" className="mono" onClick={() => choose(serial)}>
        {serial}
      </button>
    ))}
  </p>
);
