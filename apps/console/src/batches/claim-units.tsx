import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Form } from '../controls/dialog.tsx';
import { Field } from '../controls/fields.tsx';
import { UnitLink } from '../controls/named.tsx';
import { NotWritten } from '../controls/notes.tsx';
import { useTitle } from '../controls/title.ts';
import { useKeptChanges } from '../drafts.ts';
import { usualRemedy } from '../intake/parts.tsx';
import { useStatusName } from '../names.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { ClaimBatchUnits, type ClaimBatchUnitsMutation, type Remedy } from './batches.graphql.ts';

type Answers = ClaimBatchUnitsMutation['answer'];

/** B7: for units of a batch that is confirmed defective, all in one act. */
export function ClaimUnitsScreen() {
  return (
    <NoEntry entry="claimUnits">
      <ClaimUnits />
    </NoEntry>
  );
}

function ClaimUnits() {
  const texts = useTexts();
  const { t } = texts;
  const viewer = useViewer();
  const search = useSearch({ from: '/claim-units' });
  const begun = { batch: search.batch ?? '', group: search.group ?? '', serials: '', remedy: '' };
  const { changed: values, change, forget } = useKeptChanges(`units.claim/${begun.batch}`, begun);
  const [answers, setAnswers] = useState<Answers>([]);
  const writing = useWriting();
  useTitle(t('units.claim'));
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => change({ [name]: value }),
  });
  const submit = async () => {
    const serials = values.serials.split(/[\s,;]+/).filter(Boolean);
    const input = {
      batchId: values.batch.trim(),
      defectGroup: values.group.trim(),
      ...(serials.length > 0 && { serials }),
      ...(values.remedy && { preferredRemedy: values.remedy as Remedy }),
    };
    const done = await writing.write(
      ClaimBatchUnits,
      input,
      ({ answer }) => (answer.findLast(isAccepted) ?? answer[0]) as never,
    );
    setAnswers(done?.answer ?? []);
    if (done?.answer.every(isAccepted)) forget();
  };
  return (
    <main className="page narrow">
      <h1>{t('units.claim')}</h1>
      <p className="soft">{t('units.claim.hint')}</p>
      <Form className="intake" onSubmit={() => void submit()}>
        <Field field={{ name: 'batch', label: 'facts.batch', kind: 'text', isRequired: true }} {...field('batch')} />
        <Field field={{ name: 'group', label: 'batch.group', kind: 'text', isRequired: true }} {...field('group')} />
        <Field
          field={{ name: 'serials', label: 'units.serials', hint: 'units.serials.hint', kind: 'long' }}
          {...field('serials')}
        />
        <Field
          field={{
            name: 'remedy',
            label: 'intake.remedy',
            kind: 'choice',
            options: [
              { value: '', label: usualRemedy(texts, viewer.partner?.standingInstruction) },
              { value: 'CREDIT', text: 'remedy.CREDIT' },
              { value: 'REPLACEMENT', text: 'remedy.REPLACEMENT' },
            ],
          }}
          {...field('remedy')}
        />
        <NotWritten of={writing} />
        <button type="submit" className="primary big" disabled={writing.isBusy}>
          {t(writing.isBusy ? 'intake.sending' : 'units.claim.send')}
        </button>
      </Form>
      {answers.length > 0 && <Answered answers={answers} />}
    </main>
  );
}

const isAccepted = (answer: Answers[number]) => answer.__typename === 'ClaimAccepted';

function Answered({ answers }: { readonly answers: Answers }) {
  const { t, why } = useTexts();
  const statusName = useStatusName();
  return (
    <section role="status" className="claims-section">
      <h2>{t('units.claimed', { count: answers.filter(isAccepted).length, of: answers.length })}</h2>
      <ul>
        {answers.map((answer, at) =>
          answer.__typename === 'ClaimAccepted' ? (
            <li key={answer.claim.id}>
              <Link to="/claims/$id" params={{ id: answer.claim.id }} className="mono">
                {answer.claim.number}
              </Link>{' '}
              <UnitLink serial={answer.claim.unit.serial} /> {statusName(answer.claim.status)}
            </li>
          ) : (
            <li key={`refused ${at}`}>
              <span className="mono">{(answer.details as { serial?: string } | null)?.serial}</span> {why(answer)}{' '}
              <code className="soft">{answer.code}</code>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
