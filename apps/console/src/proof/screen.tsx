import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { eventText } from '../claim/event-texts.ts';
import { withHistory } from '../claim/history.ts';
import { usePeople } from '../names.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Back } from '../controls/back.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { type Chain, checkedChains, isBreak } from './chain.ts';
import { ClaimProof, type ClaimProofQuery } from './proof.graphql.ts';

type Claim = NonNullable<ClaimProofQuery['claim']>;
type Event = Claim['history'][number];
interface Proved extends Claim {
  readonly chains: readonly Chain<Event>[];
}

export function ProofScreen() {
  return (
    <NoEntry entry="proof">
      <Proof />
    </NoEntry>
  );
}

function Proof() {
  const { id } = useParams({ from: '/claims/$id/proof' });
  const proof = useQuery({
    queryKey: ['proof', id],
    queryFn: async ({ signal }): Promise<Proved | null> => {
      const claim = await withHistory(ClaimProof, id, signal);
      return claim && { ...claim, chains: (await checkedChains(claim.history)).toSorted(ownFirst) };
    },
  });
  return (
    <main className="page">
      <Loaded query={proof} lines={10}>
        {(claim) => (claim ? <Chains claim={claim} /> : <Nothing title="claim.absent" />)}
      </Loaded>
    </main>
  );
}

/** The streams of the claim and its clock before those that name it. */
const PLACES = ['claim-', 'sla-', 'desk-', 'sightings-'];
const placeOf = ({ stream }: Chain<Event>): number => {
  const at = PLACES.findIndex((beginning) => stream.startsWith(beginning));
  return at < 0 ? PLACES.length : at;
};
const ownFirst = (one: Chain<Event>, other: Chain<Event>): number => placeOf(one) - placeOf(other);

function Chains({ claim }: { readonly claim: Proved }) {
  const { t } = useTexts();
  const title = t('proof.title', { number: claim.number });
  useTitle(title);
  return (
    <>
      <header className="claim-head">
        <Back to="/claims/$id" params={{ id: claim.id }} name={t('claim')} />
        <h1>{title}</h1>
      </header>
      <p className="lead">{t('proof.lead')}</p>
      <Verdict chains={claim.chains} />
      {claim.chains.map((chain) => (
        <ChainTable key={chain.stream} chain={chain} claim={claim} />
      ))}
    </>
  );
}

function Verdict({ chains }: { readonly chains: readonly Chain<Event>[] }) {
  const texts = useTexts();
  const { t, number } = texts;
  const links = chains.flatMap((chain) => chain.links);
  const broken = links.filter(({ finding }) => isBreak(finding));
  const count = links.filter(({ finding }) => finding === 'holds' || finding === 'removed').length;
  if (broken.length > 0)
    return (
      <div role="alert" className="note refused">
        {broken.map(({ link, finding }) => (
          <p key={link.id}>
            <strong>
              {t('proof.broken', {
                event: eventText(texts, link),
                revision: number(link.revision),
                stream: link.stream,
              })}
            </strong>{' '}
            {t(`proof.is.${finding}`)}
          </p>
        ))}
      </div>
    );
  return (
    <p role="status" className="note">
      <strong className={count === links.length ? 'calm' : undefined}>
        {count === links.length ? `✓ ${t('proof.holds', { count })}` : t('proof.some', { count, of: links.length })}
      </strong>
    </p>
  );
}

const MARKS = { holds: '✓', removed: '◌', partial: '–', data: '✗', link: '✗', behind: '?' } as const;

function ChainTable({ chain: { stream, links }, claim }: { readonly chain: Chain<Event>; readonly claim: Claim }) {
  const texts = useTexts();
  const { t, time } = texts;
  const by = usePeople(claim.partner);
  return (
    <section>
      <h2 className="mono">{stream}</h2>
      <div className="table-wrap">
        <table className="rows">
          <thead>
            <tr>
              <th className="number">{t('proof.revision')}</th>
              <th>{t('proof.event')}</th>
              <th>{t('proof.hash')}</th>
              <th>{t('proof.finding')}</th>
            </tr>
          </thead>
          <tbody>
            {links.map(({ link, finding }) => (
              <tr key={link.id} className={isBreak(finding) ? 'late' : undefined}>
                <td className="number" data-name={t('proof.revision')}>
                  {link.revision}
                </td>
                <td>
                  {eventText(texts, link)}{' '}
                  <span className="soft">
                    {[time(link.occurredAt), by(link.actor)].filter(Boolean).join('\u00a0· ')}
                  </span>
                </td>
                <td>
                  <code className="hash">{link.hash}</code>
                </td>
                <td className={finding === 'holds' ? 'calm' : undefined}>
                  {MARKS[finding]} {t(`proof.is.${finding}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
