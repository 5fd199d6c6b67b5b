import type { Actor } from '#kernel';
import { seesCountOf } from '#views';
import { everyAggregate } from './catalogue.ts';
import { projections } from './parts.ts';

const PARTNER: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };

it('Partners read their own documents of these read models, and no others', () => {
  const owners = projections.map(({ model: { name, owner } }) => [name, owner]);
  expect(Object.fromEntries(owners.filter(([, owner]) => owner !== 'staff'))).toEqual({
    claims: 'partnerId',
    'credit-notes': 'partnerId',
    calendars: 'everyone',
    'legal-entities': 'everyone',
    partners: 'id',
    people: 'partnerId',
    policies: 'everyone',
    products: 'everyone',
    'replacement-movements': 'partnerId',
    replacements: 'partnerId',
    'sla-report': 'partnerId',
    units: 'partnerId',
    'webhook-deliveries': 'partnerId',
  });
});

it('E4 streams of which a partner sees how much there is have few events that it does not see', () => {
  const counted = everyAggregate.filter(({ streams }) => seesCountOf(PARTNER, streams.of('1')));
  const hidden = counted.flatMap(({ contracts }) =>
    Object.entries(contracts).flatMap(([type, { seenBy }]) => (seenBy === 'staff' ? [type] : [])),
  );
  // That its clock has followed an event, that its own credit waits (F8), and that its batch is suspected, which belongs to the claim (B5).
  expect(hidden.toSorted()).toEqual([
    'BatchFlagged',
    'BatchUnflagged',
    'CreditHeld',
    'CreditReleased',
    'SlaClaimFollowed',
  ]);
});
