import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { BSON, type MongoOptions } from 'mongodb';
import { AddressError } from './address-error.ts';
import type { ProbedServers, Protocol } from './server-probe.ts';

/** The driver may quote the address. */
export function malformed(url: string, { message }: Error): AddressError {
  const [, account = ''] = /^[^:]+:\/\/(.*)@/s.exec(url) ?? [];
  const secrets = [url, account, ...account.split(':')].filter((text) => text !== '');
  return new AddressError(secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), message));
}

/** A certificate file that cannot be read, or a name without a service record. */
export function addressErrorOf(error: unknown, { srvHost }: Pick<MongoOptions, 'srvHost'>): AddressError | undefined {
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === 'querySrv' && ['ENOTFOUND', 'ENODATA'].includes(code))
    return new AddressError(`the name ${srvHost} has no service record: correct it, or write mongodb:// and the hosts`);
  if (syscall === 'open' || syscall === 'read')
    return new AddressError(`a certificate file cannot be read: ${path} (${code})`);
  return undefined;
}

export function probedServers({ options }: { readonly options: Readonly<MongoOptions> }): ProbedServers {
  const { ca, cert, key, passphrase, rejectUnauthorized, checkServerIdentity } = options;
  const tls = Object.fromEntries(
    Object.entries({ ca, cert, key, passphrase, rejectUnauthorized, checkServerIdentity }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as TlsOptions;
  return {
    hosts: options.hosts.flatMap(({ host, port }) => (host === undefined ? [] : [{ host, port: port ?? 27_017 }])),
    tls: options.tls ? tls : undefined,
  };
}

const REQUEST_ID = 1;
const OP_MSG = 2013;
/** Message header, flags and the kind of the only section. */
const HEADER_BYTES = 21;

/** The command `hello`. */
function hello(): Buffer {
  const body = BSON.serialize({ hello: 1, $db: 'admin' });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(header.length + body.length, 0);
  header.writeInt32LE(REQUEST_ID, 4);
  header.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([header, body]);
}

/** Of the servers of a replica set, if the address names one. */
export const mongoDb = (replicaSet: string | null | undefined): Protocol => ({
  product: 'MongoDB',
  greeting: hello(),
  recognises: (answer) =>
    answer.length >= 16 && answer.readInt32LE(8) === REQUEST_ID && answer.readInt32LE(12) === OP_MSG,
  mistakeIn(answer) {
    if (!replicaSet || answer.length < HEADER_BYTES || answer.length < answer.readInt32LE(0)) return undefined;
    const { setName, isreplicaset } = BSON.deserialize(answer.subarray(HEADER_BYTES));
    // Not initiated yet: that is waited for.
    if (setName === replicaSet || isreplicaset === true) return undefined;
    return setName === undefined
      ? 'does not belong to a replica set: start it with --replSet, or remove replicaSet from the address'
      : `belongs to the replica set ${setName}: correct replicaSet in the address`;
  },
  advice: {
    noTls: 'does not use TLS: remove tls=true, or give the server a certificate',
    useTls: 'uses TLS: add tls=true, and name the file of its authority by tlsCAFile unless that is a public one',
    clientCertificate: 'requires a client certificate that it accepts: name its file by tlsCertificateKeyFile',
  },
});
