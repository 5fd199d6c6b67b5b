import { ADAM, BERLIN, FIONA, OSAKA, RITA } from '../support/maker.ts';
import { button, heading, picture, QUINN, strangersMails, type Desk } from './desk.ts';
import { pressKey } from './ways.ts';

/** Units and mails, and those who work here. */
export function records(desk: Desk): void {
  it('R3 R4 R5 R8 a unit is found, sold, extended and corrected on its page, and its holder sees of it what is for it; what is refused stays as it was typed', async () => {
    const { maker } = desk();
    await maker.record('recordBatch', { id: 'B-PAGE', sku: 'LAMP', producedOn: '2025-12-01', quantity: 10 });
    const line = { sku: 'LAMP', batchId: 'B-PAGE', netPrice: { amount: '80', currency: 'EUR' } };
    await maker.ship('P-BERLIN', 'INV-PAGE', [], { lines: [{ ...line, serials: ['PAGE-1', 'PAGE-2'] }] });
    await maker.settled();
    const page = await desk().visit(ADAM, 'claims');
    await heading(page, 'Claims').waitFor();
    await pressKey(page, '/');
    await page.keyboard.type('page-1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'PAGE-1' }).waitFor();
    await page.getByText('INV-PAGE').waitFor();
    await button(page, 'Record a sale').click();
    await page.getByLabel('Sold on').fill('2031-01-01');
    await page.getByLabel('Sold to').fill('P-OSAKA');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^DATED_IN_FUTURE\s· rule R12/).waitFor();
    expect(await page.getByLabel('Sold to').inputValue()).toBe('Osaka Light · P-OSAKA');
    await page.getByLabel('Sold on').fill('2026-02-02');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Berlin Licht → Osaka Light').waitFor();
    await button(page, 'Extend the coverage').click();
    await page.getByLabel('Months').fill('6');
    await page.getByLabel('Reason').fill('Bought with it.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('6 months more').waitFor();
    await button(page, 'Correct the shipment').click();
    await page.getByLabel('Order').fill('PO-PAGE');
    await page.getByLabel('Batch').fill('B-NONE');
    await page.getByLabel('Reason').fill('It was left out.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^BATCH_NOT_FOUND\s· rule R2/).waitFor();
    await page.getByText('There is no batch B-NONE').waitFor();
    for (const [label, typed] of [
      ['Order', 'PO-PAGE'],
      ['Batch', 'B-NONE'],
      ['Reason', 'It was left out.'],
    ] as const)
      expect(await page.getByLabel(label).inputValue()).toBe(typed);
    await page.getByLabel('Batch').fill('B-PAGE');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('definition').filter({ hasText: 'PO-PAGE' }).waitFor();
    // What was not typed stays as it was.
    const facts = 'orderNumber invoice { number date netPrice { amount } taxRate } batch { id }';
    const { unit } = await maker.ask(ADAM, `{ unit(serial: "PAGE-1") { ${facts} } }`);
    expect(unit).toEqual({
      orderNumber: 'PO-PAGE',
      invoice: { number: 'INV-PAGE', date: '2026-01-10', netPrice: { amount: '80.00' }, taxRate: '0.00' },
      batch: { id: 'B-PAGE' },
    });

    // Its holder did not buy it from the maker.
    const holder = await desk().visit(OSAKA, 'units/PAGE-1', { width: 390, hasTouch: true });
    await button(holder, 'Record a sale').tap();
    await holder.getByLabel('Sold on').fill('2026-02-20');
    await button(holder, 'Record a sale').last().tap();
    await heading(holder, 'Sales').waitFor();
    expect(await holder.getByText('INV-PAGE').count()).toBe(0);
    await holder.getByRole('link', { name: 'New claim' }).last().tap();
    await holder.getByText('covered until').waitFor();
    await button(holder, 'Choose from invoices').tap();
    await holder
      .getByRole('dialog')
      .getByRole('button', { name: /PAGE-1/ })
      .waitFor();
    const { id } = (await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'PAGE-1'))).claim;
    await maker.settled();
    await holder.goto(desk().address(`claims/${id}`));
    await holder.getByRole('link', { name: 'PAGE-1' }).waitFor();

    await page.reload();
    await page.getByText('Not possible now (').click();
    await page
      .getByText(/^Another claim is open for this unit/)
      .first()
      .waitFor();
    await button(page, 'Correct the sale').click();
    await page.getByRole('radio', { name: 'The sale never took place' }).check();
    await page.getByLabel('Reason').fill('A mistake.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('→ a consumer').waitFor({ state: 'detached' });

    // Under its right serial it is another page.
    await page.goto(desk().address('units/PAGE-2'));
    await button(page, 'Correct the shipment').click();
    await page.getByLabel('Right serial').fill('PAGE-20');
    await page.getByLabel('Reason').fill('Mistyped.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'PAGE-20' }).click();
    await heading(page, 'PAGE-20').waitFor();
    await button(page, 'Record its return').click();
    await page.getByLabel('Returned on').fill('2031-01-01');
    await page.getByLabel('Reason').fill('Not ordered.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^DATED_IN_FUTURE\s· rule R12/).waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Not ordered.');
    await page.getByLabel('Returned on').fill('2026-03-01');
    await page.keyboard.press('Control+Enter');
    await page.getByText('in stock', { exact: true }).waitFor();
    await page.goto(desk().address('units/NO-SUCH-UNIT'));
    await heading(page, 'There is no such unit').waitFor();
  });

  it('F6 R3 the delivery of an owed unit is recorded once, and not offered again', async () => {
    const { maker } = desk();
    await maker.record('recordBatch', { id: 'B-OWED', sku: 'LAMP', producedOn: '2025-12-01', quantity: 10 });
    const { id: claimId } = await maker.approvedClaim(BERLIN, 'DE-0003', { preferredRemedy: 'REPLACEMENT' });
    await maker.settled();
    const shipment = { claimId, newSerial: 'OWED-1', shippedOn: '2026-03-09', batchId: 'B-OWED' };
    await maker.do(FIONA, 'shipReplacement', shipment);
    await maker.settled();
    const page = await desk().visit(FIONA, 'credits?part=owed&status=SHIPPED');
    const row = page.getByRole('row', { name: /OWED-1/ });
    await row.getByRole('button').click();
    await page.getByLabel('Delivered on').fill('2026-03-09');
    await page.getByLabel('What shows it').fill('Signed by Greta');
    await page.keyboard.press('Control+Enter');
    await row.getByText('delivered Mar 9, 2026').waitFor();
    await row.getByRole('button').waitFor({ state: 'detached' });
    await row.getByRole('link', { name: 'OWED-1' }).click();
    await heading(page, 'OWED-1').waitFor();
    await page.getByText('Signed by Greta', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'DE-0003' }).waitFor();
    const partner = await desk().visit(BERLIN, `claims/${claimId}`);
    await partner.getByText('delivered Mar 9, 2026').waitFor();
  });

  it('the page speaks the language of a member of staff, and of the browser to somebody of whom none is known', async () => {
    const context = await desk().browser.newContext({ locale: 'ko-KR' });
    await desk().signIn(context, ADAM);
    const page = await context.newPage();
    await page.goto(desk().address(''));
    await page.getByRole('link', { name: '기준 정보' }).waitFor();
    // Also where that is English.
    const member = { id: QUINN.id, name: 'Quinn', email: 'quinn@maker.example', roles: ['QUALITY'], locale: 'en' };
    await desk().maker.record('enrollStaff', member);
    await desk().maker.settled();
    await desk().signIn(context, QUINN);
    await page.reload();
    await page.getByRole('link', { name: 'Records' }).waitFor();
    await context.close();
  });

  it('N1 a mail that is no claim by itself is made one by a person, who sees what the unit is; an administrator deletes another', async () => {
    const { buffer, name, mimeType } = picture('by mail');
    const files = [{ name, type: mimeType, content: buffer }];
    const page = await desk().visit(RITA, 'work');
    await page.getByRole('link', { name: /^Mails/ }).click();
    const cards = page.locator('.card');
    await page.getByText('No mail is in this state.').or(cards.first()).waitFor();
    const before = await cards.count();
    const text = 'DE-0004 is dark: NO-LIGHT.';
    await strangersMails(desk(), { text, files }, 'fitter-1@elsewhere.example');
    await strangersMails(desk(), { text }, 'fitter-2@elsewhere.example');
    // The open page shows what comes in.
    await cards.nth(before + 1).waitFor();
    const first = cards.first();
    await first.getByText('The sender is no contact of a partner.').waitFor();
    expect(await first.getByRole('link', { name: 'The mail as it came' }).getAttribute('href')).toMatch(/[.]eml$/);
    const dialog = page.getByRole('dialog');
    await cards.nth(1).getByRole('button', { name: 'Make a claim of it' }).click();
    await dialog.getByRole('region', { name: 'Mail' }).getByRole('img', { name }).waitFor();
    await page.keyboard.press('Escape');
    await first.getByRole('button', { name: 'Make a claim of it' }).click();
    // What is certain stands in the form, and says that it is from the mail beside it.
    await dialog.getByRole('region', { name: 'Mail' }).getByText(text).waitFor();
    await dialog.getByText('Berlin Licht').first().waitFor();
    expect(await dialog.getByLabel(/^Serial number.*from the mail$/).inputValue()).toBe('DE-0004');
    expect(await dialog.getByRole('radio', { name: 'NO-LIGHT' }).isChecked()).toBe(true);
    expect(await dialog.getByLabel(/^What happens.*from the mail/).inputValue()).toBe(text);
    await dialog.getByLabel('What happens').fill('It stays dark.');
    expect(await dialog.getByLabel(/^What happens.*from the mail/).count()).toBe(0);
    await dialog.getByLabel('Partner').selectOption('Seoul Beauty');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText(/^NOT_YOUR_UNIT\s· rule C2/).waitFor();
    expect(await dialog.getByLabel('What happens').inputValue()).toBe('It stays dark.');
    await dialog.getByLabel('Partner').selectOption('Berlin Licht');
    await page.keyboard.press('Control+Enter');
    // The newest mail has no picture: one that came another way is added.
    await dialog.getByText(/^EVIDENCE_REQUIRED\s· rule C1/).waitFor();
    await dialog.getByLabel('Choose files').setInputFiles(picture('by telephone'));
    await dialog.getByText('uploaded').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'DE-0004' }).waitFor();
    await page.getByRole('img', { name: 'Photo 1 of 1' }).first().waitFor();
    const { claims } = await desk().maker.ask(
      RITA,
      '{ claims(filter: { serial: "DE-0004" }) { nodes { number mails { id } } } }',
    );
    const [{ number, mails }] = claims.nodes;
    await desk().maker.record('deleteMail', { mailId: mails[0].id, reason: 'Asked for.' });
    await page
      .locator('.timeline')
      .getByText(/^Deleted .*: Asked for[.]$/)
      .waitFor();

    const admin = await desk().visit(ADAM, 'mails');
    await admin.getByRole('button', { name: 'Delete the mail' }).first().click();
    await admin.getByLabel('Reason').fill('Asked for.');
    await admin.keyboard.press('Control+Enter');
    await admin.getByRole('dialog').waitFor({ state: 'detached' });
    await admin.getByLabel('Status').selectOption('Deleted');
    await admin.locator('.card').first().waitFor();
    expect(await admin.getByRole('link', { name: 'The mail as it came' }).count()).toBe(0);
    await admin
      .getByText(/^Deleted .*: Asked for[.]$/)
      .first()
      .waitFor();
    await admin.getByText('Not possible now').waitFor({ state: 'detached' });
    await admin.getByRole('searchbox').fill(number.toLowerCase());
    await admin.keyboard.press('Enter');
    await admin.getByRole('heading', { level: 1, name: number }).waitFor();
  });

  it('N3 R1 a member of staff and a legal entity are changed from their lists, beginning with what is known of them; what is refused stays as it was typed', async () => {
    const page = await desk().visit(ADAM, 'records?part=staff');
    await button(page, 'Change Kim Lee').click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('E-mail address').inputValue()).toBe('kim@maker.example');
    await dialog.getByLabel('Away from').fill('2026-08-07');
    await dialog.getByLabel('Away until').fill('2026-08-03');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText(/^INVALID_INPUT/).waitFor();
    expect(await dialog.getByLabel('Away until').inputValue()).toBe('2026-08-03');
    await dialog.getByLabel('Away until').fill('2026-08-14');
    await dialog.getByRole('checkbox', { name: 'Finance' }).check();
    // What another administrator changes meanwhile stays.
    await desk().maker.do(ADAM, 'amendStaff', { id: 'kim', name: 'Kim Park', locale: 'ko-KR' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('Aug 7, 2026 – Aug 14, 2026').waitFor();
    const changed = '{ staff { nodes { id name locale roles awayFrom } } }';
    expect((await desk().maker.ask(ADAM, changed)).staff.nodes).toContainEqual({
      id: 'kim',
      name: 'Kim Park',
      locale: 'ko-KR',
      roles: ['REVIEWER', 'FINANCE'],
      awayFrom: '2026-08-07',
    });
    await desk().maker.do(ADAM, 'amendStaff', { id: 'kim', name: 'Kim Lee', locale: 'en' });
    await page.getByRole('link', { name: 'Legal entities' }).click();
    await button(page, /^Change /).click();
    expect(await dialog.getByLabel('City').inputValue()).toBe('Berlin');
    await dialog.getByLabel('Telephone').fill('+49 30 555 0100');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText(/^BAD_USER_INPUT/).waitFor();
    expect(await dialog.getByLabel('Telephone').inputValue()).toBe('+49 30 555 0100');
    await dialog.getByLabel('Department for questions').fill('Accounts');
    await dialog.getByLabel('E-mail address').fill('accounts@maker.example');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await desk().maker.settled();
    const { legalEntities } = await desk().maker.ask(
      ADAM,
      '{ legalEntities { city: address { city } contact { name phone } } }',
    );
    expect(legalEntities).toEqual([
      { city: { city: 'Berlin' }, contact: { name: 'Accounts', phone: '+49 30 555 0100' } },
    ]);
    await button(page, /^Change /).click();
    expect(await dialog.getByLabel('Department for questions').inputValue()).toBe('Accounts');
  });
}
