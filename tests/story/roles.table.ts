import type { RequestName } from '#requests';
import type { Who } from '../support/maker.ts';
import type { Belongings } from './belongings.fixture.ts';

/**
 * One character for each caller: a partner on its own, a partner on what is another's, REVIEWER, QUALITY, FINANCE, AUDITOR, ADMIN.
 *
 * `+` answered; `0` answered exactly as what does not exist; `!` refused as another's (C2); `-` FORBIDDEN; `.` belongs to no partner
 */
export type Cells = string;

/** Of a query or subscription: its arguments, and the selection where the usual one tells too little. */
type Asked = readonly [Cells, ((of: Belongings) => string)?, string?];

export const queries: Readonly<Record<string, Asked>> = {
  batch: ['-.+++++', () => 'id: "B-2512"'],
  batches: ['-.+++++'],
  calendar: ['+.+++++', () => 'id: "default"'],
  calendarPreview: ['-.----+', () => 'input: { id: "NEW", timeZone: "Asia/Seoul", mode: OFFICE_HOURS, weekly: [] }'],
  calendars: ['+.+++++'],
  claim: ['+0+++++', ({ claimId }) => `id: "${claimId}"`],
  claimByNumber: ['+0+++++', ({ number }) => `number: "${number}"`],
  claimCounts: ['+0+++++', ({ partnerId }) => `filter: { partnerId: "${partnerId}" }`],
  claims: ['+0+++++', ({ partnerId }) => `filter: { partnerId: "${partnerId}" }`],
  corrections: ['-.+++++'],
  costAvoided: ['-.00000', () => 'from: "2026-01-01", to: "2026-12-31"'],
  creditAgeing: ['-.--+++', () => 'asOf: "2026-03-09"'],
  creditNote: ['+0+++++', ({ note }) => `number: "${note}"`],
  creditNotes: ['+0+++++', ({ partnerId }) => `filter: { partnerId: "${partnerId}" }`],
  creditTotals: ['-.+++++', () => 'from: "2026-01-01", to: "2026-12-31"'],
  dueAt: ['+.+++++', () => 'calendarId: "default", from: "2026-03-09T02:00:00Z", target: "PT48H"'],
  imports: ['+.000++'],
  intake: ['+0+++++', ({ freeSerial }) => `serial: "${freeSerial}"`, '{ unit { id } }'],
  legalEntities: ['-.+++++'],
  mails: ['-.00000'],
  needsAttention: ['-.00000'],
  node: ['+0+++++', ({ claimId }) => `id: "${claimId}"`],
  partner: ['+0+++++', ({ partnerId }) => `id: "${partnerId}"`],
  partner360: ['--+++++', ({ partnerId }) => `id: "${partnerId}"`, '{ claimRate }'],
  partners: ['+.+++++'],
  policies: ['+.+++++'],
  policy: ['+.+++++', () => 'id: "STANDARD"'],
  policyPreview: [
    '-.----+',
    () =>
      'input: { id: "NEW", skus: ["LAMP"], effectiveFrom: "2030-01-01", kind: FULL, months: 12, startAnchor: SHIPPED }',
  ],
  products: ['+.+++++'],
  projections: ['-.+++++'],
  reconciliation: ['-.--+++', () => 'from: "2026-03-01", to: "2026-03-31"'],
  replacements: ['+0+++++', ({ partnerId }) => `partnerId: "${partnerId}"`],
  search: ['+0+++++', ({ serial }) => `text: "${serial}"`],
  sharedLots: ['-.-0---'],
  slaReport: ['+0+++++', ({ partnerId }) => `from: "2026-03-01", to: "2026-03-31", partnerId: "${partnerId}"`],
  unit: ['+0+++++', ({ serial }) => `serial: "${serial}"`],
  staff: ['-.+++++'],
  statement: ['+0--+++', ({ partnerId }) => `partnerId: "${partnerId}", month: "2026-03"`, '{ month }'],
  units: ['+0+++++', ({ partnerId }) => `filter: { partnerId: "${partnerId}" }`],

  viewer: ['+.+++++'],
  webhookDeliveries: ['+0+++++', ({ partnerId, webhookId }) => `id: "${webhookId}", partnerId: "${partnerId}"`],
  webhooks: ['+0+++++', ({ partnerId }) => `partnerId: "${partnerId}"`],
  workList: ['-.++-++'],
};

