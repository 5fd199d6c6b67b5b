import {
  invoiceIdOf,
  invoiceStreams,
  legalEntityDirectoryStreams,
  legalEntityStreams,
  partnerStreams,
  policyStreams,
  productStreams,
  THE_DIRECTORY,
  unitStreams,
} from './warranty.streams.ts';
import type { Aggregate } from '#platform';
import { type InvoiceState, invoiceDecider } from './invoice.decider.ts';
import {
  type LegalEntityDirectory,
  legalEntityDecider,
  legalEntityDirectoryDecider,
  type LegalEntityState,
} from './legal-entity.decider.ts';
import { type PartnerState, partnerDecider } from './partner.decider.ts';
import { type PolicyState, policyDecider } from './policy.decider.ts';
import { type ProductState, productDecider } from './product.decider.ts';
import { unitDecider } from './unit.decider.ts';
import type { UnitState } from './unit.policies.ts';
import type {
  InvoiceCommand,
  LegalEntityCommand,
  LegalEntityDirectoryCommand,
  PartnerCommand,
  PolicyCommand,
  ProductCommand,
  UnitCommand,
} from './warranty.commands.ts';
import {
  type InvoiceEvent,
  invoiceEvents,
  type LegalEntityDirectoryEvent,
  legalEntityDirectoryEvents,
  type LegalEntityEvent,
  legalEntityEvents,
  type PartnerEvent,
  type PolicyEvent,
  type ProductEvent,
  partnerEvents,
  policyEvents,
  productEvents,
  type UnitEvent,
  unitEvents,
} from './warranty.events.ts';

export const legalEntities: Aggregate<LegalEntityCommand, LegalEntityEvent, LegalEntityState> = {
  contracts: legalEntityEvents,
  decider: legalEntityDecider,
  streams: legalEntityStreams,
  idOf: (command) => command.data.legalEntityId,
};

export const legalEntityDirectory: Aggregate<
  LegalEntityDirectoryCommand,
  LegalEntityDirectoryEvent,
  LegalEntityDirectory
> = {
  contracts: legalEntityDirectoryEvents,
  decider: legalEntityDirectoryDecider,
  streams: legalEntityDirectoryStreams,
  idOf: () => THE_DIRECTORY,
};

export const invoices: Aggregate<InvoiceCommand, InvoiceEvent, InvoiceState> = {
  contracts: invoiceEvents,
  decider: invoiceDecider,
  streams: invoiceStreams,
  idOf: ({ data }) => invoiceIdOf(data.legalEntityId, data.invoiceNumber),
};

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
