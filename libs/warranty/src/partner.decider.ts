import {
  accept,
  canonicalLocale,
  conform,
  decider,
  firstRefusal,
  localeRefusal,
  type Refusal,
  refuse,
  sameJson,
  timeZoneRefusal,
  unchanged,
} from '#kernel';
import type { PartnerCommand } from './warranty.commands.ts';
import { type PartnerEvent, type PartnerFact, partnerEvents } from './warranty.events.ts';

type Enrolment = PartnerFact<'PartnerEnrolled'>;

export interface Partner {
  /** As enrolled, to recognise a repeat. */
  readonly enrolment: Enrolment;
  readonly current: Enrolment;
}
export type PartnerState = Partner | undefined;

export const partnerDecider = decider<PartnerCommand, PartnerEvent, PartnerState>({
  initial: undefined,
  decide: {
    EnrollPartner({ data }, partner) {
      const refusal = referenceRefusal(data);
      if (refusal) return { kind: 'refused', refusal };
      const enrolment = conform(partnerEvents.PartnerEnrolled, { ...data, locale: canonicalLocale(data.locale) });
      if (enrolment.kind === 'refused') return enrolment;
      if (!partner) return accept({ type: 'PartnerEnrolled', data: enrolment.data });
      if (sameJson(enrolment.data, partner.enrolment)) return unchanged;
      return refuse(
        'PARTNER_EXISTS',
        `Partner ${data.partnerId} is already enrolled with other data. Change its terms, or choose another id.`,
        { rule: 'R5' },
      );
    },

    ChangePartnerTerms({ data }, partner) {
      if (!partner) return notEnrolled(data.partnerId);
      const asked = conform(partnerEvents.PartnerTermsChanged, data);
      if (asked.kind === 'refused') return asked;
      const { partnerId, ...terms } = asked.data;
      const changes = whatDiffers(terms, partner.current);
      return changes ? accept({ type: 'PartnerTermsChanged', data: { partnerId, ...changes } }) : unchanged;
    },

    CorrectPartner({ data }, partner) {
      if (!partner) return notEnrolled(data.partnerId);
      const refusal = referenceRefusal(data);
      if (refusal) return { kind: 'refused', refusal };
      const locale = data.locale === undefined ? undefined : canonicalLocale(data.locale);
      const asked = conform(partnerEvents.PartnerCorrected, { ...data, ...(locale !== undefined && { locale }) });
      if (asked.kind === 'refused') return asked;
      const { partnerId, reason, ...facts } = asked.data;
      const changes = whatDiffers(facts, partner.current);
      return changes ? accept({ type: 'PartnerCorrected', data: { partnerId, reason, ...changes } }) : unchanged;
    },
  },
  evolve: {
    PartnerEnrolled: (_, { data }) => ({ enrolment: data, current: data }),
    PartnerTermsChanged: (partner, { data }) => partner && { ...partner, current: { ...partner.current, ...data } },
    PartnerCorrected: (partner, { data: { reason: _, ...facts } }) =>
      partner && { ...partner, current: { ...partner.current, ...facts } },
  },
});

const notEnrolled = (partnerId: string) =>
  refuse('PARTNER_NOT_FOUND', `There is no partner ${partnerId}. Enrol it first.`, { rule: 'R2' });

function whatDiffers<T extends object>(asked: T, current: object): Partial<T> | undefined {
  const changes = Object.entries(asked).filter(
    ([field, value]) => value !== undefined && !sameJson(value, (current as Record<string, never>)[field]),
  );
  return changes.length > 0 ? (Object.fromEntries(changes) as Partial<T>) : undefined;
}

function referenceRefusal({ locale, timeZone }: Pick<Partial<Enrolment>, 'locale' | 'timeZone'>): Refusal | undefined {
  return firstRefusal(localeRefusal(locale), timeZoneRefusal(timeZone));
}
