import type { Aggregate } from '#platform';
import { type Desk, deskDecider } from './desk.decider.ts';
import { type DeskEvent, deskEvents } from './desk.events.ts';
import type { DeskCommand, PersonCommand, StaffCommand, StaffDirectoryCommand } from './people.commands.ts';
import {
  type PersonEvent,
  personEvents,
  type StaffDirectoryEvent,
  staffDirectoryEvents,
  type StaffEvent,
  staffEvents,
} from './people.events.ts';
import {
  deskStreams,
  personStreams,
  staffDirectoryStreams,
  staffStreams,
  THE_STAFF_DIRECTORY,
} from './people.streams.ts';
import { personDecider, type PersonState } from './person.decider.ts';
import { type StaffDirectory, staffDecider, staffDirectoryDecider, type StaffState } from './staff.decider.ts';

export const persons: Aggregate<PersonCommand, PersonEvent, PersonState> = {
  contracts: personEvents,
  decider: personDecider,
  streams: personStreams,
  idOf: ({ data }) => data.personId,
};

export const staff: Aggregate<StaffCommand, StaffEvent, StaffState> = {
  contracts: staffEvents,
  decider: staffDecider,
  streams: staffStreams,
  idOf: ({ data }) => data.staffId,
};

export const staffDirectory: Aggregate<StaffDirectoryCommand, StaffDirectoryEvent, StaffDirectory> = {
  contracts: staffDirectoryEvents,
  decider: staffDirectoryDecider,
  streams: staffDirectoryStreams,
  idOf: () => THE_STAFF_DIRECTORY,
};

export const desks: Aggregate<DeskCommand, DeskEvent, Desk> = {
  contracts: deskEvents,
  decider: deskDecider,
  streams: deskStreams,
  idOf: ({ data }) => data.claimId,
};
