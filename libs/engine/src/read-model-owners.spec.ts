import { projections } from './parts.ts';

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
