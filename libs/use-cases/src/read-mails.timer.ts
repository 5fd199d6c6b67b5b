import { type Claim, claimStatus } from '#claims';
import { type Actor, type Clock, type Command, type CommandMetadata, truncate, uuidv5 } from '#kernel';
import {
  AddMailToClaim,
  AllowAnswer,
  automaticKind,
  deliveryFailure,
  FindMailIncomplete,
  IgnoreMail,
  LeaveMailToStaff,
  type Mail,
  type MailDocument,
  type MailFact,
  type MailProblem,
  mailsModel,
  type SerialSuggestion,
  type StaffReason,
  TurnMailIntoClaims,
} from '#mail';
import { RecordBounce } from '#notices';
import { AddNote, type People } from '#people';
import {
  beginningOf,
  defineTimer,
  DueWork,
  type MailReader,
  type Outcome,
  pagesOf,
  type ParsedMail,
  type ReadModels,
} from '#platform';
import { claimRefused, draftClaims, type NamedUnit, suggestedSerials, unitsNamedIn } from './mail-claims.ts';
import { type MailFilePorts, receiveMailFiles } from './mail-files.ts';
import { claimAnsweredBy, isAboutBatch, type PartnerRequests, replyToClaim } from './mail-reply.ts';
import type { MailQuota } from './mail-quota.ts';
import { type KnownSender, senderOf } from './mail-sender.ts';
import type { AggregateReader } from './ports.ts';
import type { MailBodies } from './kept-mails.ts';
import { MailTurns } from './mail-turns.ts';
import type { MailSender } from './send-notices.timer.ts';

const commands = {
  AddMailToClaim,
  AddNote,
  AllowAnswer,
  FindMailIncomplete,
  IgnoreMail,
  LeaveMailToStaff,
  RecordBounce,
  TurnMailIntoClaims,
};
type ReaderCommand = InstanceType<(typeof commands)[keyof typeof commands]>;

export interface ReadMailsOptions extends Omit<MailFilePorts, 'aggregates'> {
  readonly models: Pick<ReadModels, 'query'>;
  readonly clock: Clock;
  readonly aggregates: Pick<AggregateReader, 'mail' | 'notice' | 'claim' | 'unit' | 'partner' | 'product'>;
  readonly people: Pick<People, 'byAddress'>;
  readonly mailReader: Pick<MailReader, 'read'>;
  readonly mailBodies: Pick<MailBodies, 'open' | 'read'>;
  readonly mailSender: Pick<MailSender, 'host'>;
  readonly mailQuota: Pick<MailQuota, 'read'>;
  /** Serials of the units that a partner has; of many, some. */
  readonly serialsOf: (partnerId: string) => Promise<readonly string[]>;
  readonly partnerRequests: PartnerRequests;
  readonly answersPerHour: number;
  readonly execute: (command: ReaderCommand) => Promise<Outcome>;
}

export const readMails = defineTimer<ReaderCommand, ReadMailsOptions>({
  name: 'read-mails',
  commands,
  // What others have written, and a DNS server, hold up nothing else.
  independent: true,
  ticksOver(options) {
    const waiting = new DueWork(options.clock);
    const turns = new MailTurns(options);
    return async () => (await readWaitingMails(options, waiting, turns)) > 0;
  },
});

const AT_A_TIME = 50;
const LOOKED_AT_AT_A_TIME = 500;
const SENDERS_AT_A_TIME = 8;
/** Attempts at a mail, while the stores work, before it is left to staff. */
const MAX_ATTEMPTS = 5;

/** N1. Any number of runs, ended at any point, make the same of each mail. @returns how many were read; until none is, more may wait */
const readWaitingMails = (options: ReadMailsOptions, waiting: DueWork, turns: MailTurns): Promise<number> => {
  const unread = (from = '') =>
    pagesOf(options.models, mailsModel, {
      where: [
        { field: 'state', eq: 'UNREAD' },
        { field: 'receivedAt', gte: from },
      ],
      orderBy: { field: 'receivedAt', direction: 'asc' },
      limit: LOOKED_AT_AT_A_TIME,
    });
  return waiting
    .pass({
      pages: unread(),
      atATime: AT_A_TIME,
      shared: {
        by: (mail) => turns.senderOf(mail),
        width: SENDERS_AT_A_TIME,
        pagesFrom: ({ receivedAt }) => unread(receivedAt),
      },
      work: async (mail, failures) =>
        // One before it may have turned out to be slow since.
        (await turns.senderOf(mail)) !== undefined &&
        new MailReading(mail, options, turns).run({ givesUp: failures >= MAX_ATTEMPTS }),
    })
    .finally(() => turns.endPass());
};

class MailReading {
  readonly #mailId: string;
  #waited: { bytes: number; sender: string | undefined } = { bytes: 0, sender: undefined };

