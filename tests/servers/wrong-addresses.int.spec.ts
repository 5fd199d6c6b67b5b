import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { openStores, readSettings, SettingsError } from '#engine';
import { silentLogger } from '#platform';
import { describeWithPeer, startPeer } from '../support/event-store-server.ts';
import { eventually } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';
import { certificateFile, type ScriptedPeer } from '../support/scripted-peer.ts';
import { SlowLink } from '../support/slow-link.ts';

const PASSWORD = 'se-cret';
const ACCOUNT = `makegood:${PASSWORD}@`;
/** Longer than a label may be, so that no name server is asked. */
const UNKNOWN = `${'x'.repeat(64)}.example`;
const ca = (name: 'authority' | 'other-authority') => `tlsCAFile=${encodeURIComponent(certificateFile(name))}`;

let folder: string;
let web: Server;
/** Sends a line first, as mail servers do. */
let mail: Server;
let closing: Server;
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = async (server: Server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-addresses-'));
  web = await listening(createHttpServer((_, response) => response.end('welcome')));
  closing = await listening(createServer((socket) => void socket.destroy()));
  mail = await listening(createServer((socket) => void socket.on('error', () => undefined).write('220 ready\r\n')));
});
afterAll(async () => {
  web.close();
  mail.close();
  closing.close();
  await rm(folder, { recursive: true });
});

const at = (port: number) => `127.0.0.1:${port}`;

/** The line that ends the start; fails when it would have waited instead. */
async function lineFor(setting: 'EVENT_STORE_URL' | 'MONGODB_URL', url: string): Promise<string> {
  const never = () => Promise.reject(new Error('waited'));
  const printed = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    const stores = await openStores(readSettings({ MAKEGOOD_DATA: folder, [setting]: url }), silentLogger, never);
    await stores.close();
    return 'opened';
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    const { message } = error as Error;
    expect(`${message} ${printed.mock.calls.join()}`).not.toContain(PASSWORD);
    expect(message).not.toContain('\n');
    return message.replace(`${setting} cannot be used: `, '');
  } finally {
    printed.mockRestore();
  }
}

