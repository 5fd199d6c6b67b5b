import { type Clock, type CommandMetadata, epochMilliseconds, instantOf } from '#kernel';
import {
  AttemptNotice,
  type DueNotice,
  dueNoticesModel,
  GiveUpNotice,
  isToldTogether,
  type Notice,
  type NoticeKind,
  type NoticeFacts,
  type NoticeLinks,
  type NoticeRenderer,
  RecordAttempt,
  toldTogether,
} from '#notices';
import { MAIL_HEAD_BYTES, messageIdIn } from '#mail';
import type { People } from '#people';
import {
  defineTimer,
  type DkimKey,
  DueWork,
  type Logger,
  mailBytes,
  type MailAddress,
  type Mailer,
  type Outcome,
  pagesOf,
  type ReadModels,
  timerMetadata,
} from '#platform';
import type { PartnerState } from '#warranty';
import { placeOf } from './place-of-partner.ts';
import type { AggregateReader } from './ports.ts';
import type { MailBodies } from './kept-mails.ts';

type SenderCommand = AttemptNotice | RecordAttempt | GiveUpNotice;

/** Of outgoing mail: the address it comes from, and the host that names Message-IDs and the list. */
export interface MailSender {
  readonly from: MailAddress;
  readonly host: string;
  readonly dkim?: DkimKey | undefined;
}

/** Made when it is attached. */
export interface DocumentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly render: () => Promise<Uint8Array>;
}

/** RELAYED by a mail server, WRITTEN to the outbox folder, FAILED and tried again, GIVEN_UP. */
export type AttemptOutcome = 'RELAYED' | 'WRITTEN' | 'FAILED' | 'GIVEN_UP';

export interface SendNoticesOptions {
  readonly models: Pick<ReadModels, 'query'>;
  readonly clock: Clock;
  readonly aggregates: Pick<AggregateReader, 'notice' | 'partner' | 'staffMember' | 'calendars' | 'claim' | 'mail'>;
  readonly people: Pick<People, 'find'>;
  readonly render: NoticeRenderer;
  /** N5. */
  readonly answerUrls: (notice: Notice) => Promise<NoticeLinks>;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly mailSender: MailSender;
  /** F5: the files of an issued document, for its partner; undefined: it has none of this number. */
  readonly documentFiles: (number: string, partnerId: string) => Promise<readonly DocumentFile[] | undefined>;
  readonly mailBodies: Pick<MailBodies, 'keep' | 'read'>;
  readonly execute: (command: SenderCommand) => Promise<Outcome>;
  /** For the metrics. */
  readonly attempted: (outcome: AttemptOutcome) => void;
  readonly logger: Logger;
}

export const sendNotices = defineTimer<SenderCommand, SendNoticesOptions>({
  name: 'send-notices',
  commands: { AttemptNotice, RecordAttempt, GiveUpNotice },
  // A mail server that does not answer holds up nothing else.
  independent: true,
  ticksOver(options) {
    const due = new DueWork(options.clock);
    return async () => (await sendDueNotices(options, due)) > 0;
  },
});

const AT_A_TIME = 100;
const IN_PARALLEL = 4;
/** Fewer are told one by one, with their documents. */
const LEAST_TOGETHER = 10;
const MOST_TOGETHER = 2_000;
/** What their documents come to in one mail, which mail servers take; the others are told in a further one. */
const MOST_DOCUMENT_BYTES = 5 * 1024 * 1024;

/** N2. Any number of runs, ended at any point, send each notice, always under the same Message-ID. @returns how many were tried; until none is, more may be due */
export const sendDueNotices = (options: SendNoticesOptions, due = new DueWork(options.clock)): Promise<number> =>
  due.pass({
    pages: inOrderOfQueueing(
      pagesOf(options.models, dueNoticesModel, {
        where: [{ field: 'dueAt', lt: instantOf(epochMilliseconds(options.clock.now()) + 1) }],
        orderBy: { field: 'dueAt', direction: 'asc' },
        limit: AT_A_TIME,
      }),
    ),
    atATime: AT_A_TIME,
    // One after the other for each claim, or act: a decision arrives before what follows from it.
    lanes: { of: ({ id, claimId = id, digest = claimId }) => digest, width: IN_PARALLEL },
    work: async ({ id }) => sendMail(await mailOf(id, options), options),
  });

