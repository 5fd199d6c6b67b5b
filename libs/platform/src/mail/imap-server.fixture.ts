import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface KeptMail {
  readonly uid: number;
  readonly raw: Buffer;
  /** What the server says that it has. */
  readonly bytes: number;
  /** As IMAP writes it (RFC 3501, date-time). */
  readonly internalDate: string;
  readonly flags: Set<string>;
}

/** A mail server with one user and one folder that speaks as much of IMAP4rev1 (RFC 3501) as reading mail needs. */
export class ImapServer {
  readonly mails: KeptMail[] = [];
  /** All that clients have said, without literals. */
  readonly said: string[] = [];
  /** Ends the connection before it answers a command that begins with it. */
  breaksAt: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly secrets: { readonly password: string; readonly token: string }) {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(secrets = { password: 'pass word', token: 'token-1' }, port = 0): Promise<ImapServer> {
    const made = new ImapServer(secrets);
    made.#server.listen(port, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  deliver(
    raw: Buffer,
    internalDate = '09-Mar-2026 11:00:00 +0900',
    flags: readonly string[] = [],
    bytes = raw.length,
  ): number {
    const uid = (this.mails.at(-1)?.uid ?? 100) + 1;
    this.mails.push({ uid, raw, bytes, internalDate, flags: new Set(flags) });
    return uid;
  }

  get unread(): readonly number[] {
    return this.mails.filter(({ flags }) => !flags.has('\\Seen')).map(({ uid }) => uid);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready\r\n');
    let rest = '';
    let challenged: string | undefined;
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        // The answer to a challenge has no tag.
        const whole = challenged === undefined ? line : `${challenged} ${line}`;
        challenged = / AUTHENTICATE \S+$/i.test(whole) ? whole : undefined;
        if (challenged === undefined || this.breaksAt === 'AUTHENTICATE') this.#answer(whole, socket);
        else socket.write('+ \r\n');
      }
    });
  }

  #answer(line: string, socket: Socket): void {
    const [, tag = '*', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    this.said.push(command);
    if (this.breaksAt !== undefined && command.startsWith(this.breaksAt)) {
      socket.destroy();
      return;
    }
    const say = (...lines: readonly (string | Buffer)[]) => {
      for (const one of lines) socket.write(one);
    };
    const done = (words = 'done') => say(`${tag} OK ${words}\r\n`);
    const [verb = '', ...words] = command.split(' ');
    switch (verb.toUpperCase()) {
      case 'AUTHENTICATE':
        if (this.#isKnown(words)) return done('[CAPABILITY IMAP4rev1] hello');
        return say(`${tag} NO [AUTHENTICATIONFAILED] wrong\r\n`);
      case 'CAPABILITY':
        say('* CAPABILITY IMAP4rev1\r\n');
        return done();
      case 'LIST':
      case 'LSUB':
        // An empty name asks for the delimiter.
        if (/""$/.test(command)) say(`* ${verb} (\\Noselect) "/" ""\r\n`);
        if (/ "?INBOX"?$/i.test(command)) say(`* ${verb} () "/" INBOX\r\n`);
        return done();
      case 'SELECT':
        if (!/^SELECT "?INBOX"?$/i.test(command)) return say(`${tag} NO [NONEXISTENT] no such folder\r\n`);
        say(
          `* FLAGS (\\Seen)\r\n* ${this.mails.length} EXISTS\r\n* 0 RECENT\r\n`,
          '* OK [UIDVALIDITY 7] valid\r\n* OK [PERMANENTFLAGS (\\Seen)] kept\r\n',
        );
        return done('[READ-WRITE] selected');
      case 'UID':
        return this.#ofUids(words, say, done);
      case 'LOGOUT':
        say('* BYE\r\n');
        done();
        socket.end();
        return;
      case 'NOOP':
      case 'CLOSE':
        return done();
      default:
        return say(`${tag} BAD unknown\r\n`);
    }
  }

  #isKnown([first = '', second = '']: readonly string[]): boolean {
    const { password, token } = this.secrets;
    const sent = Buffer.from(second, 'base64').toString();
    if (first === 'XOAUTH2') return sent === `user=kim@maker.example\x01auth=Bearer ${token}\x01\x01`;
    return first === 'PLAIN' && sent === `\0kim@maker.example\0${password}`;
  }

  #ofUids(
    [verb = '', ...words]: readonly string[],
    say: (...lines: readonly (string | Buffer)[]) => void,
    done: () => void,
  ): void {
    const [mail] = this.mails.filter(({ uid }) => String(uid) === words[0]);
    const sequence = mail && this.mails.indexOf(mail) + 1;
    switch (verb.toUpperCase()) {
      case 'SEARCH':
        say(`* SEARCH ${this.unread.toReversed().join(' ')}\r\n`);
        break;
      case 'STORE':
        mail?.flags.add('\\Seen');
        if (mail) say(`* ${sequence} FETCH (UID ${mail.uid} FLAGS (\\Seen))\r\n`);
        break;
      case 'FETCH': {
        if (!mail) break;
        say(`* ${sequence} FETCH (UID ${mail.uid} RFC822.SIZE ${mail.bytes}`);
        if (words.some((word) => word.includes('INTERNALDATE'))) say(` INTERNALDATE "${mail.internalDate}"`);
        const [asked, from, length] = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/.exec(words.join(' ')) ?? [];
        const piece = mail.raw.subarray(Number(from ?? 0)).subarray(0, Number(length ?? mail.raw.length));
        const origin = from === undefined ? '' : `<${from}>`;
        if (asked !== undefined) say(` BODY[]${origin} {${piece.length}}\r\n`, piece);
        say(')\r\n');
      }
    }
    done();
  }
}
