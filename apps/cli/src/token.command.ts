import { randomUUID } from 'node:crypto';
import {
  type RevocationCommand,
  type RevocationEvent,
  revocationStreams,
  RevokeSubject,
  RevokeToken,
  THE_REVOCATIONS,
} from '#access';
import { type Makegood, replaceKey } from '#engine';
import { type CommandMetadata, ROLES } from '#kernel';
import { localToken, MAX_LOCAL_DAYS } from '#server';
import {
  CliError,
  type CliCommand,
  type CliContext,
  cliErrorFor,
  columns,
  type ExitStatus,
  type Given,
  print,
  settingsOf,
  textOf,
  withMakegood,
} from './cli.ts';

export const tokenCommand: CliCommand = {
  summary:
    'prints a bearer token signed with the local key; revokes tokens; lists what was revoked; withdraws the links of notices',
  usage:
    '--role <role> --id <id> [--partner <partner>] [--days 30] | revoke --subject <id> | revoke --token <jti> | revoked | withdraw-links',
  details: `
--role     ${ROLES.map((role) => role.toLowerCase()).join(', ')}
--id       id of the person, recorded with every event
--partner  id of the partner; only with role partner
--days     validity, 1 to ${MAX_LOCAL_DAYS}

The key is in the data folder: anyone who can read it can act as anyone. In production tokens come from the identity provider
(AUTH_JWKS_URL).

revoke     from now on refuses tokens of the local key and of an identity provider alike; every server hears of it within 10 s
--subject  all tokens of a person (their "sub") that were issued until now; later ones are accepted
--token    one token, by its id ("jti")
revoked    lists what was revoked
withdraw-links  makes the links of all notices sent until now invalid (N5); the mails can still be answered`,
  options: {
    role: { type: 'string' },
    id: { type: 'string' },
    partner: { type: 'string' },
    days: { type: 'string', default: '30' },
    subject: { type: 'string' },
    token: { type: 'string' },
  },
  words: [0, 1],
  async run(given, context) {
    const [action] = given.words;
    switch (action) {
      case undefined:
        return issue(given, context);
      case 'revoke':
        return withMakegood(context, (makegood) => revoke(given, context, makegood));
      case 'revoked':
        return withMakegood(context, (makegood) => list(context, makegood));
      case 'withdraw-links':
        return withdrawLinks(context);
      default:
        throw new CliError(
          `"token ${action}" does not exist: use makegood token, token revoke, token revoked or token withdraw-links`,
        );
    }
  },
};

async function issue(given: Given, context: CliContext): Promise<ExitStatus> {
  const settings = settingsOf(context);
  if (settings.AUTH_JWKS_URL !== undefined)
    throw new CliError('tokens come from the identity provider (AUTH_JWKS_URL): local ones are not accepted');
  const asked = textOf(given, 'role');
  const role = ROLES.find((one) => one === asked?.toUpperCase());
  if (!role) throw new CliError(`--role must be one of ${ROLES.map((one) => one.toLowerCase()).join(', ')}`);
  const id = textOf(given, 'id');
  if (!id) throw new CliError('--id is missing: name the person');
  const partnerId = textOf(given, 'partner');
  if (role === 'PARTNER' && !partnerId) throw new CliError('--partner is missing: name the partner');
  if (role !== 'PARTNER' && partnerId !== undefined) throw new CliError('--partner is only for --role partner');
  const typed = textOf(given, 'days') ?? '';
  const days = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (days < 1 || days > MAX_LOCAL_DAYS)
    throw new CliError(`--days must be a whole number from 1 to ${MAX_LOCAL_DAYS}`);
  print(context.stdout, await localToken(settings.MAKEGOOD_DATA, { role, id, partnerId }, days));
  return 0;
}

async function revoke(given: Given, { stdout }: CliContext, { dispatcher, clock }: Makegood): Promise<ExitStatus> {
  const [subject, tokenId] = [textOf(given, 'subject'), textOf(given, 'token')];
  if ((subject === undefined) === (tokenId === undefined))
    throw new CliError('name what to revoke: either --subject <id> or --token <jti>');
  const id = randomUUID();
  const at = clock.now();
  const meta: CommandMetadata = { id, actor: { id: 'operator', role: 'SYSTEM' }, at, correlationId: id };
  const command: RevocationCommand =
    subject === undefined
      ? new RevokeToken({ tokenId: tokenId as string }, meta)
      : new RevokeSubject({ subject, issuedUntil: at }, meta);
  const outcome = await dispatcher.execute(command);
  if (outcome.kind === 'refused') throw cliErrorFor(outcome.refusal);
  print(
    stdout,
    subject === undefined
      ? `token ${tokenId} is revoked`
      : `all tokens of ${subject} that were issued until ${at} are revoked`,
  );
  return 0;
}

async function withdrawLinks(context: CliContext): Promise<ExitStatus> {
  await replaceKey(settingsOf(context).MAKEGOOD_DATA, 'answer');
  print(context.stdout, 'the links of all notices that were sent until now are invalid');
  return 0;
}

async function list({ stdout }: CliContext, { aggregates }: Makegood): Promise<ExitStatus> {
  const rows: string[][] = [];
  const events = aggregates.events<RevocationEvent>(revocationStreams.of(THE_REVOCATIONS));
  for await (const { type, data, metadata } of events)
    rows.push(
      type === 'TokenRevoked'
        ? [metadata.recordedAt, 'token', data.tokenId]
        : [metadata.recordedAt, 'subject', data.subject, `issued until ${data.issuedUntil}`],
    );
  print(stdout, ...(rows.length > 0 ? columns(rows) : ['nothing was revoked']));
  return 0;
}