const address = { lines: ['Torstr. 1'], city: 'Berlin', country: 'DE' };
const calendar = {
  id: 'NEW',
  timeZone: 'Asia/Seoul',
  mode: 'OFFICE_HOURS',
  weekly: [{ days: ['MONDAY'], open: '09:00', close: '17:00' }],
};
const staff = { id: 'new', name: 'New Member', email: 'new@maker.example', roles: ['REVIEWER'] };
const entity = { id: 'NEW', name: 'New Entity', address, timeZone: 'Europe/Berlin' };
const terms = { months: 24, kind: 'FULL', startAnchor: 'SHIPPED' };
const claim = ({ freeSerial, evidence }: Belongings) => ({
  serial: freeSerial,
  defect: { code: 'NO-LIGHT', description: 'Dark.' },
  failedOn: '2026-03-01',
  evidence,
});

const fault = { batchId: 'NONE', defectGroup: 'POWER' };

type Mutation = readonly [Cells, (of: Belongings, who: Who) => object];
const ofPartner = ({ partnerId }: Belongings, { role }: Who) => (role === 'PARTNER' ? {} : { partnerId });

export const mutations: Readonly<Record<RequestName | 'submitClaims' | 'rebuild', Mutation>> = {
  acknowledgeDecision: ['+0-----', ({ claimId }) => ({ claimId })],
  addNote: ['--+++-+', ({ openClaimId: claimId }) => ({ claimId, text: 'Call back.' })],
  agreeSubstitute: ['+0--0--', ({ claimId }) => ({ claimId, substituteSku: 'LAMP' })],
  allotReplacements: [
    // Nothing is owed for this claim, as for one that does not exist.
    '----0-0',
    ({ partnerId, claimId }) => ({ partnerId, orderNumber: 'PO-1', claimIds: [claimId] }),
  ],
  amendLegalEntity: ['-.----+', () => ({ id: 'MG', name: 'Makegood' })],
  amendProduct: ['-.----+', () => ({ sku: 'LAMP', family: 'LAMPS' })],
  amendStaff: ['-.----+', () => ({ id: 'kim', locale: 'ko-KR' })],
  approveClaim: ['--+---+', ({ openClaimId: claimId }) => ({ claimId })],
  assignClaim: ['--+++-+', ({ openClaimId: claimId }) => ({ claimId, to: 'kim' })],
  attachEvidence: ['+0+---+', ({ openClaimId: claimId, evidence }) => ({ claimId, evidence })],
  // No batch is confirmed defective: answered as one that does not exist.
  claimBatchUnits: ['00-----', ({ serial }) => ({ batchId: 'B-2512', defectGroup: 'LIGHT', serials: [serial] })],
  // The mail does not exist.
  claimFromMail: [
    '--0---0',
    ({ partnerId, freeSerial: serial }) => ({
      mailId: 'nowhere',
      partnerId,
      serial,
      defect: { code: 'NO-LIGHT', description: 'Dark.' },
    }),
  ],
  rebuild: ['-.----+', () => ({ projection: 'staff' })],
  closeMonth: ['-.--+--', () => ({ legalEntityId: 'MG', month: '2026-01' })],
  changeLegalEntity: ['-.----+', () => entity],
  changePartnerTerms: ['------+', ({ partnerId: id }) => ({ id, accountManager: 'kim' })],
  changeStaff: ['-.----+', () => ({ ...staff, id: 'kim' })],
  changeProduct: ['-.----+', () => ({ sku: 'NEW', name: 'Newer' })],
  chooseRemedy: ['+0+---+', ({ openClaimId: claimId }) => ({ claimId, remedy: 'CREDIT' })],
  confirmGoodwill: ['--+---+', ({ openClaimId: claimId }) => ({ claimId })],
  convertReplacement: ['+0--0--', ({ claimId }) => ({ claimId })],
  correctPartner: ['------+', ({ partnerId: id }) => ({ id, reason: 'Wrong', name: 'Another name' })],
  correctSale: ['------+', ({ serial }) => ({ serial, reason: 'Wrong' })],
  correctShipment: ['----+-+', ({ serial }) => ({ serial, reason: 'Wrong' })],
  // Neither exists.
  deleteMail: ['------0', () => ({ mailId: 'M-1', reason: 'Asked for.' })],
  deleteMailsOfPerson: ['------0', () => ({ personId: 'NOBODY', reason: 'Asked for.' })],
  enrollPartner: [
    '-.----+',
    () => ({ id: 'P-NEW', name: 'New', locale: 'en', currency: 'EUR', accountManager: 'kim' }),
  ],
  enrollStaff: ['-.----+', () => staff],
  extendCoverage: ['------+', ({ serial }) => ({ serial, months: 1, reason: 'Plan', boughtOn: '2026-02-01' })],
  listProduct: ['-.----+', () => ({ sku: 'NEW', name: 'New' })],
  publishCalendar: ['-.----+', () => calendar],
  publishPolicy: ['-.----+', () => ({ id: 'NEW', skus: ['LAMP'], effectiveFrom: '2030-01-01', ...terms })],
  rateClaim: ['+0-----', ({ claimId }) => ({ claimId, score: 5 })],
  // No notice was sent.
  recordBounce: ['--000-0', () => ({ noticeId: 'N-1', reason: '550 no such mailbox' })],
  recordBatch: ['-.-+--+', () => ({ id: 'NEW', sku: 'LAMP', producedOn: '2026-01-01', quantity: 1 })],
  recordCommunication: [
    '--+---+',
    ({ claimId }) => ({ claimId, toldAt: '2026-03-09T02:00:00Z', how: 'By phone', whom: 'Kim' }),
  ],
  recordDelivery: ['----+-+', ({ serial }) => ({ serials: [serial], deliveredOn: '2026-02-01', proof: 'Signed' })],
  recordQc: ['-.-+--+', () => ({ batchId: 'B-2512', results: { passed: true } })],
  // Of a batch that is not recorded, so that none is held here.
  suspectBatch: ['-.-+---', () => ({ ...fault, reason: 'Two reports' })],
  requestSamples: ['-.-+---', ({ partnerId }) => ({ batchId: 'NONE', units: 1, fromPartners: [partnerId] })],
  cancelSamples: ['-.-+---', () => ({ batchId: 'NONE', request: 1, reason: 'Of the wrong partner' })],
  arrangeCollection: ['-.-+---', () => ({ batchId: 'NONE', request: 1, collectOn: '2026-03-16', carrier: 'DHL' })],
  receiveSample: ['-.-+---', ({ serial }) => ({ batchId: 'NONE', serial })],
  confirmBatchDefective: ['-.-+---', () => ({ ...fault, findings: 'A cold joint' })],
  clearBatch: ['-.-+---', () => ({ ...fault, findings: 'As it should be' })],
  releaseBatch: ['-.-+---', () => ({ batchId: 'NONE', reason: 'Reworked' })],
  recordSale: ['+!----+', ({ serial }) => ({ serial, soldOn: '2026-02-01' })],
  redeliver: ['+0----0', ({ deliveryId: id }) => ({ id })],
  registerLegalEntity: ['-.----+', () => entity],
  registerWebhook: ['+.----+', () => ({ id: 'new-hook', url: 'https://hooks.example.com:1/hook', events: [] })],
  rejectClaim: ['--+---+', ({ openClaimId: claimId }) => ({ claimId, code: 'NO-FAULT', explanation: 'All lit.' })],
  reopenClaim: ['+0+---+', ({ openClaimId: claimId, evidence }) => ({ claimId, evidence, reason: 'Look again.' })],
  requestEvidence: [
    '--+---+',
    ({ openClaimId: claimId }) => ({ claimId, missing: ['The plate'], message: 'Please show it.' }),
  ],
  returnUnit: ['------+', ({ serial }) => ({ serial, returnedOn: '2026-03-01', reason: 'Unopened' })],
  reverseCreditNote: ['----+--', ({ note: number }) => ({ number, reason: 'The price was wrong.' })],
  reviewEvidence: [
    '--+---+',
    ({ openClaimId: claimId }) => ({ claimId, verdict: 'INCONCLUSIVE', findings: 'Nothing to see.' }),
  ],
  releaseCredit: ['----+--', ({ openClaimId: claimId }) => ({ claimId })],
  rotateWebhookSecret: ['+0----0', ({ webhookId: id }) => ({ id })],
  settleCreditNote: ['----+--', ({ note: number }) => ({ number, settledOn: '2026-03-09', reference: 'SAP 471' })],
  shipReplacement: ['----+-+', ({ claimId }) => ({ claimId, newSerial: 'NEW-2', shippedOn: '2026-02-01' })],
  shipUnits: [
    '------+',
    ({ partnerId }) => ({
      partnerId,
      legalEntityId: 'MG',
      invoiceNumber: 'INV-NEW',
      invoiceDate: '2026-01-10',
      shippedOn: '2026-01-12',
      lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '1', currency: 'KRW' }, serials: ['NEW-1'] }],
    }),
  ],
  submitClaim: ['+!+---+', (of, who) => ({ ...claim(of), ...ofPartner(of, who) })],
  submitClaims: ['+!+---+', (of, who) => [{ ...claim(of), ...ofPartner(of, who) }]],
  withdrawClaim: [
    '+0+---+',
    ({ openClaimId: claimId }, { role }) => ({ claimId, ...(role !== 'PARTNER' && { onBehalfReason: 'Asked.' }) }),
  ],
};