describeWithPeer(
  'An address of EventStoreDB that cannot be used is refused at once, with a line that says what to change',
  () => {
    let plain: ScriptedPeer;
    let secure: ScriptedPeer;
    let expired: ScriptedPeer;
    let elsewhere: ScriptedPeer;
    beforeAll(async () => {
      [plain, secure, expired, elsewhere] = (await Promise.all([
        startPeer(),
        ...(['server', 'expired', 'elsewhere'] as const).map((certificate) => startPeer({ certificate })),
      ])) as [ScriptedPeer, ScriptedPeer, ScriptedPeer, ScriptedPeer];
    });
    afterAll(() => Promise.all([plain, secure, expired, elsewhere].map((peer) => peer.stop())));

    const rows: readonly (readonly [what: string, url: () => string, line: () => string])[] = [
      [
        'a certificate of an unknown authority',
        () => `${at(secure.port)}`,
        () =>
          `${at(secure.port)} has a certificate of an authority that is not known here: name the file of the authority by tlsCAFile`,
      ],
      [
        'the file of another authority',
        () => `${at(secure.port)}?${ca('other-authority')}`,
        () =>
          `${at(secure.port)} has a certificate that was not issued by the authority in tlsCAFile: name the file of its authority`,
      ],
      [
        'the same in a cluster, whose client does not say why',
        () => `${at(secure.port)},${at(secure.port)}?maxDiscoverAttempts=1&${ca('other-authority')}`,
        () =>
          `${at(secure.port)} has a certificate that was not issued by the authority in tlsCAFile: name the file of its authority`,
      ],
      [
        'an expired certificate',
        () => `${at(expired.port)}?${ca('authority')}`,
        () => `${at(expired.port)} has a certificate that has expired: renew it`,
      ],
      [
        'a certificate for another name',
        () => `${at(elsewhere.port)}?${ca('authority')}`,
        () => `${at(elsewhere.port)} has a certificate for other names: connect by a name that it lists`,
      ],
      [
        'TLS to a server without',
        () => at(plain.port),
        () => `${at(plain.port)} does not use TLS: give it a certificate, or add tls=false (for tests only)`,
      ],
      [
        'no TLS to a server with it',
        () => `${at(secure.port)}?tls=false`,
        () =>
          `${at(secure.port)} uses TLS: remove tls=false, and name the file of its authority by tlsCAFile unless that is a public one`,
      ],
      ...[
        ['TLS', () => ''],
        ['no TLS', () => '?tls=false'],
      ].flatMap(([tls, options]) => [
        [
          `the port of a web server, with ${tls as string}`,
          () => `${at(portOf(web))}${(options as () => string)()}`,
          () => `${at(portOf(web))} is not EventStoreDB: something else listens there, so correct the port`,
        ] as const,
        [
          `the port of a mail server, with ${tls as string}`,
          () => `${at(portOf(mail))}${(options as () => string)()}`,
          () => `${at(portOf(mail))} is not EventStoreDB: something else listens there, so correct the port`,
        ] as const,
      ]),
      [
        'another gRPC server',
        () => {
          plain.play('read', { then: 'unimplemented' }, { then: 'unimplemented' });
          return `${at(plain.port)}?tls=false`;
        },
        () => 'something other than EventStoreDB answers: correct the port',
      ],
      ['an unknown host', () => `${UNKNOWN}:2113`, () => `the host ${UNKNOWN} is not known: correct its name`],
      [
        'a wrong password',
        () => {
          plain.play('read', { then: 'unauthenticated' });
          return `${at(plain.port)}?tls=false`;
        },
        () => 'EventStoreDB does not accept the account of the address or its password',
      ],
      [
        'missing rights',
        () => {
          plain.play('read', { then: 'access-denied' });
          return `${at(plain.port)}?tls=false`;
        },
        () => 'EventStoreDB denies access: let the account of the address read $all and write our streams',
      ],
      [
        'an unknown option',
        () => 'events:2113?tls=false&timeout=5',
        () => 'the client of EventStoreDB does not know the option "timeout": remove it, or correct its name',
      ],
      [
        'tlsVerifyCert=false',
        () => 'events:2113?tlsVerifyCert=false',
        () => 'tlsVerifyCert=false has no effect: name the authority of the servers by tlsCAFile instead',
      ],
      [
        'a prefix of streams with a hyphen',
        () => 'events?tls=false&streamPrefix=our-own',
        () => 'streamPrefix must consist of lower-case letters, digits and _',
      ],
      ['a value that an option cannot have', () => 'events?tls=perhaps', () => 'tls must be true or false'],
      [
        'a node preference that does not exist',
        () => 'a,b?nodePreference=boss',
        () => 'nodePreference must be leader or follower or read_only_replica or random',
      ],
      ['no host', () => '', () => 'the address names no host'],
      ['a port in words', () => 'events:http', () => 'the address is malformed: port number was expected'],
      [
        'brackets around a name',
        () => '[events]:2113',
        () => 'the address is malformed: only an IPv6 address is written in brackets',
      ],
      [
        'a certificate file that is not there',
        () => 'events?tlsCAFile=/nowhere/ca.crt',
        () => 'the file of tlsCAFile cannot be read: /nowhere/ca.crt (ENOENT)',
      ],
      [
        'half of a client certificate',
        () => `events?userCertFile=${encodeURIComponent(certificateFile('server'))}`,
        () => 'userCertFile and userKeyFile must be set together',
      ],
    ];
    it.each(rows)('%s', async (_, rest, line) => {
      expect(await lineFor('EVENT_STORE_URL', `esdb://${ACCOUNT}${rest()}`)).toBe(line());
    });

    it.each([
      ['expires', 'expired', 'a certificate that has expired: renew it'],
      [
        'is replaced by one of another authority',
        'by-another',
        'a certificate that was not issued by the authority in tlsCAFile: name the file of its authority',
      ],
    ] as const)('a certificate that %s under a running program is told in one line', async (_, becomes, line) => {
      const other = await startPeer({ certificate: becomes });
      const link = await SlowLink.to(secure.port);
      const lines: [object, string][] = [];
      const logger = { ...silentLogger, warn: (fields: object, message: string) => lines.push([fields, message]) };
      const url = `esdb://${ACCOUNT}${at(link.port)}?${ca('authority')}`;
      const never = () => Promise.reject(new Error('waited'));
      const settings = readSettings({ MAKEGOOD_DATA: join(folder, becomes), EVENT_STORE_URL: url });
      const { store, close } = await openStores(settings, logger, never);
      const isAnswered = () =>
        store.head().then(
          () => true,
          () => false,
        );
      link.redirect(other.port);
      for (let calls = 0; calls < 3; calls++) expect(await isAnswered()).toBe(false);
      await eventually(() => lines.length > 0);
      expect(lines).toEqual([
        [{ setting: 'EVENT_STORE_URL' }, `EVENT_STORE_URL cannot be used any more: ${at(link.port)} has ${line}`],
      ]);
      link.redirect(secure.port);
      await eventually(isAnswered);
      await close();
      await link.close();
      await other.stop();
    });

    it.each([
      ['@', `esdb://makegood:${PASSWORD}@cret@events`, 'percent-encode the account and its password (@ is %40)'],
      [
        'a colon',
        `esdb://makegood:${PASSWORD}:x@events`,
        'write the account as account:password, both percent-encoded (: is %3A)',
      ],
      [
        'a percent sign',
        `esdb://makegood:${PASSWORD}%@events`,
        'percent-encode the account and its password (% is %25)',
      ],
      ['nothing', `esdb://makegood@events`, 'write the account as account:password, both percent-encoded (: is %3A)'],
    ])('a password with %s that is not encoded', async (_, url, line) => {
      expect(await lineFor('EVENT_STORE_URL', url)).toBe(line);
    });

    it('an address of MongoDB that is malformed is not hidden by an event store that is waited for', async () => {
      await plain.down();
      const waiting = () => new Promise<never>(() => undefined);
      const settings = readSettings({
        MAKEGOOD_DATA: folder,
        EVENT_STORE_URL: plain.url(),
        MONGODB_URL: 'mongodb://a:b',
      });
      await expect(openStores(settings, silentLogger, waiting)).rejects.toThrow(/^MONGODB_URL cannot be used: /);
      await plain.up();
    });
  },
);

