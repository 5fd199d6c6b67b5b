import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { PartnerChoice } from '../controls/choices.tsx';
import { Dialog, DialogFoot, Form } from '../controls/dialog.tsx';
import { FaultNote } from '../controls/notes.tsx';
import { FilePicker, useUploads } from '../controls/uploads.tsx';
import { Defects, UnitFound, useIntake } from '../intake/found.tsx';
import { useTexts } from '../texts.tsx';
import { useWriting } from '../write.ts';
import { ClaimFromMail } from './mails.graphql.ts';
import type { MailView } from './view.ts';

/** What was typed into it. */
export interface MailDraft {
  readonly serial: string;
  readonly code: string;
  readonly description: string;
  readonly failedOn: string;
  /** Undefined: the partner that wrote the mail, else the one that has the unit. */
  readonly partnerId: string | undefined;
}

interface ClaimOfMailProps {
  readonly mail: MailView;
  readonly draft: MailDraft | undefined;
  readonly keep: (draft: MailDraft) => void;
  readonly onClose: () => void;
}

/** What a person read in a mail: a claim with its files and those that staff add, from when it was received (N1). */
export function ClaimOfMail({ mail, draft, keep, onClose }: ClaimOfMailProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const writing = useWriting();
  const uploads = useUploads();
  const [fields, setFields] = useState<MailDraft>(
    draft ?? {
      serial: mail.problems.find(({ serial }) => serial)?.serial ?? mail.suggestions[0]?.serial ?? '',
      code: '',
      description: '',
      failedOn: '',
      partnerId: undefined,
    },
  );
  const set = (more: Partial<MailDraft>) => {
    const next = { ...fields, ...more };
    setFields(next);
    keep(next);
  };
  const { data: intake, error, refetch } = useIntake(fields);
  const partnerId = fields.partnerId ?? mail.partner?.id ?? intake?.unit?.partner?.id;
  const submit = async () => {
    const { serial, code, description, failedOn } = fields;
    const input = {
      mailId: mail.id,
      partnerId: partnerId ?? '',
      serial,
      defect: { code, description },
      ...(failedOn && { failedOn }),
      evidence: [...uploads.stored],
    };
    const done = await writing.write(ClaimFromMail, input, ({ answer }) => answer);
    if (done?.answer.__typename === 'ClaimAccepted')
      await navigate({ to: '/claims/$id', params: { id: done.answer.claim.id } });
  };
  return (
    <Dialog title={[t('action.claimFromMail'), mail.from].filter(Boolean).join('\u00a0· ')} onClose={onClose}>
      <Form className="action" onSubmit={() => void submit()}>
        <p className="soft">{t('action.claimFromMail.hint')}</p>
        <label className="field">
          <span>{t('intake.serial')}</span>
          <input
            className="mono"
            required
            autoComplete="off"
            spellCheck={false}
            value={fields.serial}
            onChange={({ target }) => set({ serial: target.value })}
          />
        </label>
        {error && <FaultNote error={error} retry={() => void refetch()} />}
        {/* Its time counts from the mail, not from now. */}
        {intake && <UnitFound intake={{ ...intake, dueAt: null }} typed={fields.serial} isStaff />}
        <PartnerChoice none="–" isRequired value={partnerId} onChange={(one) => set({ partnerId: one })} />
        <fieldset className="fields">
          <legend>{t('intake.defect')}</legend>
          <Defects intake={intake} fields={fields} set={set} isRequired />
        </fieldset>
        <fieldset className="fields">
          <legend>{t('intake.files')}</legend>
          <p className="soft">{t('mails.files.hint')}</p>
          <FilePicker uploads={uploads} />
        </fieldset>
        <DialogFoot
          send={t('action.claimFromMail')}
          writing={writing}
          isSending={uploads.isSending}
          onClose={onClose}
        />
      </Form>
    </Dialog>
  );
}
