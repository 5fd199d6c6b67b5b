import { AssignUnitsToBatch } from '#batches';
import { AgreeSubstitute, AllotReplacements, ConvertReplacement } from '#finance';
import * as useCases from '#use-cases';
import { RecordDelivery } from '#warranty';
import { EXAMPLE_TEXT } from './examples.ts';
import { day, id, input, listOf, optional, part, serial, sku, text } from './fields.ts';
import { conversationOf, exampleOnBehalf, ON_BEHALF } from './on-behalf.ts';
import { ownClaim } from './own-claim.ts';
import { REPLACEMENT_STEPS } from './replacement-steps.ts';
import { command, recordAnswer, replacementAnswer, request, useCase } from './request.ts';

const ofClaim = { claimId: id('The claim that is owed the replacement.') };
const carriage = {
  carrier: optional(text(200, 'Name of the carrier.')),
  trackingNumber: optional(text(200, 'Tracking number of the carrier.')),
};

export const allotReplacements = request({
  name: 'allotReplacements',
  description: "Puts replacements that are owed on one of the partner's regular orders, all or none (F6).",
  input: input('AllotReplacementsInput', 'Replacements to go with an order.', {
    partnerId: id('The partner that is owed them.'),
    orderNumber: text(64, "Number of the partner's order."),
    claimIds: listOf(id('A claim that is owed a replacement.'), { least: 1, most: 1000 }),
  }),
  roles: ['FINANCE', 'ADMIN'],
  answer: recordAnswer('orderNumber'),
  handling: command(AllotReplacements),
});

export const shipReplacement = request({
  name: 'shipReplacement',
  description:
    'Names the unit that answers a claim: one already shipped to the partner at a price of zero, or with batchId a new one that is shipped alone at the cost of the manufacturer (F6).',
  input: input('ShipReplacementInput', 'The unit that answers a claim.', {
    ...ofClaim,
    newSerial: serial('Serial of the new unit.'),
    shippedOn: day('Day of shipment.'),
    ...carriage,
    batchId: optional(id('The batch it was produced in; omitted for a unit that is already shipped.')),
  }),
  roles: ['FINANCE', 'ADMIN'],
  answer: replacementAnswer,
  handling: useCase(useCases.shipReplacement, [AssignUnitsToBatch, ...REPLACEMENT_STEPS]),
});

/** F6: finance only records what the partner said. */
const partnersChoice = { roles: ['PARTNER', 'FINANCE'], own: ownClaim, answer: replacementAnswer } as const;

export const agreeSubstitute = request({
  name: 'agreeSubstitute',
  description: 'The partner agrees to another product for a replacement that was not shipped yet (C8).',
  input: input('AgreeSubstituteInput', 'A product that the partner takes as well.', {
    ...ofClaim,
    substituteSku: sku('The product.'),
    onBehalf: optional(part(ON_BEHALF, 'For finance, which only records what the partner agreed to.')),
  }),
  ...partnersChoice,
  toData: ({ claimId, substituteSku, onBehalf }) => ({
    claimId,
    substituteSku,
    ...(onBehalf && { onBehalf: conversationOf(onBehalf) }),
  }),
  example: ({ unit }, { actor, at }) => [
    { substituteSku: unit?.sku ?? '', ...(actor.role !== 'PARTNER' && { onBehalf: exampleOnBehalf(at) }) },
  ],
  handling: useCase(useCases.agreeSubstitute, [AgreeSubstitute]),
});

export const convertReplacement = request({
  name: 'convertReplacement',
  description: 'The partner takes a credit instead of a replacement that was not shipped yet (F6).',
  input: input('ConvertReplacementInput', 'A replacement to be credited instead.', {
    ...ofClaim,
    onBehalf: optional(part(ON_BEHALF, 'For finance, which only records what the partner asked for.')),
  }),
  ...partnersChoice,
  toData: ({ claimId, onBehalf }) => ({ claimId, ...(onBehalf && { onBehalf: conversationOf(onBehalf) }) }),
  example: (_, { actor, at }) => (actor.role === 'PARTNER' ? {} : { onBehalf: exampleOnBehalf(at) }),
  handling: useCase(useCases.convertReplacement, [ConvertReplacement]),
});

export const recordDelivery = request({
  name: 'recordDelivery',
  description: 'Records the day on which units were delivered, and its proof (F6).',
  input: input('DeliveryInput', 'Units that were delivered.', {
    serials: listOf(serial('Serial of a unit.'), { least: 1, most: 1000 }),
    deliveredOn: day('Day of delivery.'),
    ...carriage,
    proof: optional(text(500, 'What shows it, such as who signed; without it the delivery is refused.')),
  }),
  roles: ['FINANCE', 'ADMIN'],
  answer: recordAnswer('serials'),
  unitExample: ({ shipment: { serial }, shippedOn }) => ({
    serials: [serial],
    deliveredOn: shippedOn,
    proof: EXAMPLE_TEXT,
  }),
  handling: useCase(useCases.recordDelivery, [RecordDelivery]),
});