describeWithPeer('EventStoreDB is waited for when it is', () => {
  let plain: ScriptedPeer;
  beforeAll(async () => {
    plain = await startPeer();
  });
  afterAll(() => plain.stop());
  const options = '?tls=false&maxDiscoverAttempts=1&gossipTimeout=1';
  const waits: readonly (readonly [what: string, set: () => Promise<string> | string])[] = [
    [
      'absent',
      async () => {
        await plain.down();
        return `${at(plain.port)}${options}`;
      },
    ],
    [
      'absent, with all other nodes of its cluster',
      async () => {
        await plain.down();
        return `${at(plain.port)},${UNKNOWN}:2113${options}`;
      },
    ],
    [
      'starting',
      () => {
        plain.play('read', { then: 'not-ready' }, { then: 'not-ready' });
        return `${at(plain.port)}${options}`;
      },
    ],
    [
      'frozen',
      () => {
        plain.freeze();
        return `${at(plain.port)}${options}`;
      },
    ],
    ['behind a proxy that closes every connection', () => `${at(portOf(closing))}${options}`],
    ['behind a proxy that closes every connection, with TLS', () => at(portOf(closing))],
  ];
  it.each(waits)('%s', async (_, set) => {
    const waited = new Error('waited');
    const settings = readSettings({ MAKEGOOD_DATA: folder, EVENT_STORE_URL: `esdb://${await set()}` });
    try {
      await expect(openStores(settings, silentLogger, () => Promise.reject(waited))).rejects.toBe(waited);
    } finally {
      plain.thaw();
      await plain.up();
    }
  });
});

