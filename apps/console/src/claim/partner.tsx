import { useEffect, useState } from 'react';
import { NotWritten, Particulars } from '../controls/notes.tsx';
import { say } from '../controls/said.tsx';
import { type Chosen, FilePicker, useUploads } from '../controls/uploads.tsx';
import { useDraft, useKept } from '../drafts.ts';
import { useTexts } from '../texts.tsx';
import { useWriting } from '../write.ts';
import { AttachEvidence, ChooseRemedy } from './claim.graphql.ts';
import { useClaimHistory } from './history.ts';
import { stagesOf } from './stages.ts';
import type { ClaimView } from './view.ts';

const REMEDIES = ['CREDIT', 'REPLACEMENT'] as const;

/** The next move is the manufacturer's. */
const OURS: readonly ClaimView['status'][] = ['SUBMITTED', 'UNDER_REVIEW'];

/** Five stages in words, whatever the exact state. */
export function Stages({ claim }: { readonly claim: ClaimView }) {
  const { t, time, deadline } = useTexts();
  const { data: history } = useClaimHistory(claim.id);
  const stages = stagesOf(claim, history);
  if (stages.length === 0) return null;
  const dueAt = claim.sla?.targets.find(({ name }) => name === 'RESOLUTION')?.dueAt;
  return (
    <>
      <ol className="stages" aria-label={t('stages')}>
        {stages.map(({ id, isReached, at }) => (
          <li key={id} className={isReached ? 'reached' : undefined}>
            <span aria-hidden="true">{isReached ? '●' : '○'}</span> {t(`stage.${id}`)}
            {at && <span className="soft">{time(at)}</span>}
          </li>
        ))}
      </ol>
      {OURS.includes(claim.status) && (
        <p>{[dueAt && t('stages.answer', { time: deadline(dueAt) }), t('stages.next')].filter(Boolean).join(' ')}</p>
      )}
    </>
  );
}

/** What the partner owes: evidence that was asked for, or the choice of a remedy. */
export function YourMove({ claim }: { readonly claim: ClaimView }) {
  if (claim.evidenceRequest) return <AskedEvidence claim={claim} request={claim.evidenceRequest} />;
  if (claim.status === 'AWAITING_CHOICE') return <Choice claim={claim} />;
  return null;
}

interface AskedProps {
  readonly claim: ClaimView;
  readonly request: NonNullable<ClaimView['evidenceRequest']>;
}

interface KeptFiles {
  readonly files: readonly Chosen[];
}

/** A phone may forget the page while its camera is open: what was chosen is there again. */
function AskedEvidence({ claim, request }: AskedProps) {
  const draftKey = `evidence/${claim.id}`;
  const kept = useKept<KeptFiles>(draftKey);
  return kept !== undefined && <SendEvidence claim={claim} request={request} begun={kept} draftKey={draftKey} />;
}

interface SendProps extends AskedProps {
  readonly begun: KeptFiles | null;
  readonly draftKey: string;
}

function SendEvidence({ claim, request, begun, draftKey }: SendProps) {
  const { t, deadline } = useTexts();
  const uploads = useUploads();
  const writing = useWriting();
  const { add, chosen } = uploads;
  useEffect(() => add(begun?.files ?? []), [add, begun]);
  const sent = useDraft(draftKey, chosen.length > 0 ? { files: chosen } : undefined);
  const send = async () => {
    const input = { claimId: claim.id, evidence: [...uploads.stored] };
    const done = await writing.write(AttachEvidence, input, ({ answer }) => answer);
    if (!done) return;
    say({ ...done, what: t('move.send') });
    await sent();
  };
  return (
    <section className="move">
      <h2>{t('move.evidence')}</h2>
      <blockquote>{request.message}</blockquote>
      <ul>
        {request.missing.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      {request.answerBy && <p className="soft">{t('move.answerBy', { time: deadline(request.answerBy) })}</p>}
      <FilePicker uploads={uploads} />
      <NotWritten of={writing} />
      {writing.isSaved && <p role="status">{t('behind')}</p>}
      <button
        type="button"
        className="primary"
        disabled={uploads.stored.length === 0 || uploads.isSending || writing.isBusy}
        onClick={() => void send()}
      >
        {t('move.send')}
      </button>
    </section>
  );
}

function Choice({ claim }: { readonly claim: ClaimView }) {
  const { t, value, why } = useTexts();
  const writing = useWriting();
  const possible = REMEDIES.filter((remedy) => !claim.excludedRemedies.some((excluded) => excluded.remedy === remedy));
  const [chosen, setChosen] = useState<(typeof REMEDIES)[number] | undefined>(
    possible.length === 1 ? possible[0] : undefined,
  );
  const choose = async () => {
    if (!chosen) return;
    const done = await writing.write(ChooseRemedy, { claimId: claim.id, remedy: chosen }, ({ answer }) => answer);
    if (done) say({ ...done, what: t('move.choose') });
  };
  return (
    <section className="move">
      <h2>{t('move.choice')}</h2>
      <div className="radios">
        {possible.map((remedy) => (
          <label key={remedy}>
            <input type="radio" name="remedy" checked={chosen === remedy} onChange={() => setChosen(remedy)} />
            <span>{t(`remedy.${remedy}`)}</span>
          </label>
        ))}
      </div>
      {claim.excludedRemedies.map((excluded) => (
        <div key={excluded.remedy} className="soft">
          <p>
            {value('Remedy', excluded.remedy)}
            {t('colon')}
            {why(excluded)}
          </p>
          <Particulars of={excluded} isBrief />
        </div>
      ))}
      <NotWritten of={writing} />
      {writing.isSaved && <p role="status">{t('behind')}</p>}
      <button type="button" className="primary" disabled={!chosen || writing.isBusy} onClick={() => void choose()}>
        {t('move.choose')}
      </button>
    </section>
  );
}
