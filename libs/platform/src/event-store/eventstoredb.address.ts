import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { type Credentials, EventStoreDBClient } from '@eventstore/db-client';
import {
  type ConnectionOptions,
  parseConnectionString,
} from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { AddressError } from '../support/address-error.ts';
import type { ProbedServers, Protocol } from '../support/server-probe.ts';

export interface EventStoreDbAddress extends ProbedServers {
  /** Begins the name of every stream, so that several installations can share a server. */
  readonly streamPrefix: string;
  connect(): EventStoreDBClient;
}

/** As the client reads it, and IPv6 in brackets, which it cannot read. @throws AddressError for a malformed address, or a file that cannot be read */
export function eventStoreDbAddress(url: string): EventStoreDbAddress {
  const [, discover = '', account, rest] = PARTS.exec(url.trim()) ?? [];
  // Otherwise the client looks for a host named `rest-of-the-password@host`.
  if (rest === undefined) throw new AddressError('percent-encode the account and its password (@ is %40)');
  if (rest === '') throw new AddressError('the address names no host');
  // The client prints what it parses, so it never sees the password.
  const credentials = account === undefined ? undefined : credentialsOf(account);
  const options = optionsIn(`esdb${discover}://`, rest);
  const read = (option: 'tlsCAFile' | 'userCertFile' | 'userKeyFile') => fileOf(option, options[option]);
  const [rootCertificate, userCertFile, userKeyFile] = [read('tlsCAFile'), read('userCertFile'), read('userKeyFile')];
  if ((userCertFile === undefined) !== (userKeyFile === undefined))
    throw new AddressError('userCertFile and userKeyFile must be set together');
  const { tls = true, dnsDiscover, hosts, gossipTimeout = GOSSIP_TIMEOUT_S, streamPrefix, ...settings } = options;
  const servers = dnsDiscover
    ? { discover: hosts[0], gossipTimeout }
    : hosts.length > 1
      ? { endpoints: hosts, gossipTimeout }
      : { endpoint: hosts[0] };
  return {
    hosts: hosts.map(({ address, port }) => ({ host: address.replace(/^\[(.*)\]$/, '$1'), port })),
    tls: tls ? tlsOptions(rootCertificate, userCertFile, userKeyFile) : undefined,
    streamPrefix,
    connect: () =>
      new EventStoreDBClient(
        { ...settings, ...servers } as ConstructorParameters<typeof EventStoreDBClient>[0],
        { insecure: !tls, ...present({ rootCertificate, userCertFile, userKeyFile }) },
        credentials,
      ),
  };
}

const PARTS = /^(?:esdb|kurrentdb)(\+discover)?:\/\/(?:([^@]*)@)?([^@]*)$/;
/** A member that does not say who leads must not keep the client from asking the next one. */
const GOSSIP_TIMEOUT_S = 1;

/** Those of the client; it prints the whole address when it meets another one. */
const OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'throwOnAppendFailure',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
] as const;

/** Not the client's. Without a hyphen, which ends the category of a stream. */
const STREAM_PREFIX = /([?&])streamPrefix=([^&]*)(?:&|$)/i;

function optionsIn(scheme: string, given: string): ConnectionOptions & { readonly streamPrefix: string } {
  const [, , streamPrefix = ''] = STREAM_PREFIX.exec(given) ?? [];
  if (!/^[a-z0-9_]*$/.test(streamPrefix))
    throw new AddressError('streamPrefix must consist of lower-case letters, digits and _');
  const rest = given.replace(STREAM_PREFIX, '$1').replace(/[?&]$/, '');
  const literals: string[] = [];
  const named = rest.replace(/\[([^\]]*)\]/g, (literal, address: string) => {
    if (!isIPv6(address))
      throw new AddressError('the address is malformed: only an IPv6 address is written in brackets');
    return `${PLACEHOLDER}${literals.push(literal) - 1}`;
  });
  const [, query = ''] = /\?(.*)/s.exec(named) ?? [];
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [key = '', value] = part.split('=');
    const known = OPTIONS.find((option) => flat(option) === flat(key));
    if (known === undefined)
      throw new AddressError(
        `the client of EventStoreDB does not know the option "${key}": remove it, or correct its name`,
      );
    if (known === 'tlsVerifyCert' && value?.trim() === 'false')
      throw new AddressError(
        'tlsVerifyCert=false has no effect: name the authority of the servers by tlsCAFile instead',
      );
  }
  const options = parsed(`${scheme}${named}`);
  const hosts = options.hosts.map(({ address, port }) => ({
    address: address.startsWith(PLACEHOLDER)
      ? (literals[Number(address.slice(PLACEHOLDER.length))] as string)
      : address,
    port,
  }));
  return { ...options, hosts, streamPrefix };
}

const PLACEHOLDER = 'ipv6-literal-';
const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '');

function parsed(address: string): ConnectionOptions {
  try {
    return parseConnectionString(address);
  } catch (error) {
    const { location: [from] = [0], expected = '' } = error as { location?: readonly number[]; expected?: string };
    const [, option] = /[?&]([^=?&]+)=$/.exec(address.slice(0, from)) ?? [];
    throw new AddressError(
      option === undefined ? `the address is malformed: ${expected} was expected` : `${option} must be ${expected}`,
    );
  }
}

function credentialsOf(account: string): Credentials {
  const [username, password, ...others] = account.split(':');
  if (!username || !password || others.length > 0)
    throw new AddressError('write the account as account:password, both percent-encoded (: is %3A)');
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new AddressError('percent-encode the account and its password (% is %25)');
  }
}

function fileOf(option: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new AddressError(`the file of ${option} cannot be read: ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}

const tlsOptions = (ca?: Buffer, cert?: Buffer, key?: Buffer): TlsOptions => present({ ca, cert, key });

const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** HTTP/2: preface and an empty SETTINGS frame. */
export const EVENTSTOREDB: Protocol = {
  product: 'EventStoreDB',
  greeting: Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]),
  alpn: ['h2'],
  recognises: (answer) => answer.length >= 9 && answer[3] === 4 && answer.readUInt32BE(5) === 0,
  advice: {
    noTls: 'does not use TLS: give it a certificate, or add tls=false (for tests only)',
    useTls: 'uses TLS: remove tls=false, and name the file of its authority by tlsCAFile unless that is a public one',
    clientCertificate: 'requires a client certificate that it accepts: name its files by userCertFile and userKeyFile',
  },
};
