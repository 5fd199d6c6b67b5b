import { type ImapMailbox, oauthTokens, type ReadModels } from '#platform';
import { type Dispatcher, requests } from '#requests';
import type { PartnerRequests } from '#use-cases';
import { unitsModel } from '#views';
import type { Settings } from './settings.ts';

/** Larger ones are refused at each door, and nothing of them is kept. */
export const MAX_MAIL_BYTES = 50 * 1024 * 1024;

/** What is asked by mail goes the way of what is asked over the API. */
export const partnerRequestsBy = ({ perform }: Pick<Dispatcher, 'perform'>): PartnerRequests => ({
  submitClaim: (data, meta) => perform(requests.submitClaim.of(data, meta)),
  attachEvidence: (data, meta) => perform(requests.attachEvidence.of(data, meta)),
  chooseRemedy: (data, meta) => perform(requests.chooseRemedy.of(data, meta)),
  reopenClaim: (data, meta) => perform(requests.reopenClaim.of(data, meta)),
});

/** Serials that are compared with one that may be mistyped. */
const MOST = 1_000;

export const serialsIn =
  (models: Pick<ReadModels, 'query'>) =>
  async (partnerId: string): Promise<readonly string[]> => {
    const { items } = await models.query(unitsModel, { where: [{ field: 'partnerId', eq: partnerId }], limit: MOST });
    return items.map(({ document: { id } }) => id);
  };

const IMAPS_PORT = 993;
const IMAP_PORT = 143;

/** Those of the settings; `now`: milliseconds. */
export function mailboxesOf(settings: Settings, now: () => number): readonly ImapMailbox[] {
  const { IMAP_OAUTH_TOKEN_URL: tokenUrl = '', IMAP_OAUTH_SCOPE: scope } = settings;
  const { IMAP_OAUTH_CLIENT_ID: clientId = '', IMAP_OAUTH_CLIENT_SECRET: clientSecret = '' } = settings;
  const accessToken = oauthTokens({ tokenUrl, clientId, clientSecret, scope }, now);
  return (settings.IMAP_URLS ?? []).map((text) => {
    const { protocol, hostname, port, username, password, pathname } = new URL(text);
    const secure = protocol === 'imaps:';
    const pass = decodeURIComponent(password);
    return {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? (secure ? IMAPS_PORT : IMAP_PORT) : Number(port),
      secure,
      user: decodeURIComponent(username),
      folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
      credentials: async () => (pass === '' ? { accessToken: await accessToken() } : { pass }),
    };
  });
}
