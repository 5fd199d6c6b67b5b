import { accept, conform, decider, refuse, sameJson, unchanged } from '#kernel';
import type { PartnerCommand } from './warranty.commands.ts';
import { type PartnerEvent, partnerEvents } from './warranty.events.ts';

type Enrolment = Extract<PartnerEvent, { type: 'PartnerEnrolled' }>['data'];

export interface Partner {
  /** As enrolled: the same enrolment again is recognised by it. */
  readonly enrolment: Enrolment;
  /** As it stands now. */
  readonly current: Enrolment;
}
export type PartnerState = Partner | undefined;

export const partnerDecider = decider<PartnerCommand, PartnerEvent, PartnerState>({
  initial: undefined,
  decide: {
    EnrollPartner({ data }, partner) {
      const locale = canonicalLocale(data.locale);
      if (!locale) return refuse('INVALID_INPUT', `locale: "${data.locale}" is not a language tag such as ko-KR`);
      if (data.timeZone !== undefined && !isTimeZone(data.timeZone))
        return refuse('INVALID_INPUT', `timeZone: "${data.timeZone}" is not an IANA time zone such as Asia/Seoul`);
      const enrolment = conform(partnerEvents.PartnerEnrolled, { ...data, locale });
      if (enrolment.kind === 'refused') return enrolment;
      if (!partner) return accept({ type: 'PartnerEnrolled', data: enrolment.data });
      if (sameJson(enrolment.data, partner.enrolment)) return unchanged;
      return refuse(
        'PARTNER_EXISTS',
        `Partner ${data.partnerId} is enrolled already with other data. Change its terms, or choose another id.`,
      );
    },

    ChangePartnerTerms({ data }, partner) {
      if (!partner) return refuse('PARTNER_NOT_FOUND', `There is no partner ${data.partnerId}. Enrol it first.`);
      const asked = conform(partnerEvents.PartnerTermsChanged, data);
      if (asked.kind === 'refused') return asked;
      const { partnerId, ...terms } = asked.data;
      const changes = Object.entries(terms).filter(
        ([term, value]) => value !== undefined && !sameJson(value, partner.current[term as keyof typeof terms]),
      );
      if (changes.length === 0) return unchanged;
      return accept({ type: 'PartnerTermsChanged', data: { partnerId, ...Object.fromEntries(changes) } });
    },
  },
  evolve: {
    PartnerEnrolled: (_, { data }) => ({ enrolment: data, current: data }),
    PartnerTermsChanged: (partner, { data }) => partner && { ...partner, current: { ...partner.current, ...data } },
  },
});

/** `de-de` → `de-DE`; undefined when it is no BCP 47 tag. */
function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +09:00 are understood too, but they are no zones: S4 needs the rules of daylight saving.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