  constructor(
    private readonly document: MailDocument,
    private readonly options: ReadMailsOptions,
    private readonly turns: MailTurns,
  ) {
    this.#mailId = document.id;
  }

  /** @returns whether it waited for it; `later`: it could not be read among so many slow ones */
  async run({ givesUp }: { readonly givesUp: boolean }): Promise<boolean | 'later'> {
    const mail = await this.options.aggregates.mail(this.#mailId);
    if (!mail || mail.outcome || mail.deletedAt !== undefined) return false;
    const { bytes, door } = mail.received;
    this.#waited = { bytes, sender: door === 'FILE' ? undefined : await this.turns.nameOf(this.document) };
    if (givesUp) {
      await this.#leave('READING_FAILED');
      return true;
    }
    const parsed = await this.turns.read(this.document);
    if (parsed === 'later') return 'later';
    if (parsed === 'slow') return false;
    if (parsed?.kind !== 'parsed') await this.#leave('UNREADABLE');
    else
      try {
        await this.#read(mail, parsed);
      } finally {
        await parsed.discard();
      }
    return true;
  }

  async #read(mail: Mail, parsed: ParsedMail): Promise<void> {
    const { aggregates, mailSender } = this.options;
    const kind = automaticKind(parsed);
    if (kind) {
      const noticeId = await this.#recordBounces(parsed);
      await this.#conclude(IgnoreMail, { kind, ...(noticeId !== undefined && { noticeId }) });
      return;
    }
    const { checks } = parsed;
    const { known, reason = 'SENDER_UNKNOWN' } = await senderOf(parsed, this.options);
    if (!known) return this.#leave(reason, { checks });
    const units = await unitsNamedIn(parsed, known.partnerId, aggregates);
    const claim = await claimAnsweredBy(parsed, mailSender.host, aggregates);
    const ofBatch = { host: mailSender.host, partnerId: known.partnerId };
    if (claim && isAbout(claim, units)) await this.#reply(claim, parsed, known);
    else if (await isAboutBatch(parsed, ofBatch, aggregates)) await this.#leave('REPLY_UNCLEAR', { ...known, checks });
    else await this.#submit(mail, parsed, known, units);
  }