export const subscriptions: Readonly<Record<string, Asked>> = {
  claimChanged: ['+0+++++', ({ openClaimId }) => `id: "${openClaimId}"`],
  slaBreached: ['+0+++++', ({ partnerId }) => `partnerId: "${partnerId}"`],
  batchSuspected: ['-.+++++'],
  creditNoteChanged: ['+0+++++'],
  mailChanged: ['-.+++++'],
  importProgress: ['+0000++', ({ importId }) => `id: "${importId}"`],
};

type Route = readonly [Cells, (of: Belongings) => readonly [path: string, init?: () => RequestInit]];

const form = (file: string): RequestInit => {
  const body = new FormData();
  body.append('kind', 'sales');
  body.append('file', new Blob([file]), 'sales.csv');
  return { method: 'POST', body };
};

/** Those that need a token. */
export const routes: Readonly<Record<string, Route>> = {
  'POST /evidence': ['+.+---+', () => ['/evidence', () => ({ method: 'POST', body: 'no picture' })]],
  'GET /evidence/:sha256': ['+0+++++', ({ sha256 }) => [`/evidence/${sha256}`]],
  'GET /evidence/:sha256/preview': ['+0+++++', ({ sha256 }) => [`/evidence/${sha256}/preview`]],
  'GET /batches/:batchId/curve.svg': ['-.+++++', () => ['/batches/B-2512/curve.svg']],
  'GET /credit-notes/:file': ['+0--+++', ({ note }) => [`/credit-notes/${note}.xml`]],
  'GET /mails/:file': ['-.+---+', () => ['/mails/00000000-0000-5000-8000-000000000000.eml']],
  'GET /mails/:id/files/:at': ['-.+---+', () => ['/mails/00000000-0000-5000-8000-000000000000/files/0']],
  'GET /notices/:file': ['-.+---+', () => ['/notices/00000000-0000-5000-8000-000000000000.eml']],
  'GET /exports/sla.csv': [
    '+0+++++',
    ({ partnerId }) => [`/exports/sla.csv?from=2026-03-01&to=2026-03-31&timeZone=UTC&partnerId=${partnerId}`],
  ],
  'GET /exports/credit-notes.csv': ['-.--+++', () => ['/exports/credit-notes.csv?from=2026-01-01&to=2026-12-31']],
  'GET /feeds/credit-notes': ['-.--+++', () => ['/feeds/credit-notes']],
  'GET /statements/:partnerId/:file': ['+0--+++', ({ partnerId }) => [`/statements/${partnerId}/2026-03.csv`]],
  'GET /exports/packing-list.csv': [
    '+0+++++',
    ({ partnerId }) => [`/exports/packing-list.csv?orderNumber=PO-1&partnerId=${partnerId}`],
  ],
  'GET /exports/packing-list.pdf': [
    '+0+++++',
    ({ partnerId }) => [`/exports/packing-list.pdf?orderNumber=PO-1&partnerId=${partnerId}`],
  ],
  'POST /imports': ['+.----+', () => ['/imports', () => form('serial,soldOn\n')]],
  'GET /imports/template/:name': ['+.+++++', () => ['/imports/template/claims.csv']],
  'GET /imports/:id': ['+0000++', ({ importId }) => [`/imports/${importId}`]],
  'GET /imports/:id/refused': ['+0000++', ({ importId }) => [`/imports/${importId}/refused`]],
  'POST /imports/:id/cancel': [
    '+0000++',
    ({ importId }) => [`/imports/${importId}/cancel`, () => ({ method: 'POST' })],
  ],
};

export const openRoutes = [
  // The console: a page without data.
  'GET /',
  'GET /console{/*path}',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  // By which a browser comes by a token; what guards them is in sessions.int.spec.ts and session.e2e.spec.ts.
  'GET /session/local',
  'POST /session/local',
  'GET /session/sign-in',
  'GET /session/callback',
  'DELETE /session',
  'GET /session/ended',
  // N5: the token of the link is the authority.
  'GET /answer/:token',
  'POST /answer/:token',
  // R6: terms are read by those who rely on them.
  'GET /terms/:policyId/:file',
  // N1: a token of its own.
  'POST /inbound/email',
];