async function* inOrderOfQueueing(pages: AsyncIterable<readonly DueNotice[]>): AsyncGenerator<readonly DueNotice[]> {
  for await (const page of pages)
    yield page.toSorted((one, other) => (one.queuedAt < other.queuedAt ? -1 : Number(one.queuedAt > other.queuedAt)));
}

interface Addressee {
  readonly personId: string;
  readonly name?: string | undefined;
  readonly address: string;
}

/** B7: the notices that are told in one mail with this one, in their order; what was in one mail is in one again. */
async function mailOf(noticeId: string, { models, aggregates, clock }: SendNoticesOptions): Promise<readonly Notice[]> {
  const isReady = (notice: Notice | undefined): notice is Notice => notice !== undefined && isDue(notice, clock);
  const notice = await aggregates.notice(noticeId);
  if (!isReady(notice) || notice.digest === undefined) return isReady(notice) ? [notice] : [];
  const mail = ({ kind, recipient, content }: Notice) => JSON.stringify([kind, recipient, content?.contentSha256]);
  const together: Notice[] = [];
  const where = [{ field: 'digest', eq: notice.digest }] as const;
  for await (const due of pagesOf(models, dueNoticesModel, { where, limit: AT_A_TIME })) {
    const found = await Promise.all(due.map(({ id }) => aggregates.notice(id)));
    together.push(...found.filter(isReady).filter((other) => mail(other) === mail(notice)));
    if (together.length >= MOST_TOGETHER) break;
  }
  if (notice.content === undefined && together.length < LEAST_TOGETHER) return [notice];
  return together.sort((one, other) => (one.queuedAt < other.queuedAt ? -1 : Number(one.queuedAt > other.queuedAt)));
}

/** One mail, under the Message-ID of the first notice. @returns whether it was due */
async function sendMail(due: readonly Notice[], options: SendNoticesOptions): Promise<boolean> {
  const { aggregates, attempted, clock, execute, mailer, mailSender, logger } = options;
  const [first] = due;
  if (!first) return false;
  /** At one time for all, so that they are sent again together. */
  const each = (
    step: string,
    told: readonly Notice[],
    command: (notice: Notice, meta: CommandMetadata) => SenderCommand,
  ) => {
    const at = clock.now();
    return Promise.all(
      told.map(async (notice) => {
        const { noticeId, attempts, claimId = noticeId } = notice;
        const outcome = await execute(
          command(notice, timerMetadata(sendNotices, `${noticeId}/${attempts + 1}/${step}`, claimId, at)),
        );
        return outcome.kind === 'accepted' ? [notice] : [];
      }),
    ).then((accepted) => accepted.flat());
  };
  const giveUp = async (reason: string, notices = due) => {
    logger.warn({ noticeId: first.noticeId, reason }, 'a notice cannot be sent');
    await each('give-up', notices, ({ noticeId }, meta) => new GiveUpNotice({ noticeId, reason }, meta));
    attempted('GIVEN_UP');
    return true;
  };
  const recipient = await recipientOf(first, options);
  const { addressees: to } = recipient;
  if (to.length === 0) return giveUp('NO_ADDRESS');
  let content: Content;
  try {
    content = await contentOf(first, due, recipient, options);
  } catch (error) {
    if (!(error instanceof NotRendered)) throw error;
    return giveUp(error.message, error.of);
  }
  const { bytes, told, ...kept } = content;
  const sentTo = to.map(({ personId }) => personId);
  const begun = await each(
    'attempt',
    told,
    ({ noticeId }, meta) => new AttemptNotice({ noticeId, ...kept, sentTo }, meta),
  );
  if (begun.length === 0) return false;
  const envelope = { from: mailSender.from.address, to: to.map(({ address }) => address) };
  const sent = await mailer.send(first.noticeId, bytes, envelope);
  const outcome =
    sent.kind === 'RELAYED'
      ? {
          kind: sent.kind,
          refused: to.filter(({ address }) => sent.refused.includes(address)).map(({ personId }) => personId),
        }
      : sent;
  await each(
    'outcome',
    begun,
    ({ noticeId, attempts }, meta) => new RecordAttempt({ noticeId, attempt: attempts + 1, outcome }, meta),
  );
  const state = sent.kind === 'REFUSED' && (await aggregates.notice(first.noticeId))?.state;
  attempted(sent.kind !== 'REFUSED' ? sent.kind : state === 'FAILED' ? 'FAILED' : 'GIVEN_UP');
  return true;
}

