import { partnerStreams, policyStreams, productStreams, unitStreams } from './warranty.streams.ts';
import type { Aggregate } from '#platform';
import { type PartnerState, partnerDecider } from './partner.decider.ts';
import { type PolicyState, policyDecider } from './policy.decider.ts';
import { type ProductState, productDecider } from './product.decider.ts';
import { unitDecider } from './unit.decider.ts';
import type { UnitState } from './unit.policies.ts';
import { type PartnerCommand, type PolicyCommand, type ProductCommand, type UnitCommand } from './warranty.commands.ts';
import {
  type PartnerEvent,
  type PolicyEvent,
  type ProductEvent,
  partnerEvents,
  policyEvents,
  productEvents,
  type UnitEvent,
  unitEvents,
} from './warranty.events.ts';

export const partners: Aggregate<PartnerCommand, PartnerEvent, PartnerState> = {
  contracts: partnerEvents,
  decider: partnerDecider,
  streams: partnerStreams,
  idOf: (command) => command.data.partnerId,
};

export const products: Aggregate<ProductCommand, ProductEvent, ProductState> = {
  contracts: productEvents,
  decider: productDecider,
  streams: productStreams,
  idOf: (command) => command.data.sku,
};

export const policies: Aggregate<PolicyCommand, PolicyEvent, PolicyState> = {
  contracts: policyEvents,
  decider: policyDecider,
  streams: policyStreams,
  idOf: (command) => command.data.policyId,
};

export const units: Aggregate<UnitCommand, UnitEvent, UnitState> = {
  contracts: unitEvents,
  decider: unitDecider,
  streams: unitStreams,
  idOf: (command) => command.data.serial,
};
