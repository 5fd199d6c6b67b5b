import { type PartnerDocument, partnersModel, productsModel, unitsModel } from '#views';
import { inert } from '#kernel';
import { LOCAL_STAFF, localToken } from '#server';
import { type Makegood } from '#engine';

interface Example {
  readonly partner: PartnerDocument;
  readonly unit?: { readonly serial: string; readonly defectCode: string } | undefined;
}

/** `isTerminal`: elsewhere, such as in a log file, the token of ADMIN would be kept. */
export async function greeting(makegood: Makegood, url: string, isTerminal: boolean): Promise<string> {
  const { settings } = makegood;
  if (settings.AUTH_JWKS_URL) return `Makegood is ready at ${url} (tokens: ${settings.AUTH_JWKS_URL})\n`;
  const example = await exampleFor(makegood);
  const bearers = [
    ...(example ? [{ role: 'PARTNER', id: 'partner', partnerId: example.partner.id } as const] : []),
    ...LOCAL_STAFF.filter(({ role }) => isTerminal || role !== 'ADMIN'),
  ];
  const tokens = await Promise.all(
    bearers.map(async (bearer) => {
      const who = bearer.role === 'PARTNER' && example ? ` (${example.partner.id}, ${example.partner.terms.name})` : '';
      return `  ${bearer.role}${who}\n    ${await localToken(settings.MAKEGOOD_DATA, bearer)}`;
    }),
  );
  const lines = [
    '',
    `Makegood is ready at ${url}${settings.MAKEGOOD_CONSOLE ? ': open it in a browser of this machine' : ''}`,
    '',
    `Bearer tokens for ${url}/graphql, valid for 30 days (header "Authorization: Bearer <token>"):`,
    ...tokens,
    ...(isTerminal
      ? []
      : ['', 'That of ADMIN is shown on a terminal only: npm run makegood -- token --role admin --id adam']),
    ...(example?.unit ? firstSteps(url, example.unit) : firstRecords(url)),
    '',
    '',
  ];
  return inert(lines.join('\n'));
}

const firstSteps = (url: string, { serial, defectCode }: NonNullable<Example['unit']>): string[] => [
  '',
  'As the partner, upload a picture:',
  `  curl -H "Authorization: Bearer $PARTNER" -H "Content-Type: image/jpeg" --data-binary @picture.jpg ${url}/evidence`,
  '',
  'then claim with the answer in "evidence":',
  `  mutation { submitClaim(input: { serial: "${serial}", defect: { code: "${defectCode}", description: "It fails" },`,
  '    evidence: [{ kind: PHOTO, sha256: "…", mediaType: "image/jpeg", bytes: 1234 }] })',
  '    { ... on ClaimAccepted { position claim { id status } } ... on Refused { code message rule } } }',
  '',
  'and look at your claims:',
  '  { claims(first: 5) { totalCount nodes { id status unit { serial } coverage { covered failedChecks { code } } } } }',
];

const firstRecords = (url: string): string[] => [
  '',
  'The store is empty. As ADMIN, list a product, then enrol a partner and ship units; or import files: docs/import.md.',
  `  mutation { listProduct(input: { sku: "LAMP", name: "Lamp" }) { ... on RecordAccepted { id position } ... on Refused { code message } } }`,
  `  { viewer { id role } }      (at ${url}/graphql)`,
];

async function exampleFor({ models }: Makegood): Promise<Example | undefined> {
  const partners = (await models.query(partnersModel, { limit: 100 })).items.map(({ document }) => document);
  // A partner that is credited at once shows the most.
  partners.sort(
    (a, b) => Number(b.terms.standingInstruction === 'CREDIT') - Number(a.terms.standingInstruction === 'CREDIT'),
  );
  for (const partner of partners) {
    const { items } = await models.query(unitsModel, {
      where: [{ field: 'partnerId', eq: partner.id }],
      limit: 100,
    });
    const [free] = items
      .map(({ document }) => document)
      .filter(({ claimIds, remedied }) => claimIds.length === 0 && !remedied)
      // The newest is most likely covered.
      .sort((a, b) => (a.shipment.shippedOn < b.shipment.shippedOn ? 1 : -1));
    if (!free) continue;
    const { sku } = free.shipment;
    const product = (await models.get(productsModel, [sku])).get(sku);
    return { partner, unit: { serial: free.id, defectCode: product?.defectGroups[0]?.codes[0] ?? 'DEFECT' } };
  }
  const [partner] = partners;
  return partner && { partner };
}