  async #reply(claim: Claim, parsed: ParsedMail, sender: KnownSender): Promise<void> {
    const { claimId, partnerId } = claim.submission;
    const read = { ...sender, checks: parsed.checks };
    // Nothing of it is told, nor done.
    if (partnerId !== sender.partnerId) return this.#leave('CLAIM_OF_ANOTHER', read);
    const actor = asPartner(sender);
    const of = { actor, partnerId, claimId, mailId: this.#mailId };
    const files = await receiveMailFiles(parsed.files, of, this.options);
    const reply = await replyToClaim(claim, parsed, files, {
      perform: this.options.partnerRequests,
      meta: (step) => this.#meta(step, actor),
    });
    switch (reply.kind) {
      case 'added':
        return this.#conclude(AddMailToClaim, { ...read, claimId, ...reply.data });
      case 'incomplete':
        return this.#answer(read, { claimId, problems: reply.problems });
      case 'staff': {
        const { reason, note = '' } = reply;
        if (note !== '') {
          const text = truncate(note, MAX_NOTE);
          await this.options.execute(new AddNote({ claimId, text }, this.#meta('note', asSystem(sender))));
        }
        return this.#leave(reason, { ...read, claimId });
      }
    }
  }

  async #submit(mail: Mail, parsed: ParsedMail, sender: KnownSender, units: readonly NamedUnit[]): Promise<void> {
    const { aggregates, partnerRequests, serialsOf } = this.options;
    const read = { ...sender, checks: parsed.checks };
    if (units.length === 0 && isInvitation(parsed)) return this.#leave('CALENDAR_INVITE', read);
    const actor = asPartner(sender);
    const of = { actor, partnerId: sender.partnerId, mailId: this.#mailId };
    const { stored, refused } = await receiveMailFiles(parsed.files, of, this.options);
    const { submissions, problems } = await draftClaims({ parsed, mail, sender, units, files: stored }, aggregates);
    const claims: { claimId: string; serial: string }[] = [];
    const told: MailProblem[] = [...problems, ...refused];
    for (const submission of submissions) {
      const { claimId, serial } = submission;
      const outcome = await partnerRequests.submitClaim(submission, this.#meta(`submit/${serial}`, actor));
      if (outcome.kind === 'refused') told.push(claimRefused(serial, outcome.refusal));
      else claims.push({ claimId, serial });
    }
    if (claims.length === 0) {
      const suggestions = units.length === 0 ? suggestedSerials(parsed, await serialsOf(sender.partnerId)) : [];
      return this.#answer(read, { problems: told, suggestions });
    }
    const isAnswered = told.length > 0 && (await this.#mayAnswer(sender));
    await this.#conclude(TurnMailIntoClaims, { ...read, claims, problems: told, isAnswered });
  }

  async #answer(
    read: KnownSender & Pick<MailFact<'MailFoundIncomplete'>, 'checks'>,
    found: Pick<MailFact<'MailFoundIncomplete'>, 'claimId'> & {
      readonly problems: readonly MailProblem[];
      readonly suggestions?: readonly SerialSuggestion[];
    },
  ): Promise<void> {
    const { claimId, problems, suggestions = [] } = found;
    const isAnswered = await this.#mayAnswer(read);
    const about = claimId === undefined ? {} : { claimId };
    await this.#conclude(FindMailIncomplete, {
      ...read,
      ...about,
      problems: [...problems],
      suggestions: [...suggestions],
      isAnswered,
    });
  }

  /** N1: two engines that answer each other stop by themselves. */
  async #mayAnswer({ senderId }: KnownSender): Promise<boolean> {
    const { execute, answersPerHour: perHour } = this.options;
    const data = { senderId, mailId: this.#mailId, perHour };
    return (await execute(new AllowAnswer(data, this.#meta('answer', READER)))).kind !== 'refused';
  }

  /** N4. @returns the notice that came back */
  async #recordBounces({ files }: ParsedMail): Promise<string | undefined> {
    const { aggregates, people, execute, mailSender } = this.options;
    const parts: { mediaType: string; text: string }[] = [];
    for (const { mediaType, content } of files)
      parts.push({ mediaType, text: String(await beginningOf(content, REPORT_BYTES)) });
    const failure = deliveryFailure(parts);
    const [noticeId = '', host] = failure?.messageId.split('@') ?? [];
    const notice = host === mailSender.host ? await aggregates.notice(noticeId) : undefined;
    if (!failure || !notice) return undefined;
    for (const { address, reason } of failure.recipients) {
      const ids = address === undefined ? [] : (await people.byAddress(address)).map(({ personId }) => personId);
      const personId = notice.content?.sentTo.find((id) => ids.includes(id));
      const data = { noticeId, reason, ...(personId !== undefined && { personId }) };
      await execute(new RecordBounce(data, this.#meta(`bounce/${personId ?? ''}`, READER)));
    }
    return noticeId;
  }

  #leave(reason: StaffReason, read: Partial<MailFact<'MailLeftToStaff'>> = {}): Promise<void> {
    return this.#conclude(LeaveMailToStaff, { ...read, reason });
  }

  async #conclude<D>(
    Class: new (data: D & { readonly mailId: string }, meta: CommandMetadata) => Command & ReaderCommand,
    data: D,
  ): Promise<void> {
    const conclusion = new Class({ mailId: this.#mailId, ...data }, this.#meta('conclude', READER));
    const outcome = await this.options.execute(conclusion);
    // It would be read again at once, for ever.
    if (outcome.kind === 'refused') throw new Error(`${conclusion.type} is refused: ${outcome.refusal.message}`);
    await this.options.mailQuota.read(this.#waited, (data as Partial<KnownSender>).partnerId);
  }

  /** The same step of the same mail is the same command, however often it is repeated. */
  #meta(step: string, actor: Actor): CommandMetadata {
    const mailId = this.#mailId;
    return { id: uuidv5(`mail/${mailId}/${step}`), actor, at: this.options.clock.now(), correlationId: mailId };
  }
}

const MAX_NOTE = 4000;
/** Of each part of a delivery report: what it says stands at its beginning. */
const REPORT_BYTES = 64 * 1024;
const READER: Actor = { id: readMails.name, role: 'SYSTEM' };
const asPartner = ({ senderId: id, partnerId: onBehalfOf }: KnownSender): Actor => ({
  id,
  role: 'PARTNER',
  onBehalfOf,
});
const asSystem = ({ senderId: id, partnerId: onBehalfOf }: KnownSender): Actor => ({ id, role: 'SYSTEM', onBehalfOf });

const WAITING: readonly (string | undefined)[] = ['AWAITING_EVIDENCE', 'AWAITING_CHOICE', 'REJECTED'];

/** A reply to an old notice that names other units begins something new, unless the claim waits for an answer. */
const isAbout = (claim: Claim, units: readonly NamedUnit[]): boolean =>
  WAITING.includes(claimStatus(claim)) ||
  units.length === 0 ||
  units.some(({ serial }) => serial === claim.unit.serial);

const isInvitation = ({ mediaType, files }: ParsedMail): boolean =>
  mediaType === 'text/calendar' ||
  files.some((file) => file.mediaType === 'text/calendar' || file.mediaType === 'application/ics');
