import { accept, conform, decider, refuse, sameJson, timeZoneRefusal, unchanged } from '#kernel';
import type { LegalEntityCommand, LegalEntityDirectoryCommand } from './warranty.commands.ts';
import {
  type LegalEntityDirectoryEvent,
  type LegalEntityEvent,
  type LegalEntityFact,
  legalEntityEvents,
} from './warranty.events.ts';

export interface LegalEntity {
  /** As registered, to recognise a repeat. */
  readonly registration: LegalEntityFact<'LegalEntityRegistered'>;
  readonly current: LegalEntityFact<'LegalEntityRegistered'>;
}
export type LegalEntityState = LegalEntity | undefined;

export const legalEntityDecider = decider<LegalEntityCommand, LegalEntityEvent, LegalEntityState>({
  initial: undefined,
  decide: {
    RegisterLegalEntity({ data }, entity) {
      const refusal = timeZoneRefusal(data.timeZone);
      if (refusal) return { kind: 'refused', refusal };
      const registration = conform(legalEntityEvents.LegalEntityRegistered, data);
      if (registration.kind === 'refused') return registration;
      if (!entity) return accept({ type: 'LegalEntityRegistered', data: registration.data });
      if (sameJson(registration.data, entity.registration)) return unchanged;
      return refuse(
        'LEGAL_ENTITY_EXISTS',
        `Legal entity ${data.legalEntityId} is already registered with other data. Change it, or choose another id.`,
        { rule: 'R1' },
      );
    },

    ChangeLegalEntity({ data }, entity) {
      if (!entity)
        return refuse('LEGAL_ENTITY_NOT_FOUND', `There is no legal entity ${data.legalEntityId}. Register it first.`, {
          rule: 'R1',
        });
      const refusal = timeZoneRefusal(data.timeZone);
      if (refusal) return { kind: 'refused', refusal };
      const asked = conform(legalEntityEvents.LegalEntityChanged, data);
      if (asked.kind === 'refused') return asked;
      const { legalEntityId, ...facts } = asked.data;
      const changes = Object.entries(facts).filter(
        ([field, value]) => value !== undefined && !sameJson(value, entity.current[field as keyof typeof facts]),
      );
      if (changes.length === 0) return unchanged;
      return accept({ type: 'LegalEntityChanged', data: { legalEntityId, ...Object.fromEntries(changes) } });
    },
  },
  evolve: {
    LegalEntityRegistered: (_, { data }) => ({ registration: data, current: data }),
    LegalEntityChanged: (entity, { data }) => entity && { ...entity, current: { ...entity.current, ...data } },
  },
});

export type LegalEntityDirectory = readonly string[];

/** One stream lists all of them, so that "the only one" (R1) is certain and concurrent first registrations conflict. */
export const legalEntityDirectoryDecider = decider<
  LegalEntityDirectoryCommand,
  LegalEntityDirectoryEvent,
  LegalEntityDirectory
>({
  initial: [],
  decide: {
    ListLegalEntity({ data: { legalEntityId, unlessAny } }, listed) {
      if (listed.includes(legalEntityId) || (unlessAny && listed.length > 0)) return unchanged;
      return accept({ type: 'LegalEntityListed', data: { legalEntityId } });
    },
  },
  evolve: { LegalEntityListed: (listed, { data }) => [...listed, data.legalEntityId] },
});
