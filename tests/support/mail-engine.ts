import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SWEEP_MS } from '#engine';
import { jpeg } from '#evidence/files';
import { type Actor, type Clock, epochMilliseconds, type Instant, instantOf } from '#kernel';
import { type MailDocument, type MailDoor, mailsModel } from '#mail';
import { type DnsResolver, MailReader } from '#platform';
import { noNetwork, writtenMail, type WrittenMail } from '#platform/specs';
import { type AnyRequest, requests } from '#requests';
import { Engine, openTestStores } from './engine.ts';
import { registry } from './registry.ts';

export const HOST = 'maker.example';

/** What a partner attaches; `note` makes it another file. */
export const picture = (note = 'a picture', name = 'front.jpg') =>
  ({ name, type: 'image/jpeg', content: jpeg(note) }) as const;

const reviewer: Actor = { id: 'rev', role: 'REVIEWER' };
const ADMIN: Actor = { id: 'root', role: 'ADMIN' };

/** An engine that takes mail in: of P-SEOUL (kim@seoul.example, in Korean) and P-BERLIN (anna@berlin.example). */
export class MailEngine {
  at: Instant = '2026-03-09T02:00:00.000Z' as Instant;
  readonly clock: Clock = { now: () => this.at };
  readonly sweepMs = SWEEP_MS;
  #mails = 0;

  private constructor(
    private readonly folder: string,
    readonly engine: Engine,
    readonly reader: MailReader,
  ) {}

  static async start({
    serials = ['LB2-000481', 'LB2-000482', 'LB2-000483'],
    emails = [],
    resolver = noNetwork,
    // No mail is slow, whatever the machine does.
    pause = () => new Promise(() => undefined),
    ...environment
  }: {
    serials?: readonly string[];
    emails?: readonly string[];
    resolver?: DnsResolver;
    pause?: (milliseconds: number) => Promise<unknown>;
    MAIL_ANSWERS_PER_HOUR?: string;
  } = {}): Promise<MailEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'makegood-mail-'));
    const mailReader = new MailReader({ resolver, pause });
    const clock = { now: (): Instant => made.at };
    const settings = { MAKEGOOD_DATA: folder, MAIL_FROM: `service@${HOST}`, ...environment };
    const engine = new Engine(await openTestStores(folder), { clock, environment: settings, mailReader });
    const made: MailEngine = new MailEngine(folder, engine, mailReader);
    await engine.prepare();
    engine.follow({ reactions: false });
    await engine.makegood.publishDefaultCalendar();
    const labels = ['NO-LIGHT', 'FLICKER'].map((code) => ({ code, language: 'en', label: code }));
    await engine.record(
      ...registry({
        product: { sku: 'LB2', defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT', 'FLICKER'], labels }] },
        partners: [
          {
            id: 'P-SEOUL',
            locale: 'ko-KR',
            emails: ['kim@seoul.example', 'lee@seoul.example', ...emails],
            shipments: [{ price: '49.00', serials }],
          },
          {
            id: 'P-BERLIN',
            emails: ['anna@berlin.example'],
            shipments: [{ price: '49.00', serials: ['LB2-000900'] }],
          },
        ],
      }),
    );
    await engine.settle();
    return made;
  }

  get pollMs(): number {
    return this.engine.makegood.settings.IMAP_POLL_SECONDS * 1000;
  }

  async stop(): Promise<void> {
    await this.engine.stopFollowing();
    await this.engine.makegood.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  move(milliseconds: number): void {
    this.at = instantOf(epochMilliseconds(this.at) + milliseconds);
  }

  /** Takes a raw mail in, and waits until all that follows from it is recorded. */
  async takeIn(raw: Uint8Array, door: MailDoor = 'HTTP'): Promise<MailDocument> {
    const { makegood } = this.engine;
    const { mailId } = await makegood.receiveMail([raw], { door });
    await this.engine.settle();
    await this.readMails();
    const found = (await makegood.models.get(mailsModel, [mailId])).get(mailId);
    if (!found) throw new Error('the mail is not among those that came in');
    return found;
  }

  /** A mail of Kim's with one picture and a text, unless said otherwise. */
  async mail(mail: WrittenMail = {}, door?: MailDoor): Promise<MailDocument> {
    const messageId = `${++this.#mails}@seoul.example`;
    return this.takeIn(writtenMail({ messageId, files: [picture()], ...mail }), door);
  }

  async readMails(): Promise<void> {
    const { independentTimers } = this.engine.makegood;
    await independentTimers.find(({ name }) => name === 'read-mails')?.tick();
    await this.engine.settle();
  }

  async sendNotices(): Promise<void> {
    const { independentTimers } = this.engine.makegood;
    await independentTimers.find(({ name }) => name === 'send-notices')?.tick();
    await this.engine.settle();
  }

  /** The exact bytes of a notice. */
  async mailSent(sha256: string): Promise<Buffer> {
    const file = await this.engine.makegood.blobs.open(sha256);
    if (!file) throw new Error('no such mail was sent');
    return buffer(file.stream);
  }

  claim(claimId = '') {
    return this.engine.makegood.aggregates.claim(claimId);
  }

  /** A request of the reviewer, who is no contact of any partner. */
  review(
    request: 'reviewEvidence' | 'requestEvidence' | 'approveClaim' | 'rejectClaim' | 'claimFromMail',
    data: object,
  ) {
    return this.engine.send(reviewer, (meta) => (requests[request] as AnyRequest).of(data, meta));
  }

  /** A request of the administrator (A4). */
  async delete(request: 'deleteMail' | 'deleteMailsOfPerson', data: object): Promise<void> {
    await this.engine.send(ADMIN, (meta) => (requests[request] as AnyRequest).of(data, meta));
    await this.engine.settle();
  }

  /** Data of all events of a type, oldest first. */
  async recorded<D = Record<string, unknown>>(type: string): Promise<readonly D[]> {
    const found: D[] = [];
    for await (const event of this.engine.makegood.store.readAll())
      if (event.type === type) found.push(event.data as D);
    return found;
  }
}
