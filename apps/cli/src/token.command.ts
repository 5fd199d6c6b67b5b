import { ROLES } from '#kernel';
import { localToken } from '#server';
import { CliError, type CliCommand, print, settingsOf, textOf } from './cli.ts';

const MAX_DAYS = 3650;

export const tokenCommand: CliCommand = {
  summary: 'prints a bearer token signed with the local key',
  usage: '--role <role> --id <id> [--partner <partner>] [--days 30]',
  details: `
--role     ${ROLES.map((role) => role.toLowerCase()).join(', ')}
--id       id of the person, recorded with every event
--partner  id of the partner; only with role partner
--days     validity, 1 to ${MAX_DAYS}

The key is in the data folder: anyone who can read it can act as anyone. In production tokens come from the identity provider
(AUTH_JWKS_URL).`,
  options: {
    role: { type: 'string' },
    id: { type: 'string' },
    partner: { type: 'string' },
    days: { type: 'string', default: '30' },
  },
  words: [0, 0],
  async run(given, context) {
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
    const days = Number(textOf(given, 'days'));
    if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
      throw new CliError(`--days must be a whole number from 1 to ${MAX_DAYS}`);
    print(context.stdout, await localToken(settings.MAKEGOOD_DATA, { role, id, partnerId }, days));
    return 0;
  },
};
