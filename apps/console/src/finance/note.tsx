import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Actions } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { Fact } from '../controls/facts.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { CreditedClaim, PartnerName, TaxKind } from '../controls/named.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { CreditNotePage, type CreditNotePageQuery } from './finance.graphql.ts';
import { NOTE_ACTIONS } from './note-forms.ts';

type Note = NonNullable<CreditNotePageQuery['creditNote']>;

export function NoteScreen() {
  return (
    <NoEntry entry="credits">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { number } = useParams({ from: '/credits/$number' });
  const note = useQuery({
    queryKey: ['credit-note', number],
    queryFn: async ({ signal }) => (await ask(CreditNotePage, { number }, signal)).creditNote,
  });
  return (
    <main className="page">
      <Loaded query={note} lines={8}>
        {(data) =>
          data ? (
            <Shown key={number} note={data} />
          ) : (
            <Nothing title="note.absent" list={{ to: '/credits', search: {}, name: 'credits.notes' }} />
          )
        }
      </Loaded>
    </main>
  );
}

/** One credit note: what it says, what became of it, and what finance may do with it now. */
function Shown({ note }: { readonly note: Note }) {
  const { t, day, money, name } = useTexts();
  const { settlement, reversal } = note;
  useTitle(note.number);
  return (
    <>
      <header className="claim-head">
        <Back to="/credits" search={{}} name={t('credits.notes')} />
        <h1 className="mono">{note.number}</h1>
        <span className="status">{name('CreditNoteStatus', note.status)}</span>
        <PartnerName partner={note.partner} />
      </header>
      <Actions of={note} forms={NOTE_ACTIONS} whose={note.number}>
        <a className="button" href={note.pdfUrl} download>
          PDF
        </a>
        <a className="button" href={note.ublUrl} download>
          UBL
        </a>
      </Actions>
      <section className="facts note-facts">
        <h2>{t('credits.notes.one')}</h2>
        <dl>
          <Fact name={t('claim')}>
            <CreditedClaim note={note} />
          </Fact>
          <Fact name={t('credits.issued')}>{day(note.issuedOn)}</Fact>
          <Fact name={t('facts.invoice')}>
            <span className="mono">{note.invoiceNumber}</span>{' '}
            {note.invoiceDate && <span className="soft">{day(note.invoiceDate)}</span>}
          </Fact>
          <Fact name={t('credits.net')}>{money(note.amount)}</Fact>
          <Fact name={t('credits.tax')}>
            {money(note.tax)} <TaxKind rate={note.taxRate} category={note.taxCategory} />
          </Fact>
          <Fact name={t('credits.payable')}>
            <strong>{money(note.payable)}</strong>
          </Fact>
          {settlement && (
            <Fact name={t('credits.settled')}>
              {day(settlement.settledOn)} · <span className="mono">{settlement.reference}</span>
            </Fact>
          )}
          {reversal && (
            <Fact name={t('credits.reversed')}>
              {reversal.issuedOn && day(reversal.issuedOn)} · {reversal.reason}{' '}
              {reversal.pdfUrl && reversal.ublUrl && (
                <>
                  <span className="mono">{reversal.number}</span>{' '}
                  <a href={reversal.pdfUrl} download aria-label={`${reversal.number} PDF`}>
                    PDF
                  </a>{' '}
                  <a href={reversal.ublUrl} download aria-label={`${reversal.number} UBL`}>
                    UBL
                  </a>
                </>
              )}
            </Fact>
          )}
        </dl>
      </section>
    </>
  );
}
