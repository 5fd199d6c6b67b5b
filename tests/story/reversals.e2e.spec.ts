import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentStores, openMongoStores, openSqliteStores } from '#platform';
import { Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { officialRulesFolder } from '../../tools/official-rules.ts';
import { OfficialRules } from '../official-rules/official-rules.fixture.ts';
import { eventStoreOf } from '../support/event-store-server.ts';
import { BERLIN, FIONA, Maker, OSAKA, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

// Acceptance: a credit note is reversed, its claim is resolved again as a replacement, and the books stay right.

const NOTE = 'number status reversal { number issuedOn reason ublUrl pdfUrl }';
const REASON = 'The price was wrong.';

function reversals(open: (folder: string) => Promise<DocumentStores>) {
  const clock = new SpecClock();
  let maker: Maker;

  const resolved = async (who: Who, serial: string) => {
    const { id } = await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
    await maker.do(who, 'acknowledgeDecision', { claimId: id });
    const { creditNote } = await shown(who, id, 'creditNote { number }');
    return { id, number: creditNote.number as string };
  };
  const shown = async (who: Who, claimId: string, fields: string) =>
    maker.claim(who, claimId, fields, await maker.settled());
  const note = async (number: string, who = FIONA) => {
    await maker.settled();
    return (await maker.ask(who, `{ creditNote(number: "${number}") { ${NOTE} } }`)).creditNote;
  };
  const reverse = (number: string, reason = REASON, more: object = {}) =>
    maker.do(FIONA, 'reverseCreditNote', { number, reason, ...more });
  const rows = async (period: string) => {
    const { text } = await maker.raw(FIONA, `/exports/credit-notes.csv?${period}`);
    return text.trimEnd().split('\r\n').slice(1);
  };
  const totals = async (period: string) =>
    (
      await maker.ask(
        FIONA,
        `{ creditTotals(${period}) { month currency count reversed amount { amount } tax { amount } payable { amount } } }`,
      )
    ).creditTotals;
  /** F7: of all claims, by what became of them. */
  const reconciled = async () =>
    (
      await maker.ask(
        FIONA,
        `{ reconciliation(from: "2026-03-01", to: "2026-04-30") { differenceCount underWay
           currencies { currency approved { count } credited { count } replaced { count } open { count } reversed { count } } } }`,
      )
    ).reconciliation;
  const reversalsIssued = async () => {
    const { text } = await maker.raw(FIONA, '/feeds/credit-notes');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'ReversalIssued')
      .map(({ data }) => data);
  };

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-reversals-'));
    maker = await Maker.start(folder, { clock, documents: await open(folder) });
    await maker.recordRegistry();
  });
  afterAll(() => maker.end());

  it('F4 S11 a note is reversed by a document of its own, and its claim is resolved again as a replacement', async () => {
    const { id, number } = await resolved(SEOUL, 'KR-0001');
    const possible = async (who: Who) => {
      const query = `{ creditNote(number: "${number}") { settlement { reference } actions { name refusal { code } } } }`;
      await maker.settled();
      const { settlement, actions } = (await maker.ask(who, query)).creditNote;
      const told = actions.map(({ name, refusal }: { name: string; refusal: { code: string } | null }) => [
        name,
        refusal?.code ?? 'possible',
      ]);
      return { paid: settlement?.reference, ...Object.fromEntries(told) };
    };
    expect(await possible(FIONA)).toEqual({ settleCreditNote: 'possible', reverseCreditNote: 'possible' });
    expect(await possible(SEOUL)).toEqual({ settleCreditNote: 'FORBIDDEN', reverseCreditNote: 'FORBIDDEN' });
    await maker.do(FIONA, 'settleCreditNote', { number, settledOn: '2026-03-09', reference: 'SAP 471' });
    expect(await possible(FIONA)).toEqual({
      paid: 'SAP 471',
      settleCreditNote: 'ALREADY_SETTLED',
      reverseCreditNote: 'possible',
    });
    expect(await shown(SEOUL, id, 'status sla { state }')).toEqual({ status: 'RESOLVED', sla: { state: 'MET' } });

    clock.at = Date.UTC(2026, 3, 1, 2);
    expect(await reverse(number)).toMatchObject({ __typename: 'CreditNoteAccepted', creditNote: { number } });
    expect(await note(number, SEOUL)).toEqual({
      number,
      status: 'REVERSED',
      reversal: {
        number: 'MG-2026-R000001',
        issuedOn: '2026-04-01',
        reason: REASON,
        ublUrl: '/credit-notes/MG-2026-R000001.xml',
        pdfUrl: '/credit-notes/MG-2026-R000001.pdf',
      },
    });

    // C7, S6, S11: the partner chooses again; until then its move is awaited, and the time that was left is kept.
    const again = await shown(
      SEOUL,
      id,
      'status remedy creditNote { number } unit { serial coverage(on: "2026-04-01") { covered } } sla { state remainingBusiness pauses { reason from to } }',
    );
    expect(again).toMatchObject({
      status: 'AWAITING_CHOICE',
      remedy: null,
      creditNote: null,
      unit: { serial: 'KR-0001', coverage: { covered: true } },
      sla: {
        state: 'PAUSED',
        pauses: [{ reason: 'CLOSED' }, { reason: 'REMEDY_ASKED', to: null }],
      },
    });
    expect(again.sla.remainingBusiness).toMatch(/^PT47H59M/);
    const { history } = await maker.claim(SEOUL, id, 'history { type }');
    expect(history.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['ReversalIssued', 'RemedyReversed']),
    );

    await maker.do(SEOUL, 'chooseRemedy', { claimId: id, remedy: 'REPLACEMENT' });
    expect(await shown(SEOUL, id, 'status replacement { status } sla { state }')).toEqual({
      status: 'RESOLVED',
      replacement: { status: 'OWED' },
      sla: { state: 'MET' },
    });
  });

  it('F7 claims and books agree, with the claim among those that were replaced', async () => {
    const [none, one] = [{ count: 0 }, { count: 1 }];
    expect(await reconciled()).toEqual({
      differenceCount: 0,
      underWay: 0,
      currencies: [{ currency: 'KRW', approved: one, credited: none, replaced: one, open: none, reversed: one }],
    });
  });

  it('F4 F5 the month of the note keeps it, and the month of the reversal subtracts it; CSV, totals and feed agree', async () => {
    const march = { month: '2026-03', currency: 'KRW' };
    expect(await totals('from: "2026-03-01", to: "2026-04-30"')).toEqual([
      {
        ...march,
        count: 1,
        reversed: 0,
        amount: { amount: '129000' },
        tax: { amount: '12900' },
        payable: { amount: '141900' },
      },
      {
        ...march,
        month: '2026-04',
        count: 0,
        reversed: 1,
        amount: { amount: '-129000' },
        tax: { amount: '-12900' },
        payable: { amount: '-141900' },
      },
    ]);
    expect(await rows('from=2026-03-01&to=2026-03-31')).toEqual([
      expect.stringMatching(/^MG-2026-000001,CREDIT_NOTE,,2026-03-09,.*,KRW,129000,S,10\.00,12900,141900,NO-LIGHT$/),
    ]);
    expect(await rows('from=2026-04-01&to=2026-04-30')).toEqual([
      expect.stringMatching(
        /^MG-2026-R000001,REVERSAL,MG-2026-000001,2026-04-01,MG,P-SEOUL,.*,KR-0001,.*,KRW,-129000,S,10\.00,-12900,-141900,The price was wrong\.$/,
      ),
    ]);
    expect(await reversalsIssued()).toMatchObject([
      { number: 'MG-2026-R000001', creditNoteNumber: 'MG-2026-000001', payable: { minor: 141900, currency: 'KRW' } },
    ]);
  });

  it('F4 the same routes and makegood document give it as an invoice, to the partner that was credited and to finance', async () => {
    const { text } = await maker.raw(SEOUL, '/credit-notes/MG-2026-R000001.xml');
    expect(text).toContain('<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>');
    expect(text).toContain('MG-2026-000001');
    expect((await maker.raw(FIONA, '/credit-notes/MG-2026-R000001.pdf')).headers.get('content-type')).toBe(
      'application/pdf',
    );
    for (const who of [BERLIN, OSAKA])
      expect((await maker.raw(who, '/credit-notes/MG-2026-R000001.xml')).status).toBe(404);
    const bench = new Workbench();
    Object.assign(bench.environment, { MAKEGOOD_DATA: maker.folder, ...eventStoreOf(maker.folder) });
    try {
      const out = join(bench.folder, 'documents');
      expect((await bench.run('document', '--out', out, '--format', 'xml', 'MG-2026-R000001')).status).toBe(0);
      expect(await readFile(join(out, 'MG-2026-R000001.xml'), 'utf8')).toBe(text);
    } finally {
      bench.remove();
    }
  });

  it('F4 R2 F2 the claim may also be credited again, by a note of its own', async () => {
    const { id, number } = await resolved(OSAKA, 'JP-0001');
    await reverse(number, 'Credited to the wrong invoice.');
    await maker.settled();
    await maker.do(OSAKA, 'chooseRemedy', { claimId: id, remedy: 'CREDIT' });
    const { status, creditNote } = await shown(OSAKA, id, `status creditNote { ${NOTE} amount { amount } }`);
    expect(status).toBe('RESOLVED');
    expect(creditNote).toMatchObject({ status: 'ISSUED', reversal: null, amount: { amount: '14800' } });
    expect(creditNote.number).not.toBe(number);
    expect(await totals('from: "2026-04-01", to: "2026-04-30"')).toContainEqual(
      expect.objectContaining({ currency: 'JPY', count: 2, reversed: 1, amount: { amount: '14800' } }),
    );
  });

  it('F4 C12 callers at once give one reversal, and a repeat gives its answer again', async () => {
    const { number } = await resolved(SEOUL, 'KR-0002');
    const before = (await reversalsIssued()).length;
    const answers = await Promise.all([
      reverse(number, REASON, { idempotencyKey: 'one' }),
      reverse(number, REASON, { idempotencyKey: 'another' }),
      reverse(number, REASON, { idempotencyKey: 'one' }),
    ]);
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(3).fill('CreditNoteAccepted'));
    const { reversal } = await note(number);
    expect((await reverse(number, REASON, { idempotencyKey: 'one' })).__typename).toBe('CreditNoteAccepted');
    expect(await note(number)).toMatchObject({ reversal });
    expect(await reversalsIssued()).toHaveLength(before + 1);
    expect(await reconciled()).toMatchObject({ differenceCount: 0 });
  });

  it('F4 F5 what cannot be reversed is refused, with what to do', async () => {
    expect(await reverse('MG-2026-000001', 'Another reason.')).toMatchObject({
      code: 'CREDIT_NOTE_REVERSED',
      rule: 'F4',
      message: `Credit note MG-2026-000001 is reversed by MG-2026-R000001 ("${REASON}"). Nothing more is done with it: see what became of its claim.`,
    });
    for (const unknown of ['MG-2026-000999', 'OTHER-2026-000001', 'MG-2026-R000001'])
      expect(await reverse(unknown)).toMatchObject({ code: 'CREDIT_NOTE_NOT_FOUND', rule: 'F5' });
    const { number } = await resolved(SEOUL, 'KR-0003');
    expect(await reverse(number, '  ')).toMatchObject({ code: 'REASON_REQUIRED', rule: 'F4' });
    const settlement = { number: 'MG-2026-000001', settledOn: '2026-03-09', reference: 'SAP 472' };
    expect(await maker.do(FIONA, 'settleCreditNote', settlement)).toMatchObject({ code: 'CREDIT_NOTE_REVERSED' });
  });

  // Last: the rules take the thread for seconds, in which the server closes the connections that others would use.
  (existsSync(officialRulesFolder()) ? it : it.skip)(
    'F4 what the API serves is valid by the official rules (skipped until "npm run official-rules" has fetched them)',
    async () => {
      const { text } = await maker.raw(SEOUL, '/credit-notes/MG-2026-R000001.xml');
      expect(new OfficialRules(officialRulesFolder()).breachedBy(text)).toEqual([]);
    },
  );
}

describe('reversals of credit notes', () => {
  describe('embedded', () => reversals(async (folder) => openSqliteStores(folder)));

  whenMongod('on MongoDB', () => {
    let servers: MongoServers;
    reversals(async () => {
      servers = await MongoServers.start();
      return openMongoStores(servers.url);
    });
    afterAll(() => servers.stop());
  });
});
