import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Form } from '../controls/dialog.tsx';
import { FaultNote, NotWritten } from '../controls/notes.tsx';
import { say } from '../controls/said.tsx';
import { useTitle } from '../controls/title.ts';
import { type Chosen, FilePicker, useUploads } from '../controls/uploads.tsx';
import { useDraft, useKept } from '../drafts.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, mayOpen, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import type { Fields } from './fields.ts';
import { Defects, UnitFound, useIntake } from './found.tsx';
import { SubmitClaim } from './intake.graphql.ts';
import { Evidence, filesMissing, Missing, Remedies } from './parts.tsx';
import { UnitChoice } from './unit-choice.tsx';

/** Large, and seldom needed. */
const Scanner = lazy(() => import('./scanner.tsx'));

interface Draft {
  readonly fields: Fields;
  readonly files: readonly Chosen[];
}

const EMPTY: Fields = { serial: '', code: '', description: '', failedOn: '', remedy: '', reference: '' };

export function IntakeScreen() {
  const viewer = useViewer();
  const { serial } = useSearch({ from: '/new' });
  const key = `new-claim/${viewer.id}`;
  const draft = useKept<Draft>(key);
  if (draft === undefined) return null;
  const kept = draft ?? { fields: EMPTY, files: [] };
  const begun = serial === undefined ? kept : { ...kept, fields: { ...kept.fields, serial } };
  return (
    <NoEntry entry="new">
      <IntakeForm begun={begun} draftKey={key} />
    </NoEntry>
  );
}

function IntakeForm({ begun, draftKey }: { readonly begun: Draft; readonly draftKey: string }) {
  const texts = useTexts();
  const { t } = texts;
  const viewer = useViewer();
  const navigate = useNavigate();
  const [fields, setFields] = useState(begun.fields);
  const [isChoosing, setChoosing] = useState(false);
  const [isScanning, setScanning] = useState(false);
  const uploads = useUploads();
  const writing = useWriting();
  useTitle(t('nav.new'));
  const set = (more: Partial<Fields>) => setFields((current) => ({ ...current, ...more }));
  const { add, chosen: files } = uploads;
  useEffect(() => add(begun.files), [add, begun.files]);
  const isBegun = files.length > 0 || Object.values(fields).some(Boolean);
  const sent = useDraft(draftKey, isBegun ? { fields, files } : undefined);
  const answer = useIntake(fields);
  const { data: intake, error } = answer;
  const unit = intake?.unit;
  const missing = filesMissing(intake, uploads, texts);
  const refusal = answer.isPlaceholderData ? null : intake?.refusal;

  const submit = async () => {
    const { serial, code, description, failedOn, remedy, reference } = fields;
    // There is nothing to choose of until the unit is known.
    if (!code) return;
    const input = {
      serial,
      defect: { code, description },
      evidence: [...uploads.stored],
      ...(failedOn && { failedOn }),
      ...(remedy && { preferredRemedy: remedy }),
      ...(reference && { partnerReference: reference }),
      ...(!isPartner(viewer) && unit?.partner && { partnerId: unit.partner.id }),
    };
    const result = await writing.write(SubmitClaim, input, ({ answer }) => answer);
    if (result?.answer.__typename !== 'ClaimAccepted') return;
    await sent();
    const { id, number } = result.answer.claim;
    const words = t(isPartner(viewer) ? 'intake.done' : 'intake.done.staff', { number });
    say({ ...result, what: t('intake.submit'), words, isOfNext: true, isArrival: true });
    // Back leads to where one came from, not to a claim that is sent already.
    await navigate({ to: '/claims/$id', params: { id }, replace: true });
  };

  return (
    <main className="page narrow">
      <h1>{t('nav.new')}</h1>
      <p className="soft">{t('intake.kept')}</p>
      {mayOpen(viewer, 'claimUnits') && (
        <p>
          <Link to="/claim-units" search={{}}>
            {t('units.claim')}
          </Link>
        </p>
      )}
      <Form className="intake" onSubmit={() => void submit()}>
        <fieldset>
          <legend>{t('intake.serial')}</legend>
          <div className="with-button">
            <input
              name="serial"
              className="mono"
              required
              aria-label={t('intake.serial')}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              value={fields.serial}
              onChange={(event) => set({ serial: event.target.value })}
              onKeyDown={(event) => {
                // A scanner that types ends with Enter.
                if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault();
              }}
            />
            {'mediaDevices' in navigator && (
              <button type="button" onClick={() => setScanning(true)}>
                {t('scan.open')}
              </button>
            )}
            <button type="button" onClick={() => setChoosing(true)}>
              {t('intake.choose')}
            </button>
          </div>
          {error && <FaultNote error={error} retry={() => void answer.refetch()} />}
          {intake && <UnitFound intake={intake} typed={fields.serial} isStaff={!isPartner(viewer)} />}
        </fieldset>
        <fieldset>
          <legend>{t('intake.defect')}</legend>
          <Defects intake={intake} fields={fields} set={set} />
        </fieldset>
        <fieldset className="required">
          <legend>{t('intake.files')}</legend>
          {intake && <Evidence demanded={intake.evidenceDemanded} stored={uploads.stored} />}
          <FilePicker uploads={uploads} missing={missing} />
        </fieldset>
        <Remedies fields={fields} set={set} standing={unit?.partner?.standingInstruction} />
        <label className="field">
          <span>{t('intake.reference')}</span>
          <input
            value={fields.reference}
            maxLength={100}
            onChange={(event) => set({ reference: event.target.value })}
          />
        </label>
        {/* One that is of no unit of theirs is none. */}
        <Missing fields={refusal && !unit ? { ...fields, serial: '' } : fields} files={missing} />
        {/* What is said beside the serial already is not said again. */}
        <NotWritten of={writing.refusal?.code === refusal?.code ? { ...writing, refusal: undefined } : writing} />
        <button
          type="submit"
          className="primary big"
          // What was sent and not answered can always be sent again: it may be the very claim that is open by now.
          disabled={writing.isBusy || uploads.isSending || (!!refusal && writing.fault === undefined)}
        >
          {t(writing.isBusy ? 'intake.sending' : 'intake.submit')}
        </button>
        {isBegun && (
          <button
            type="button"
            className="quiet"
            onClick={() => {
              setFields(EMPTY);
              for (const { id } of uploads.all) uploads.remove(id);
            }}
          >
            {t('intake.discard')}
          </button>
        )}
      </Form>
      {isScanning && (
        <Suspense>
          <Scanner
            onFound={(serial) => {
              set({ serial });
              setScanning(false);
            }}
            onClose={() => setScanning(false)}
          />
        </Suspense>
      )}
      {isChoosing && (
        <UnitChoice
          onClose={() => setChoosing(false)}
          onChoose={(serial) => {
            set({ serial });
            setChoosing(false);
          }}
        />
      )}
    </main>
  );
}
