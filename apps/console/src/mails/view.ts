import type { MailsQuery } from './mails.graphql.ts';

export type MailView = MailsQuery['mails']['nodes'][number];
