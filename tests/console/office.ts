import { dayIn } from '#kernel';
import { DAY_MS } from '#kernel/time-units';
import { ADAM, BERLIN, eventually, FIONA, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';
import { terms } from '../support/registry.ts';
import { button, heading, QUINN, submitted, type Desk } from './desk.ts';
import { pressKey } from './ways.ts';

/** Longer than a line of a phone. */
const STOCKTAKING = 'Stocktaking in all warehouses, at home and abroad';

/** Batches, the books and the records. */
export function office(desk: Desk): void {
  it('B5 B7 a batch is suspected and confirmed as defective from its page, and a partner claims for its units in one act', async () => {
    const { maker } = desk();
    await maker.record('recordBatch', { id: 'B-DIM', sku: 'LAMP', producedOn: '2025-12-01', quantity: 50 });
    const line = { sku: 'LAMP', batchId: 'B-DIM', netPrice: { amount: '80', currency: 'EUR' } };
    await maker.ship('P-BERLIN', 'INV-DIM', [], {
      lines: [{ ...line, serials: ['DIM-1', 'DIM-2', 'DIM-3', 'DIM-4', 'DIM-5'] }],
    });
    await maker.settled();
    const page = await desk().visit(QUINN, 'batches');
    await page.getByRole('link', { name: 'B-DIM' }).click();
    await page.getByText('Berlin Licht').first().waitFor();
    await page.getByRole('img', { name: /No alarm until/ }).waitFor();
    await button(page, 'Record quality control').click();
    await page.getByRole('textbox', { name: 'Measurement' }).fill('capacitance');
    await page.getByRole('textbox', { name: 'Result' }).fill('0.97');
    await button(page, 'Add a line').click();
    await page.getByRole('textbox', { name: 'Measurement' }).nth(1).fill('verdict');
    await page.getByRole('textbox', { name: 'Result' }).nth(1).fill('passed');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Quality-control record').click();
    await page.getByText('capacitance').waitFor();
    const { batch } = await maker.ask(QUINN, '{ batch(id: "B-DIM") { qc } }');
    expect(batch.qc).toEqual({ capacitance: 0.97, verdict: 'passed' });
    await button(page, 'Suspect').click();
    await page.getByLabel('Reason').fill('Three calls in one day.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('⚑ Suspected').waitFor();
    await button(page, 'Confirm as defective').click();
    await page.getByLabel('Findings').fill('A capacitor is missing.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('⚑ Confirmed defective').waitFor();

    const partner = await desk().visit(BERLIN, 'new', { width: 390, hasTouch: true });
    await partner.getByRole('link', { name: 'Claim for a defective batch' }).tap();
    // As the notice links it.
    await partner.goto(desk().address('claim-units?batch=B-DIM&group=BATTERY'));
    await partner
      .getByRole('radio', { name: /^As agreed: |^Decide later/ })
      .and(partner.locator(':checked'))
      .waitFor();
    await button(partner, 'Claim for these units').tap();
    await partner.getByText('NOT_YOUR_DEFECTIVE_UNIT').waitFor();
    await partner.getByLabel('Group of defects').fill('LIGHT');
    await partner.reload();
    await heading(partner, 'Claim for a defective batch').waitFor();
    expect(await partner.getByLabel('Group of defects').inputValue()).toBe('LIGHT');
    await button(partner, 'Claim for these units').tap();
    await heading(partner, '5 of 5 units are claimed for').waitFor();
    await maker.settled();
    await button(page, "What today's detectors would have said").click();
    await page
      .getByRole('cell', { name: /^LIGHT · / })
      .first()
      .waitFor();
    await page.getByText(/^LIGHT · .*: how this is calculated/).click();
    await page.getByText('The usual rate rests on few claims so far').locator('visible=true').first().waitFor();
  });

  it('F5 F7 S13 finance sees credit notes, totals, ageing, reconciliation and the promise, each table with its plot', async () => {
    const { id } = await desk().maker.approvedClaim(SEOUL, 'KR-0013');
    await desk().maker.settled();
    const { creditNote } = await desk().maker.claim(FIONA, id, 'creditNote { number }');
    const page = await desk().visit(FIONA, 'claims');
    await page.getByRole('link', { name: 'Mails' }).click();
    await heading(page, 'Mails').waitFor();
    await page.getByRole('link', { name: 'Credits' }).click();
    await page.getByText(creditNote.number).waitFor();
    await page.getByRole('link', { name: 'Seoul Beauty' }).first().waitFor();
    await page.getByRole('combobox', { name: 'Partner' }).selectOption('Osaka Light');
    await page.waitForURL(/partner=P-OSAKA/);
    await page.getByText(creditNote.number).waitFor({ state: 'detached' });
    await pressKey(page, '/');
    await page.keyboard.type(creditNote.number);
    await page.keyboard.press('Enter');
    // What has that whole number is opened, not listed.
    await page.getByRole('heading', { level: 1, name: creditNote.number }).waitFor();
    const days = 'from=2026-01-01&to=2026-03-09';
    for (const [part, seen] of [
      ['totals', 'Payable · KRW'],
      ['ageing', 'Open · KRW'],
      ['reconcile', '✓ The books agree with the claims.'],
    ] as const) {
      await page.goto(desk().address(`credits?part=${part}&${days}`));
      await page.getByText(seen, { exact: true }).waitFor();
      // Where it says more than the table: the share of each month or age.
      if (part !== 'reconcile')
        await page
          .getByRole('img', { name: /^Plot: / })
          .first()
          .waitFor();
      else expect(await page.getByRole('img', { name: /^Plot: / }).count()).toBe(0);
    }
    // Days that are not in order are said at the field, and not asked for; both may be about to change.
    await page.getByLabel('From').fill('2026-03-10');
    await page.getByRole('alert').getByText('This is before the first day').waitFor();
    expect(page.url()).toContain(days);
    await page.getByLabel('To').fill('2026-03-11');
    await page.waitForURL(/from=2026-03-10&to=2026-03-11/);
    await page.goto(desk().address(`promise?${days}`));
    await page.getByText('Promise kept').first().waitFor();
    const { slaReport } = await desk().maker.ask(
      FIONA,
      '{ slaReport(from: "2026-01-01", to: "2026-03-09", timeZone: "UTC") { resolved } }',
    );
    expect(await page.locator('.big-figures').textContent()).toContain(`Answered${slaReport.resolved}`);
    await page.goto(desk().address('partners/P-SEOUL'));
    await page.getByRole('link', { name: creditNote.number, exact: true }).click();
    await heading(page, creditNote.number).waitFor();
    await pressKey(page, 'x');
    await page.getByLabel('Reason').fill('  ');
    await page.keyboard.press('Control+Enter');
    // Blanks are no reason: they are not sent.
    await page.locator('dialog textarea:invalid').waitFor();
    await button(page, 'Not now').click();
    await pressKey(page, 'c');
    // It has usually just been paid.
    const { viewer } = await desk().maker.ask(FIONA, '{ viewer { timeZone } }');
    const today = dayIn(viewer.timeZone, desk().maker.makegood.clock.now());
    expect(await page.getByLabel('Paid on').inputValue()).toBe(today);
    await page.getByLabel('Paid on').fill('2020-01-01');
    await page.getByLabel('Reference of the payment').fill('SAP 471');
    await page.keyboard.press('Control+Enter');
    await page.getByText('DATED_TOO_EARLY').waitFor();
    await page.getByLabel('Paid on').fill(today);
    // Its partner sees it on the page that is open.
    const partners = await desk().visit(SEOUL, `credits/${creditNote.number}`);
    await partners.locator('.status', { hasText: /^issued$/i }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.facts dd', { hasText: 'SAP 471' }).waitFor();
    await partners.locator('.facts dd', { hasText: 'SAP 471' }).waitFor();
    await pressKey(page, 'c');
    await page.getByText('ALREADY_SETTLED').first().waitFor();
    await desk().maker.do(FIONA, 'reverseCreditNote', { number: creditNote.number, reason: 'The price was wrong.' });
    // F4: the partner reads why on the page of its claim, and is led to the note.
    await partners.goto(desk().address(`claims/${id}`));
    await partners.getByText(/^Reversal issued\s· The price was wrong[.]$/).waitFor();
    await partners.getByRole('link', { name: new RegExp(`^${creditNote.number} → `) }).waitFor();
    await page.goto(desk().address('credits?part=closing&month=2026-02'));
    await page.getByText('this closes everything up to Feb 28, 2026').waitFor();
    await pressKey(page, 'c');
    await heading(page, /^Close the month\s· February 2026\s· \S/).waitFor();
    // What is final is not one press away.
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await pressKey(page, 'c');
    await page.keyboard.press('Control+Enter');
    await page.getByText('February 2026 is closed').waitFor();
    await page.goto(desk().address('credits?part=statement&partner=P-SEOUL&month=2026-03'));
    await page.getByRole('cell', { name: 'Settlement' }).waitFor();
    const { id: owedOne } = await desk().maker.approvedClaim(BERLIN, 'DE-0002', { preferredRemedy: 'REPLACEMENT' });
    await desk().maker.settled();
    const owed = await desk().visit(BERLIN, 'credits?part=owed');
    await owed.getByText('Lumira Lamp').first().waitFor();
    expect(await owed.getByRole('navigation', { name: 'Parts of the books' }).textContent()).toBe(
      'Credit notesUnits owedStatement',
    );
    // F6: put on an order; what is wrong with a shipment is said in its dialog.
    await page.goto(desk().address('credits?part=owed'));
    const ofLamp = page.getByRole('row', { name: /DE-0002/ });
    await ofLamp.getByRole('button', { name: /^Put on an order/ }).click();
    await page.getByRole('textbox', { name: 'Order' }).fill('PO-7');
    await page.keyboard.press('Control+Enter');
    await ofLamp.waitFor({ state: 'detached' });
    // Its row has left the list: the page says where it is now.
    const said = page.getByRole('status').filter({ hasText: /Done: Put on an order\s· / });
    await said.getByRole('link', { name: 'Allotted' }).click();
    await page.getByRole('cell', { name: 'PO-7' }).waitFor();
    await said.waitFor({ state: 'detached' });
    await ofLamp.getByRole('button', { name: /^Record the shipment/ }).click();
    await page.getByRole('textbox', { name: 'New unit' }).fill('NO-SUCH-1');
    await page.getByRole('dialog').getByLabel('Shipped', { exact: true }).fill('2026-03-09');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^UNKNOWN_SERIAL/).waitFor();
    // F6: what the partner said by phone.
    await page.goto(desk().address(`claims/${owedOne}`));
    await button(page, 'Take a credit instead').click();
    await page.getByLabel('How the partner said so').fill('By phone');
    await page.getByLabel('Who said so').fill('Frau Weber');
    await page.getByLabel('When').fill(new Date(desk().maker.makegood.clock.now()).toISOString().slice(0, 16));
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Credit note (PDF)' }).waitFor();
    await page.goto(desk().address('credits?part=owed&status=CONVERTED'));
    await ofLamp.getByText('taken off order: PO-7').waitFor();
    // F8: a partner is told what of its facts is missing, without its own name.
    const name = '아주 긴 이름의 서울 조명 유통 주식회사 경기도 북부 물류 사업본부';
    await desk().maker.record('enrollPartner', {
      ...{ id: 'P-LONG', name, locale: 'ko-KR', currency: 'KRW', timeZone: 'Asia/Seoul', accountManager: 'kim' },
    });
    const line = { sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' } };
    await desk().maker.ship('P-LONG', 'INV-LONG', [], { lines: [{ ...line, serials: ['LONG-1'] }] });
    await desk().maker.settled();
    const long: Who = { role: 'PARTNER', id: 'jisoo', partnerId: 'P-LONG' };
    const held = await desk().maker.approvedClaim(long, 'LONG-1', { preferredRemedy: 'CREDIT' });
    await desk().maker.settled();
    const ofItself = await desk().visit(long, `claims/${held.id}`);
    await ofItself.getByText('This is about what we know of your company.').waitFor();
    expect(await ofItself.locator('.outcome').textContent()).not.toContain(name);
    await page.goto(desk().address('credits?part=attention'));
    await page.locator('.card', { hasText: 'LONG-1' }).getByText(`Partner: ${name}`).first().waitFor();
  });

  it('S7 an administrator sees which due times a calendar would move before it is published, and then that they moved', async () => {
    const claimId = await submitted(desk(), SEOUL, 'KR-0014');
    await desk().maker.settled();
    const due = async (): Promise<string> =>
      (await desk().maker.claim(ADAM, claimId, 'sla { targets { name dueAt } }')).sla.targets[1].dueAt;
    const before = await due();
    const page = await desk().visit(ADAM, 'calendars/default');
    await button(page, 'Add a day').click();
    // Without its date it is not sent.
    await button(page, 'See what would move').click();
    await page.getByLabel('Day', { exact: true }).last().and(page.locator(':focus')).waitFor();
    await page.getByLabel('Day', { exact: true }).last().fill('2026-03-10');
    await page.getByLabel('Name', { exact: true }).last().fill(STOCKTAKING);
    await page.reload();
    await button(page, 'See what would move').click();
    await page.getByText(/^[1-9]\d* due times? would move/).waitFor();
    await page.getByText('1 day changes.').waitFor();
    await button(page, '‹ Month before').click();
    await page.getByText('0 days change.').waitFor();
    // The month in which something changes is shown first.
    await button(page, 'See what would move').click();
    await page.getByText('1 day changes.').waitFor();
    await button(page, /^Publish version/).click();
    await page.getByText(/^✓ Version \d+ is published\.$/).waitFor();
    await page.getByText(`+ Mar 10, 2026 Closed ${STOCKTAKING}`).waitFor();
    await desk().maker.settled();
    expect(Date.parse(await due()) - Date.parse(before)).toBe(DAY_MS);
  });

  it('R9 N3 a table is tried with its refused rows; a partner is on one page, versions of a policy beside each other, read models well', async () => {
    const page = await desk().visit(ADAM, 'records?part=imports');
    await page.getByLabel('What the table holds').selectOption('products');
    const table = 'sku,name,defectGroups\nPEN,Lumira Pen,ink: DRY\n,No number,ink: DRY\n';
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'pens.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await button(page, 'Check').click();
    await page.getByRole('listitem').getByText('pens.csv').waitFor();
    await page.getByRole('link', { name: 'Refused rows (CSV)' }).first().waitFor();
    // Nothing was imported yet; why rows would not be is on the page, and the rest is imported from there.
    const checked = page.getByRole('listitem').filter({ hasText: 'pens.csv' });
    await checked.getByText('1 entry would be new').waitFor();
    await checked.getByText(/^Row 3: /).waitFor();
    await button(page, 'Import it now').click();
    await checked.getByText('1 new entry').waitFor();
    const serials = Array.from({ length: 11 }, (_, at) => `MANY-${at + 1}`);
    const line = { sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '8000', currency: 'JPY' } };
    await desk().maker.ship('P-OSAKA', 'INV-MANY', [], { lines: [{ ...line, serials }] });
    for (const serial of serials) await submitted(desk(), OSAKA, serial);
    await desk().maker.settled();
    await page.getByRole('link', { name: 'Partners' }).click();
    await page.getByRole('link', { name: 'Osaka Light' }).click();
    await heading(page, 'Open credit notes').waitFor();
    await page.getByRole('columnheader', { name: 'Received' }).waitFor();
    // Ten of them are on the page, and all behind it.
    await page.getByRole('link', { name: /^All \d+ · Claims$/ }).click();
    await heading(page, 'Claims').first().waitFor();
    expect(new URL(page.url()).searchParams.get('partner')).toBe('P-OSAKA');
    await page.goBack();
    await page.getByRole('link', { name: '‹ Partners' }).click();
    await page.getByRole('link', { name: 'Policies' }).click();
    await page.getByRole('link', { name: 'STANDARD' }).click();
    await page.getByText('WATER').waitFor();
    await page.goto(desk().address('records?part=models'));
    await page.getByText('✓ All read models follow the log.').waitFor();
    const products = page.getByRole('row', { name: /^products / });
    await products.getByText('up to date').waitFor();
    await button(page, 'Rebuild products').click();
    await page
      .getByRole('dialog')
      .getByText(/answered from the old documents/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Rebuild', exact: true }).click();
    await products.getByText('Done').waitFor();
  });

  it('what the list of claims is narrowed by stays in its address', async () => {
    // Of a partner that writes no mails.
    const page = await desk().visit(ADAM, 'claims?channel=EMAIL&partner=P-OSAKA');
    await page.getByText('No claim matches this choice.').waitFor();
    await page.getByLabel('goodwill').check();
    await page.getByLabel('Sent by').selectOption('Import');
    await page.waitForURL(/channel=IMPORT.*only=goodwill/);
    await page.reload();
    await page.getByLabel('goodwill').and(page.locator(':checked')).waitFor();
    expect(await page.getByLabel('Sent by').inputValue()).toBe('IMPORT');
  });

  it('a list is worked through by keys: the next claim is that of its next row, and the way back leads to it as it was, at the row that was left', async () => {
    const { maker } = desk();
    await maker.record('recordBatch', { id: 'B-WAY', sku: 'LAMP', producedOn: '2025-12-01', quantity: 50 });
    const line = { sku: 'LAMP', batchId: 'B-WAY', netPrice: { amount: '80', currency: 'EUR' } };
    const serials = ['WAY-1', 'WAY-2', 'WAY-3', 'WAY-4'];
    await maker.ship('P-BERLIN', 'INV-WAY', [], { lines: [{ ...line, serials }] });
    await maker.settled();
    for (const serial of serials) await submitted(desk(), BERLIN, serial);
    await maker.settled();
    const page = await desk().visit(RITA, 'work');
    await page.getByRole('link', { name: /^Not reviewed/ }).click();
    await page.getByRole('combobox', { name: 'Partner' }).selectOption('Berlin Licht');
    const narrowed = /part=NOT_REVIEWED.*partner=P-BERLIN|partner=P-BERLIN.*part=NOT_REVIEWED/;
    await page.waitForURL(narrowed);
    const links = page.locator('.row-link');
    const ofBerlin = page.getByRole('row', { name: /Berlin Licht/ });
    await eventually(async () => (await ofBerlin.count()) >= 4 && (await ofBerlin.count()) === (await links.count()));
    const numbers = await links.allTextContents();
    const idOf = async (row: number) => (await links.nth(row).getAttribute('href'))?.split('/').at(-1) as string;
    const [second, third] = [await idOf(1), await idOf(2)];
    const focused = page.locator('.row-link:focus');
    for (const key of ['j', 'j', 'o']) await pressKey(page, key);
    await heading(page, numbers[1] as string).waitFor();
    await pressKey(page, 't');
    await heading(page, /as it was/).waitFor();
    await pressKey(page, 'u');
    await heading(page, numbers[1] as string).waitFor();
    // What a colleague has looked at meanwhile is passed over.
    await maker.do(ADAM, 'reviewEvidence', { claimId: third, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.settled();
    await pressKey(page, 'n');
    await heading(page, numbers[3] as string).waitFor();
    await pressKey(page, 'u');
    await focused.waitFor();
    expect(await focused.textContent()).toBe(numbers[3]);
    expect(page.url()).toMatch(narrowed);
    // The first of what was found has the focus: what is typed next are keys of the page.
    await pressKey(page, '/');
    await page.keyboard.type('way-');
    await page.keyboard.press('Enter');
    await heading(page, 'Found for “way-”').waitFor();
    const first = page.locator(':is(.choices, .cards) > li').first();
    await first.locator('a:focus').waitFor();
    await page.goBack();
    await focused.waitFor();
    expect(await focused.textContent()).toBe(numbers[3]);
    // So is what has ended meanwhile, in the list of all claims. A rejection that its partner does not know of has not.
    const rejected = numbers[1] as string;
    const { evidence } = await maker.claim(ADAM, second, 'evidence { id }');
    await maker.do(ADAM, 'reviewEvidence', { claimId: second, verdict: 'NOT_CONFIRMED', findings: 'Wet.' });
    const because = { code: 'MISUSE', explanation: 'It was wet.', clause: '4.1', evidenceId: evidence[0].id };
    await maker.do(ADAM, 'rejectClaim', { claimId: second, ...because });
    await maker.settled();
    await page.goto(desk().address('claims?partner=P-BERLIN'));
    const open = page.locator('section', { has: heading(page, 'Under way') }).locator('.card-link');
    await open.getByText(rejected).waitFor();
    const cards = await open.allTextContents();
    const at = cards.findIndex(
      (one, index) => index > 0 && cards[index + 1] && numbers.includes(one) && one !== rejected,
    );
    const gone = await open.nth(at).getAttribute('href');
    await open.nth(at - 1).click();
    await heading(page, cards[at - 1] as string).waitFor();
    await maker.do(BERLIN, 'withdrawClaim', { claimId: gone?.split('/').at(-1) });
    await maker.settled();
    await pressKey(page, 'n');
    await heading(page, cards[at + 1] as string).waitFor();
    // Opened by its address, the usual list of work goes on.
    const { workList } = await maker.ask(RITA, '{ workList(part: RUNNING, first: 2) { nodes { id number } } }');
    const [due, following] = workList.nodes;
    await page.goto(desk().address(`claims/${due.id}`));
    await heading(page, due.number).waitFor();
    await pressKey(page, 'n');
    await heading(page, following.number).waitFor();
    await page.getByRole('link', { name: '‹ Work' }).waitFor();

    const partner = await desk().visit(BERLIN, 'claims');
    await partner.locator('.card-link').nth(1).waitFor();
    for (const key of ['j', 'j']) await pressKey(partner, key);
    const chosen = await partner.locator('.card-link:focus').getAttribute('href');
    await partner.keyboard.press('Enter');
    await partner.locator('.timeline').waitFor();
    await partner.goBack();
    await partner.locator(`.card-link[href="${chosen}"]:focus`).waitFor();
    await pressKey(partner, '?');
    await partner.getByRole('dialog').getByText('open', { exact: true }).waitFor();
    expect(await partner.getByRole('dialog').getByText('approve').count()).toBe(0);
  });

  it('R2 R5 R6 an administrator changes a partner, a product and a policy; what is refused stays as it was typed', async () => {
    const page = await desk().visit(ADAM, 'records');
    await button(page, 'Enroll a partner').click();
    // What must be filled in is marked, and the mark explained.
    await page.getByRole('dialog').getByText('* must be filled in').waitFor();
    const marks = `Object.fromEntries([...document.querySelectorAll('dialog :is(label[for], legend)')].map((label) =>
      [label.textContent, getComputedStyle(label, '::after').content !== 'none']))`;
    expect(await page.evaluate(marks)).toMatchObject({ Name: true, 'VAT number': false, City: true });
    for (const [label, typed] of [
      ['Id', 'P-KYOTO'],
      ['Name', 'Kyoto Light'],
      ['Language and country', 'ja-JP'],
      ['Currency', 'JPY'],
      ['Street and building', '1 Karasuma'],
      ['City', 'Kyoto'],
    ] as const)
      await page.getByRole('dialog').getByLabel(label, { exact: true }).fill(typed);
    await page.getByRole('dialog').getByLabel('Country', { exact: true }).fill('Jap');
    await page.keyboard.press('Control+Enter');
    expect(await page.evaluate('document.querySelector("dialog input:invalid").validationMessage')).toBe(
      'This is not complete, or not possible.',
    );
    await page.getByRole('dialog').getByLabel('Country', { exact: true }).fill('Japan');
    await page.keyboard.press('Control+Enter');
    for (const [label, shown] of [
      ['Language and country', 'Japanese (Japan) · ja-JP'],
      ['Currency', 'Japanese Yen · JPY'],
      ['Country', 'Japan · JP'],
    ] as const)
      expect(await page.getByRole('dialog').getByLabel(label, { exact: true }).inputValue()).toBe(shown);
    // The page says it in its own words.
    expect(await page.evaluate('document.querySelector("dialog select:invalid").validationMessage')).toBe(
      'This is required.',
    );
    await page.getByRole('dialog').getByLabel('Account manager').selectOption({ index: 1 });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Kyoto Light' }).click();
    await page.getByText('1 Karasuma, Kyoto, Japan').waitFor();
    await page.goto(desk().address('records?part=calendars'));
    await page.getByLabel('Id', { exact: true }).fill('kyoto');
    await button(page, 'Draft a calendar').click();
    await button(page, 'See what would move').click();
    await button(page, 'Publish version 1').click();
    await page.getByRole('button', { name: 'Publish version 1' }).waitFor({ state: 'detached' });
    await page.goto(desk().address('partners/P-KYOTO'));
    await button(page, 'Change the terms').click();
    await page.getByLabel('Contacts').fill('ren@kyoto.example\nno address');
    await page.getByRole('radio', { name: 'Always credit' }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^INVALID_INPUT/).waitFor();
    expect(await page.getByLabel('Contacts').inputValue()).toBe('ren@kyoto.example\nno address');
    await page.getByLabel('Contacts').fill('ren@kyoto.example');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'ren@kyoto.example' }).waitFor();
    await button(page, 'Delete the mails ren@kyoto.example').click();
    await page.getByLabel('Reason').fill('Asked for.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText(/^Mails and notices until .* were deleted: Asked for[.]$/).waitFor();
    await button(page, 'Correct').click();
    await page.getByLabel('Name').fill('Kyoto Lights');
    await page.getByLabel('Language and country').fill('en-JP');
    await page.getByLabel('Reason').fill('They asked for English.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^✓ Done: Correct\s· Kyoto Lights$/).waitFor();
    await page.getByText('JPY · English (Japan)').waitFor();
    await button(page, 'Change the address on documents').click();
    await page.getByLabel('Street and building').fill('7 Gion');
    await page.getByLabel('City').fill('Kyoto');
    await page.getByLabel('Country').fill('Japan');
    await page.keyboard.press('Control+Enter');
    await page.getByText('7 Gion, Kyoto, Japan').waitFor();

    await page.goto(desk().address('products/LAMP'));
    await button(page, 'Add a defect').click();
    const added = page.getByRole('group', { name: 'Add a defect' });
    await added.getByLabel('한국어').fill('깜박임');
    await added.getByLabel('Defect code').fill('FLICKERS');
    await button(page, 'Save').click();
    await eventually(async () => {
      const { products } = await desk().maker.ask(SEOUL, '{ products(text: "LAMP") { nodes { defects { label } } } }');
      return products.nodes[0].defects.some(({ label }: { label: string }) => label === '깜박임');
    });
    // What was done is said below what is pinned to the foot of the screen, and never over it.
    const done = page.getByRole('status').filter({ hasText: /Done: Save\s· Lumira Lamp/ });
    for (const width of [700, 1360]) {
      await page.setViewportSize({ width, height: 500 });
      await eventually(async () => {
        const [pressed, line] = await Promise.all([button(page, 'Save').boundingBox(), done.boundingBox()]);
        return pressed !== null && line !== null && pressed.y + pressed.height <= line.y;
      });
    }

    await page.goto(desk().address('policies/STANDARD'));
    await button(page, 'draft version 2').click();
    await page.getByLabel('In force from').fill('2026-01-02');
    await page.getByLabel('Months', { exact: true }).fill('30');
    // Codes are chosen by name, and can be read.
    const product = page.getByRole('group', { name: 'Products 1' }).getByLabel('Product');
    expect(await product.inputValue()).toMatch(/ · LAMP$/);
    const limit = page.getByRole('group', { name: 'Goodwill above it needs a second person' }).last();
    await limit.getByLabel('Amount').fill('500');
    await limit.getByLabel('Currency').fill('euro');
    await limit.getByLabel('Amount').focus();
    expect(await limit.getByLabel('Currency').inputValue()).toBe('Euro · EUR');
    await button(page, 'Check').click();
    await page.getByText(/^EFFECTIVE_BEFORE_PUBLICATION\s· rule R6/).waitFor();
    expect(await page.getByLabel('Months', { exact: true }).inputValue()).toBe('30');
    await page.getByLabel('In force from').fill('2031-01-01');
    await button(page, 'Check').click();
    await button(page, 'Publish version 2').waitFor();
    // What another administrator publishes meanwhile is not undone: the draft is of the version after it.
    const { request, input } = terms({ claimWindowDays: 45, effectiveFrom: '2030-12-01' });
    await desk().maker.record(request, input);
    await button(page, 'Publish version 2').click();
    await page.getByText(/^POLICY_CHANGED_MEANWHILE\s· rule R6/).waitFor();
    await page.getByRole('columnheader', { name: 'draft version 3' }).waitFor();
    // What was typed is there, and again where the page was left.
    expect(await page.getByLabel('Months', { exact: true }).inputValue()).toBe('30');
    await page.reload();
    await eventually(async () => (await page.getByLabel('Months', { exact: true }).inputValue()) === '30');
    await button(page, 'Check').click();
    await button(page, 'Publish version 3').click();
    await page.getByText('✓ Version 3 is published.').waitFor();
    await page.getByRole('columnheader', { name: 'version 3', exact: true }).waitFor();
    await page.getByRole('cell', { name: '30 changed', exact: true }).waitFor();
    const { policy } = await desk().maker.ask(ADAM, '{ policy(id: "STANDARD") { versions { terms } } }');
    expect(policy.versions[2].terms).toMatchObject({
      months: 30,
      goodwillLimit: { currency: 'EUR' },
      claimWindowDays: 45,
      effectiveFrom: '2031-01-01',
    });
  });
}