const isDue = ({ state, written, nextAttemptAt }: Notice, clock: Clock): boolean =>
  !written &&
  (state === 'QUEUED' ||
    state === 'SENDING' ||
    (state === 'FAILED' && nextAttemptAt !== undefined && nextAttemptAt <= clock.now()));

interface ToldRecipient {
  readonly addressees: readonly Addressee[];
  readonly partner?: NonNullable<PartnerState>['current'] | undefined;
  /** R9. */
  readonly zone: string;
}

async function recipientOf({ recipient }: Notice, { aggregates, people }: SendNoticesOptions): Promise<ToldRecipient> {
  const addressees = async (personIds: readonly string[]) => {
    const found = await Promise.all(personIds.map((personId) => people.find(personId)));
    return found.flatMap((person) => person ?? []).map(({ email, ...person }) => ({ ...person, address: email }));
  };
  if ('staffId' in recipient) {
    const { staffId } = recipient;
    const member = (await aggregates.staffMember(staffId))?.current;
    return { addressees: await addressees([staffId]), zone: await placeOf(member, aggregates) };
  }
  const partner = (await aggregates.partner(recipient.partnerId))?.current;
  const contacts = partner?.contacts ?? [];
  return {
    addressees: await addressees(
      contacts.filter((id) => recipient.personId === undefined || id === recipient.personId),
    ),
    partner,
    zone: await placeOf(partner, aggregates),
  };
}

/** A template that throws sets its own notices aside, and a document that cannot be attached its own alone. */
class NotRendered extends Error {
  constructor(
    reason: string,
    readonly of?: readonly Notice[],
  ) {
    super(reason);
  }
}

interface Content {
  /** Those that it holds; others have another mail. */
  readonly told: readonly Notice[];
  readonly contentSha256: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
}

/** Of the first attempt, however often it is repeated, while it is kept. */
async function contentOf(
  notice: Notice,
  due: readonly Notice[],
  recipient: ToldRecipient,
  options: SendNoticesOptions,
): Promise<Content> {
  const { mailBodies, mailSender, people, answerUrls } = options;
  const { noticeId, claimId, queuedAt, content } = notice;
  const kept = content && (await mailBodies.read(content.contentSha256));
  if (content && kept)
    return { told: due, contentSha256: content.contentSha256, subject: content.subject, bytes: kept };
  const { told, attachments } = await withDocuments(due, options);
  const { partner, addressees: to } = recipient;
  const manager = partner && (await people.find(partner.accountManager));
  const { kind, language } = notice;
  const together =
    told.length > 1 && isToldTogether(kind) && toldTogether(kind, told, { language, zone: recipient.zone });
  const { subject, text, html } = together
    ? rendered({ ...notice, kind: 'TOLD_TOGETHER', facts: { ...together } }, recipient, {}, options)
    : rendered(notice, recipient, await answerUrls(notice), options);
  const bytes = await mailBytes(
    {
      messageId: `<${noticeId}@${mailSender.host}>`,
      date: new Date(queuedAt),
      from: mailSender.from,
      to,
      replyTo: manager && { name: manager.name, address: manager.email },
      thread: claimId === undefined || together ? undefined : `<claim.${claimId}@${mailSender.host}>`,
      answers: await answeredMail(notice, options),
      listId: `<claims.${mailSender.host}>`,
      subject,
      text,
      html: html === '' ? undefined : html,
      attachments,
    },
    mailSender.dkim,
  );
  return { told, contentSha256: await mailBodies.keep(bytes), subject, bytes };
}

