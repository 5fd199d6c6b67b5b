import type { Aggregate } from '#platform';
import { type PartnerState, partnerDecider } from './partner.decider.ts';
import { type PolicyState, policyDecider } from './policy.decider.ts';
import { type ProductState, productDecider } from './product.decider.ts';
import { unitDecider } from './unit.decider.ts';
import type { UnitState } from './unit.policies.ts';
import {
  type PartnerCommand,
  type PolicyCommand,
  type ProductCommand,
  partnerStream,
  policyStream,
  productStream,
  type UnitCommand,
  unitStream,
} from './warranty.commands.ts';
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
  name: 'partner',
  contracts: partnerEvents,
  decider: partnerDecider,
  streamOf: (command) => partnerStream(command.data.partnerId),
};

export const products: Aggregate<ProductCommand, ProductEvent, ProductState> = {
  name: 'product',
  contracts: productEvents,
  decider: productDecider,
  streamOf: (command) => productStream(command.data.sku),
};

export const policies: Aggregate<PolicyCommand, PolicyEvent, PolicyState> = {
  name: 'policy',
  contracts: policyEvents,
  decider: policyDecider,
  streamOf: (command) => policyStream(command.data.policyId),
};

export const units: Aggregate<UnitCommand, UnitEvent, UnitState> = {
  name: 'unit',
  contracts: unitEvents,
  decider: unitDecider,
  streamOf: (command) => unitStream(command.data.serial),
};
