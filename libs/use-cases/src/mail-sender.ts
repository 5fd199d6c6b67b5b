import { checksFail, type StaffReason } from '#mail';
import type { People } from '#people';
import type { ParsedMail } from '#platform';
import type { AggregateReader } from './ports.ts';

/** A contact of the partner, as it stands now. */
export interface KnownSender {
  readonly senderId: string;
  readonly partnerId: string;
}

/** N1: who wrote a mail, or why no claim is made of it. */
export async function senderOf(
  { from, checks }: Pick<ParsedMail, 'from' | 'checks'>,
  { people, aggregates }: { people: Pick<People, 'byAddress'>; aggregates: Pick<AggregateReader, 'partner'> },
): Promise<{ readonly known?: KnownSender; readonly reason?: StaffReason }> {
  const contacts: KnownSender[] = [];
  for (const { personId, partnerId } of from === undefined ? [] : await people.byAddress(from)) {
    const partner = partnerId === undefined ? undefined : (await aggregates.partner(partnerId))?.current;
    if (partner?.contacts.includes(personId)) contacts.push({ senderId: personId, partnerId: partner.partnerId });
  }
  const [known, other] = contacts;
  if (!known) return { reason: 'SENDER_UNKNOWN' };
  if (other) return { reason: 'SEVERAL_PARTNERS' };
  // Not to be taken for the contact: it may be somebody else who writes in its name.
  return checksFail(checks) ? { reason: 'CHECKS_FAILED' } : { known };
}