type Attachments = Awaited<ReturnType<typeof attachmentsOf>>;

/** As many of them as one mail holds with their documents, in their order; the first in any case. */
async function withDocuments(
  due: readonly Notice[],
  options: SendNoticesOptions,
): Promise<{ readonly told: readonly Notice[]; readonly attachments: Attachments }> {
  const attachments: Attachments = [];
  let [count, bytes] = [0, 0];
  for (const notice of due) {
    const more = await attachmentsOf(notice, options).catch((error: unknown) => {
      // Its turn comes when it is the first.
      if (count > 0 && error instanceof NotRendered) return undefined;
      throw error;
    });
    bytes += more?.reduce((sum, each) => sum + each.bytes.length, 0) ?? 0;
    if (!more || (count > 0 && bytes > MOST_DOCUMENT_BYTES)) break;
    attachments.push(...more);
    count++;
  }
  return { told: due.slice(0, count), attachments };
}

/** Quotes, brackets and blanks would end it, or begin another. */
const MESSAGE_ID = /^[!#-;=?-~]{1,900}$/;

/** Message-ID of the partner's own mail, so that its program shows the notice below it; of a mail that was deleted (A4), none. */
async function answeredMail(
  { recipient, claimId, answers }: Notice,
  { aggregates, mailBodies }: SendNoticesOptions,
): Promise<string | undefined> {
  if (!('partnerId' in recipient)) return undefined;
  const { submission } = claimId === undefined ? {} : await aggregates.claim(claimId);
  // R4: a note may go to another partner than the one that claims.
  const madeOf = submission?.partnerId === recipient.partnerId ? submission.mail?.mailId : undefined;
  const mailId = answers ?? madeOf;
  const mail = mailId === undefined ? undefined : await aggregates.mail(mailId);
  const head = mail && (await mailBodies.read(mail.received.contentSha256, MAIL_HEAD_BYTES));
  const messageId = head && messageIdIn(head);
  return messageId !== undefined && MESSAGE_ID.test(messageId) ? `<${messageId}>` : undefined;
}

/** N2: the credit note itself. */
async function attachmentsOf(notice: Notice, { documentFiles }: SendNoticesOptions) {
  const { kind, facts, recipient } = notice;
  if (kind !== 'CREDIT_NOTE_ISSUED' || !('partnerId' in recipient)) return [];
  const { creditNoteNumber } = facts as unknown as NoticeFacts['CREDIT_NOTE_ISSUED'];
  const files = await documentFiles(creditNoteNumber, recipient.partnerId);
  if (!files) throw new NotRendered(`ATTACHMENT_MISSING: ${creditNoteNumber}`, [notice]);
  return Promise.all(
    files.map(async ({ name, mediaType, render }) => ({
      name,
      mediaType,
      bytes: await render().catch((error: unknown) => {
        throw notRendered(error, [notice]);
      }),
    })),
  );
}

const notRendered = (error: unknown, of?: readonly Notice[]): NotRendered =>
  new NotRendered(`NOT_RENDERED: ${(error as Error).message}`.slice(0, 500), of);

function rendered(
  { kind, language, facts }: Notice,
  { partner, addressees, zone }: ToldRecipient,
  links: NoticeLinks,
  { render }: SendNoticesOptions,
) {
  try {
    return render({
      kind,
      language,
      // As `QueueNotice` was given them, by kind.
      facts: facts as unknown as NoticeFacts[NoticeKind],
      recipient: { name: partner?.name ?? addressees[0]?.name, zone, locale: language },
      links,
    });
  } catch (error) {
    throw notRendered(error);
  }
}