whenMongod('An address of MongoDB that cannot be used is refused at once, with a line that says what to change', () => {
  let plain: MongoServers;
  let secure: MongoServers;
  beforeAll(async () => {
    const key = join(folder, 'key');
    await writeFile(key, randomBytes(90).toString('base64'));
    await chmod(key, 0o600);
    const [certificate, authority] = [certificateFile('server'), certificateFile('authority')];
    [plain, secure] = await Promise.all([
      MongoServers.start(),
      MongoServers.start(1, {
        arguments: ['--keyFile', key, '--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', certificate].concat([
          '--tlsCAFile',
          authority,
          '--tlsAllowConnectionsWithoutCertificates',
        ]),
        urlOptions: `tls=true&${ca('authority')}`,
      }),
    ]);
    const client = await new MongoClient(secure.url).connect();
    const createUser = (user: string, roles: readonly object[]) =>
      client.db('admin').command({ createUser: user, pwd: PASSWORD, roles });
    await createUser('root', [{ role: 'root', db: 'admin' }]);
    await client.close();
    const root = await new MongoClient(secure.url, {
      auth: { username: 'root', password: PASSWORD },
      authSource: 'admin',
    }).connect();
    const others = [
      ['makegood', 'readWrite'],
      ['reader', 'read'],
    ] as const;
    for (const [user, role] of others)
      await root.db('admin').command({ createUser: user, pwd: PASSWORD, roles: [{ role, db: 'makegood' }] });
    await root.close();
  });
  afterAll(() => Promise.all([plain, secure].map((servers) => servers.stop())));

  const hostOf = ({ ports: [port] }: MongoServers) => at(port as number);
  const withAuthority = () => `tls=true&${ca('authority')}&authSource=admin`;
  const rows: readonly (readonly [what: string, url: () => string, line: () => string])[] = [
    [
      'a certificate of an unknown authority',
      () => `${ACCOUNT}${hostOf(secure)}/makegood?tls=true`,
      () =>
        `${hostOf(secure)} has a certificate of an authority that is not known here: name the file of the authority by tlsCAFile`,
    ],
    [
      'the file of another authority',
      () => `${ACCOUNT}${hostOf(secure)}/makegood?tls=true&${ca('other-authority')}`,
      () =>
        `${hostOf(secure)} has a certificate that was not issued by the authority in tlsCAFile: name the file of its authority`,
    ],
    [
      'TLS to a server without',
      () => `${ACCOUNT}${hostOf(plain)}/makegood?tls=true`,
      () => `${hostOf(plain)} does not use TLS: remove tls=true, or give the server a certificate`,
    ],
    [
      'no TLS to a server with it',
      () => `${ACCOUNT}${hostOf(secure)}/makegood`,
      () =>
        `${hostOf(secure)} uses TLS: add tls=true, and name the file of its authority by tlsCAFile unless that is a public one`,
    ],
    [
      'the port of a web server',
      () => `${ACCOUNT}127.0.0.1:${portOf(web)}/makegood`,
      () => `127.0.0.1:${portOf(web)} is not MongoDB: something else listens there, so correct the port`,
    ],
    [
      'an unknown host',
      () => `${ACCOUNT}${UNKNOWN}/makegood`,
      () => `the host ${UNKNOWN} is not known: correct its name`,
    ],
    [
      'another replica set',
      () => `${ACCOUNT}${hostOf(secure)}/makegood?replicaSet=others&${withAuthority()}`,
      () => `${hostOf(secure)} belongs to the replica set rs0: correct replicaSet in the address`,
    ],
    [
      'a wrong password',
      () => `makegood:wrong@${hostOf(secure)}/makegood?${withAuthority()}`,
      () => 'MongoDB does not accept the account of the address or its password: correct them, or authSource',
    ],
    [
      'no account',
      () => `${hostOf(secure)}/makegood?${withAuthority()}`,
      () =>
        expect.stringMatching(
          /^MongoDB denies access: name an account that has readWrite \(.*requires authentication\)$/,
        ) as string,
    ],
    [
      'missing rights',
      () => `reader:${PASSWORD}@${hostOf(secure)}/makegood?${withAuthority()}`,
      () =>
        expect.stringMatching(/^MongoDB denies access: name an account that has readWrite \(not authorized/) as string,
    ],
    ['an unknown option', () => `${ACCOUNT}${hostOf(plain)}/?timeout=5`, () => 'option timeout is not supported'],
    [
      'a certificate file that is not there',
      () => `${ACCOUNT}${hostOf(plain)}/?tls=true&tlsCAFile=/nowhere/ca.crt`,
      () => 'a certificate file cannot be read: /nowhere/ca.crt (ENOENT)',
    ],
    [
      'a password that is not encoded',
      () => `makegood:${PASSWORD}/x@${hostOf(plain)}`,
      () => 'Password contains unescaped characters',
    ],
  ];
  it.each(rows)('%s', async (_, rest, line) => {
    expect(await lineFor('MONGODB_URL', `mongodb://${rest()}`)).toEqual(line());
  });

  it('with the right ones it is opened', async () => {
    expect(
      await lineFor('MONGODB_URL', `mongodb://${ACCOUNT}${hostOf(secure)}/makegood?replicaSet=rs0&${withAuthority()}`),
    ).toBe('opened');
  });
});
