import { type ClaimEvent, claimDecider, claimStreams, type ClaimState, type EvidenceItem, isOpen } from '#claims';
import { type CreditNoteEvent, creditNoteNumber, creditNoteSeriesStreams } from '#finance';
import { type MailEvent, mailStreams } from '#mail';
import { type NoticeEvent, noticeStreams } from '#notices';
import { ChainVerifier, type DecodedEvent, type Recorded } from '#platform';
import { counted } from './counted.ts';

export interface Finding {
  readonly check: string;
  readonly counts: string;
  readonly problems: readonly string[];
}

export interface LogCheck {
  take(event: DecodedEvent): void;
  finding(): Finding;
}

const whereIs = ({ stream, revision }: { readonly stream: string; readonly revision: number }): string =>
  `${stream}@${revision}`;

/** A2: revisions without gaps, digests of the data, chained hashes; the first problem of each stream. */
export function hashChains(): LogCheck {
  const chains = new ChainVerifier();
  let events = 0;
  return {
    take({ raw }) {
      events++;
      chains.check(raw);
    },
    finding: () => ({
      check: 'hash chains',
      counts: `${counted(events, 'event')} in ${counted(new Set([...chains.heads.keys(), ...chains.faults.map(({ event }) => event.stream)]).size, 'stream')}`,
      problems: chains.faults.map(({ event, reason }) => `${event.type} at ${whereIs(event)}: ${reason}`),
    }),
  };
}

export function decodableEvents(): LogCheck {
  const types = new Set<string>();
  const problems: string[] = [];
  return {
    take(decoded) {
      types.add(decoded.raw.type);
      try {
        void decoded.event;
      } catch (error) {
        problems.push(`${decoded.raw.type} at ${whereIs(decoded.raw)}: ${(error as Error).message}`);
      }
    },
    finding: () => ({ check: 'contracts', counts: `events of ${counted(types.size, 'type')} decode`, problems }),
  };
}

/** F1, F2: numbers 1…n in each series without gaps or duplicates, in order of their days, one note per remedy of a claim (F4). */
export function creditNotes(): LogCheck {
  const series = new Map<string, { issued: number; lastOn: string }>();
  const remedies = new Map<string, string>();
  const problems: string[] = [];
  let notes = 0;
  return {
    take(decoded) {
      const event = eventOf<CreditNoteEvent>(decoded, 'CreditNoteIssued');
      if (!event) return;
      notes++;
      const { number, issuedOn, claimId, remedyNumber } = event.data;
      const known = series.get(event.stream) ?? { issued: 0, lastOn: '' };
      const at = whereIs(event);
      const due = creditNoteNumber(event.data.series, known.issued + 1);
      if (creditNoteSeriesStreams.of(event.data.series) !== event.stream)
        problems.push(`${at}: ${number} belongs to another series`);
      else if (number !== due) problems.push(`${at}: number ${number} where ${due} was expected`);
      if (issuedOn < known.lastOn)
        problems.push(`${at}: ${number} is dated ${issuedOn}, the note before it ${known.lastOn}`);
      const remedy = `${claimId} ${remedyNumber}`;
      const earlier = remedies.get(remedy);
      if (earlier !== undefined) problems.push(`${at}: ${number} credits claim ${claimId} again, after ${earlier}`);
      remedies.set(remedy, number);
      series.set(event.stream, { issued: known.issued + 1, lastOn: issuedOn });
    },
    finding: () => ({
      check: 'credit notes',
      counts: `${counted(notes, 'note')} in ${counted(series.size, 'series', 'series')}`,
      problems,
    }),
  };
}

/** C2: a serial has at most one open claim at any time. */
export function openClaims(): LogCheck {
  const claims = new Map<string, ClaimState>();
  const openOn = new Map<string, string>();
  const problems: string[] = [];
  return {
    take(decoded) {
      const claimId = claimStreams.idOf(decoded.raw.stream);
      const event = claimId === undefined ? undefined : eventOf<ClaimEvent>(decoded);
      if (!event || claimId === undefined) return;
      const state = claimDecider.evolve(claims.get(claimId) ?? claimDecider.initial, event, event.metadata.occurredAt);
      claims.set(claimId, state);
      if (!state.submission) return;
      const { serial } = state.submission;
      const other = openOn.get(serial);
      if (isOpen(state)) {
        if (other !== undefined && other !== claimId)
          problems.push(`${whereIs(event)}: claim ${claimId} is open on ${serial}, and so is ${other}`);
        else openOn.set(serial, claimId);
      } else if (other === claimId) openOn.delete(serial);
    },
    finding: () => ({
      check: 'one open claim per serial',
      counts: `${counted(claims.size, 'claim')}, ${openOn.size} open`,
      problems,
    }),
  };
}

/** The files that events name, each once, with the first that names it; without those of mails and notices that were deleted (A4). */
export function filesNamed(): { take(event: DecodedEvent): void; files(): ReadonlyMap<string, string> } {
  const names = new Map<string, Set<string>>();
  const kept = new Map<string, string>();
  const name = (sha256: string, by: string) => {
    const others = names.get(sha256);
    if (others) others.add(by);
    else names.set(sha256, new Set([by]));
  };
  /** The bytes of a mail or notice: the last that were kept. */
  const keep = (sha256: string, by: string) => {
    drop(by);
    kept.set(by, sha256);
    name(sha256, by);
  };
  const drop = (by: string) => {
    const others = names.get(kept.get(by) ?? '');
    others?.delete(by);
    if (others?.size === 0) names.delete(kept.get(by) ?? '');
  };
  return {
    files: () => new Map([...names].map(([sha256, [first = '']]) => [sha256, first])),
    take(decoded) {
      const claimId = claimStreams.idOf(decoded.raw.stream);
      if (claimId !== undefined) {
        const { evidence = [] } = (eventOf<ClaimEvent>(decoded)?.data ?? {}) as { evidence?: readonly EvidenceItem[] };
        for (const { sha256 } of evidence) name(sha256, `claim ${claimId}`);
      }
      const sent = eventOf<NoticeEvent>(decoded, 'NoticeAttempted')?.data;
      if (sent && 'contentSha256' in sent) keep(sent.contentSha256, `notice ${sent.noticeId}`);
      const received = eventOf<MailEvent>(decoded, 'MailReceived')?.data;
      if (received && 'contentSha256' in received) keep(received.contentSha256, `mail ${received.mailId}`);
      if (decoded.raw.type === 'MailDeleted') drop(`mail ${mailStreams.idOf(decoded.raw.stream)}`);
      if (decoded.raw.type === 'NoticeContentDeleted') drop(`notice ${noticeStreams.idOf(decoded.raw.stream)}`);
    },
  };
}

function eventOf<E extends { readonly type: string }>(
  decoded: DecodedEvent,
  type?: E['type'],
): Recorded<E> | undefined {
  if (type !== undefined && decoded.raw.type !== type) return undefined;
  try {
    return decoded.event as unknown as Recorded<E>;
  } catch {
    return undefined;
  }
}
