import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import encodeQR from 'qr';
import sharp from 'sharp';
import { heic, jpeg } from '#evidence/files';
import { ADAM, ARTHUR, BERLIN, eventually, FIONA, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';
import { tamperWith } from '../../libs/platform/src/event-store/tampering.fixture.ts';
import { Console, describeInBrowser } from './browser.ts';
import { chooseFile, KEYBOARD, TOUCH } from './ways.ts';

const isWhole = process.env.CONSOLE_AXE === 'whole';

jest.setTimeout(isWhole ? 900_000 : 120_000);

/** A short video, as this browser records it: its bytes. */
const RECORDED = `new Promise((recorded) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
  const parts = [];
  const draw = setInterval(() => {
    const pen = canvas.getContext('2d');
    pen.fillStyle = pen.fillStyle === '#ff0000' ? '#00ff00' : '#ff0000';
    pen.fillRect(0, 0, 64, 64);
    if (parts.length > 2) recorder.stop();
  }, 20);
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = async () => {
    clearInterval(draw);
    recorded([...new Uint8Array(await new Blob(parts).arrayBuffer())]);
  };
  recorder.start(50);
})`;

/** How many drafts with a description and a file are on the device. */
const KEPT_DRAFTS = `new Promise((kept) => {
  const opening = indexedDB.open('makegood', 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => {
      opening.result.close();
      kept(all.result.filter(({ fields, files }) => fields.description !== '' && files.length === 1).length);
    };
  };
})`;

const picture = (name: string) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: jpeg(name) });
const QUINN: Who = { role: 'QUALITY', id: 'quinn' };
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** What a camera sees of a plate with the serial as a QR code: pictures, one after the other. */
async function plateOf(serial: string): Promise<Buffer> {
  const code = await sharp(Buffer.from(encodeQR(serial, 'svg')))
    .resize(360, 360, { kernel: 'nearest' })
    .toBuffer();
  const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#ffffff' } })
    .composite([{ input: code }])
    .jpeg()
    .toBuffer();
  return Buffer.concat(Array.from({ length: 10 }, () => picture));
}

describeInBrowser('The console', () => {
  let desk: Console;
  beforeAll(async () => {
    const video = join(process.env.TEST_RUN_FOLDER as string, 'plate.mjpeg');
    await writeFile(video, await plateOf('KR-0015'));
    desk = await Console.start({}, video);
  });
  afterEach(async () => {
    await desk.leave();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => desk.end());

  const submitted = async (who: Who, serial: string): Promise<string> =>
    (await desk.maker.do(who, 'submitClaim', await desk.maker.submission(who, serial))).claim.id;

  describe.each([
    {
      way: KEYBOARD,
      name: KEYBOARD.name,
      serials: ['jp-0003', 'JP-0004', 'KR-0005', 'KR-0006', 'KR-0011', 'KR-0007'] as const,
    },
    {
      way: TOUCH,
      name: TOUCH.name,
      serials: ['jp-0005', 'JP-0006', 'KR-0003', 'KR-0019', 'KR-0012', 'KR-0020'] as const,
    },
  ])('$name', ({ way, serials: [first, second, third, fourth, fifth, sixth] }) => {
    const { press, pick, type } = way;
    const radio = (page: Page, name: string | RegExp) => page.getByRole('radio', { name });

    it('C1 C3 C6 C7 C8 S6 a claim goes from its serial over the evidence that was asked for to the credit note, and each page shows it by itself', async () => {
      const reviewer = await desk.visit(RITA, 'work', way.look);
      const partner = await desk.visit(OSAKA, 'claims', way.look);
      await press(partner.locator('main').getByRole('link', { name: 'New claim' }));
      await type(partner.getByLabel('Serial number'), first);
      await partner.getByText('covered until').waitFor();
      await pick(radio(partner, /NO-LIGHT/));
      await type(partner.getByLabel('What happens'), '暗い');
      await chooseFile(way, partner, 'Take a photo', picture(`first ${way.name}`));
      await press(button(partner, 'Submit the claim'), 'Control+Enter');
      await heading(partner, /-/).waitFor();
      const number = (await heading(partner, /-/).textContent()) as string;
      // The way back leads past the form: what was sent is not sent again.
      await partner.goBack();
      await heading(partner, 'My claims').waitFor();
      await partner.goForward();
      await heading(partner, number).waitFor();

      await press(reviewer.getByRole('link', { name: number }), 'j', 'o');
      await heading(reviewer, number).waitFor();
      await press(reviewer.locator('.impossible summary'), 'a');
      await reviewer.getByText('REVIEW_REQUIRED').first().waitFor();
      await press(button(reviewer, /^Ask for more/), 'm');
      await type(reviewer.getByLabel('What is missing'), 'The plate');
      await type(reviewer.getByLabel('Message to the partner'), 'Please show the plate.');
      await press(button(reviewer, 'Ask the partner'), 'Control+Enter');
      await heading(partner, 'We need more evidence from you').waitFor();
      await partner.getByText('Please show the plate.').first().waitFor();
      await chooseFile(way, partner, 'Take a photo', picture(`plate ${way.name}`));
      await press(button(partner, 'Send the files'));
      await heading(partner, 'We need more evidence from you').waitFor({ state: 'detached' });

      await press(button(reviewer, /^Review the evidence/), 'c');
      await type(reviewer.getByLabel('Findings'), 'Dark segments on the picture.');
      await press(button(reviewer, 'Record the review'), 'Control+Enter');
      await press(button(reviewer, /^Approve/), 'a');
      await heading(reviewer, 'Approve').waitFor();
      // Where there is nothing to fill in, the button that sends it has the focus.
      await press(reviewer.locator('dialog').getByRole('button', { name: 'Approve' }), 'Enter');
      await heading(reviewer, 'Approved').waitFor();
      // What the partner decides is recorded where it said so by phone.
      await button(reviewer, 'Change the remedy').waitFor();

      await heading(partner, 'Choose your remedy').waitFor();
      await pick(radio(partner, 'A credit note'));
      await press(button(partner, 'Confirm the choice'));
      const download = partner.waitForEvent('download');
      await press(partner.getByRole('link', { name: 'Credit note (PDF)' }));
      const pdf = await readFile(await (await download).path());
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      await partner.getByText('you have not confirmed yet that you have read it').waitFor();
      await press(button(partner, 'I have read the decision'));
      await press(partner.locator('dialog').getByRole('button', { name: 'I have read the decision' }));
      await partner.getByText('you have not confirmed yet that you have read it').waitFor({ state: 'detached' });
      for (const page of [reviewer, partner])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(way.look.width ?? 1360);
    });

    it('C7 F6 a remedy is stated and changed, before the decision and after it, and what was chosen last is what follows', async () => {
      const claimId = await submitted(OSAKA, second);
      const page = await desk.visit(OSAKA, `claims/${claimId}`, way.look);
      const dialog = page.locator('dialog');
      for (const [name, remedy] of [
        ['A credit note', 'CREDIT'],
        ['A new unit with the next order', 'REPLACEMENT'],
      ] as const) {
        await press(button(page, 'Change the remedy'));
        await pick(radio(page, name));
        await press(dialog.getByRole('button', { name: 'Change the remedy' }), 'Control+Enter');
        await dialog.waitFor({ state: 'detached' });
        expect(await desk.maker.claim(OSAKA, claimId, 'remedy')).toEqual({ remedy });
      }
      await desk.maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
      await desk.maker.do(RITA, 'approveClaim', { claimId });
      await page.getByText('owed since').waitFor();
      await press(page.locator('.impossible summary'));
      await page.getByText('REMEDY_EXECUTED').first().waitFor();
      // F6: a unit that was not sent yet can still become a credit.
      await press(button(page, 'Take a credit instead'));
      await press(dialog.getByRole('button', { name: 'Take a credit instead' }));
      await page.getByRole('link', { name: 'Credit note (PDF)' }).waitFor();
    });

    it('C6 what two people decide at once is refused to the second, with code and rule, and what was typed stays', async () => {
      const claimId = await submitted(SEOUL, third);
      const page = await desk.visit(RITA, `claims/${claimId}`, way.look);
      await press(button(page, /^Review the evidence/), 'c');
      await type(page.getByLabel('Findings'), 'Seen by me.');
      await desk.maker.do(SEOUL, 'withdrawClaim', { claimId });
      await press(button(page, 'Record the review'));
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toContain('CLAIM_WITHDRAWN');
      expect(await page.getByLabel('Findings').inputValue()).toBe('Seen by me.');
    });

    it('a session that ends in the middle of a form is begun again over it, and the form is then sent, once', async () => {
      const page = await desk.visit(SEOUL, `new?serial=${fourth}`, way.look);
      await pick(radio(page, /NO-LIGHT/));
      await type(page.getByLabel('What happens'), 'It ended.');
      await chooseFile(way, page, 'Choose files', picture(`session ${way.name}`));
      await page.context().clearCookies();
      await way.pressTwice(button(page, 'Submit the claim'), 'Control+Enter');
      await press(button(page, /^Sign in again as Seoul Beauty/));
      await heading(page, /-/).waitFor();
      const { claims } = await desk.maker.ask(SEOUL, `{ claims(filter: { serial: "${fourth}" }) { totalCount } }`);
      expect(claims.totalCount).toBe(1);
    });

    it('what a lost connection cut off, a file or the claim, is kept and sent again, and a draft survives a reload', async () => {
      const page = await desk.visit(SEOUL, `new?serial=${sixth}`, way.look);
      await page.route('**/evidence', (route) => route.abort());
      await type(page.getByLabel('What happens'), 'Cut off.');
      await page.getByLabel('Choose files').setInputFiles(picture(`cut ${way.name}`));
      await page.getByText('The connection broke off.').waitFor();
      await page.unroute('**/evidence');
      await press(button(page, 'Try again'));
      await page.getByText('✓ uploaded').waitFor();
      // As the page keeps it; a draft is written a moment after the last key.
      await eventually(async () => (await page.evaluate(KEPT_DRAFTS)) === 1);
      await page.goto(desk.address('new'));
      await page.getByText('✓ uploaded').waitFor();
      expect(await page.getByLabel('What happens').inputValue()).toBe('Cut off.');
      expect(await page.getByLabel('Serial number').inputValue()).toBe(sixth);
      await pick(radio(page, /NO-LIGHT/));
      await page.route('**/graphql', (route) => route.abort());
      await press(button(page, 'Submit the claim'), 'Control+Enter');
      await page.getByText('The server cannot be reached.').waitFor();
      expect(await page.getByLabel('What happens').inputValue()).toBe('Cut off.');
      await page.unroute('**/graphql');
      await press(button(page, 'Submit the claim'), 'Control+Enter');
      await heading(page, /-/).waitFor();
      const { claims } = await desk.maker.ask(SEOUL, `{ claims(filter: { serial: "${sixth}" }) { totalCount } }`);
      expect(claims.totalCount).toBe(1);
    });

    it('A1 A2 an auditor winds a claim back to what was known before its decision, and sees that the chain holds, and which event was tampered with', async () => {
      const { id } = await desk.maker.approvedClaim(SEOUL, fifth);
      await desk.maker.settled();
      const page = await desk.visit(ARTHUR, `claims/${id}`, way.look);
      await heading(page, /-/).waitFor();
      await press(page.getByRole('link', { name: 'As it was' }), 't');
      const state = page.locator('.facts');
      await state.getByText('Approved').first().waitFor();
      await way.toStart(page.getByLabel('What had happened by'));
      await state.getByText('Submitted').waitFor();
      expect(await page.locator('.timeline .later').count()).toBeGreaterThan(3);
      await page.reload();
      await state.getByText('Submitted').waitFor();
      await press(page.getByRole('link', { name: '‹ Claim' }));
      await press(page.getByRole('link', { name: 'Proof' }), 'p');
      await page.getByText(/^✓ All \d+ events hold/).waitFor();
      const partner = await desk.visit(SEOUL, `claims/${id}/proof`, way.look);
      await partner.getByText(/^\d+ of \d+ events were recalculated here and hold/).waitFor();
      tamperWith(
        desk.maker.folder,
        `UPDATE events SET data = replace(data, 'Dark segments', 'Nice segments') WHERE stream = 'claim-${id}'`,
      );
      await page.reload();
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(
        new RegExp(`^The chain is broken at: Evidence reviewed, event \\d of claim-${id}. The content is not what was`),
      );
    });
  });

  it('C2 a claim of another partner is shown as absent, like one that does not exist', async () => {
    const claimId = await submitted(SEOUL, 'KR-0004');
    const page = await desk.visit(BERLIN, `claims/${claimId}`);
    await heading(page, 'There is no such claim').waitFor();
    const foreign = await page.locator('main').textContent();
    await page.goto(desk.address('claims/no-such-claim'));
    await heading(page, 'There is no such claim').waitFor();
    expect(await page.locator('main').textContent()).toBe(foreign);
  });

  it('a screen that is not for the role, and one of nothing, say so, and have no entry', async () => {
    const page = await desk.visit(BERLIN, 'work');
    for (const path of ['work', 'batches/B-2512', 'batches/NONE', 'partners/P-SEOUL', 'records?part=models']) {
      await page.goto(desk.address(path));
      await heading(page, 'This screen is not for your role').waitFor();
    }
    expect(await page.getByRole('navigation', { name: 'Screens' }).textContent()).toBe(
      'My claimsNew claimCreditsPromise',
    );
    const staff = await desk.visit(ADAM);
    for (const [path, said] of [
      ['nothing', 'This page does not exist'],
      ['batches/NONE', 'There is no such batch'],
      ['products/NONE', 'There is no such record.'],
      ['policies/NONE', 'There is no such record.'],
      ['calendars/NONE', 'There is no such record.'],
      ['partners/NONE', 'There is no partner NONE. Check the id.'],
    ] as const) {
      await staff.goto(desk.address(path));
      await staff.getByText(said).waitFor();
    }
  });

  it('a lost connection is said, and heals by itself: what happened meanwhile is then shown', async () => {
    const claimId = await submitted(SEOUL, 'KR-0010');
    const page = await desk.visit(RITA);
    let isCut = false;
    let cut = () => {};
    await page.routeWebSocket(/graphql/, (socket) => {
      if (isCut) return void socket.close();
      const server = socket.connectToServer();
      cut = () => {
        isCut = true;
        void socket.close();
        void server.close();
      };
    });
    await page.goto(desk.address(`claims/${claimId}`));
    await button(page, /^Review the evidence/).waitFor();
    cut();
    await page.getByText('Not connected.').waitFor();
    await desk.maker.do(SEOUL, 'withdrawClaim', { claimId });
    isCut = false;
    await page.getByText('Not connected.').waitFor({ state: 'detached' });
    await page.getByText('Withdrawn').first().waitFor();
  });

  it('E1 C2 a file of a wrong type, a video of 300 MB and a serial of another partner are refused in words, with code and rule, beside them', async () => {
    const page = await desk.visit(SEOUL, 'new');
    await page
      .getByLabel('Choose files')
      .setInputFiles({ name: 'run.exe', mimeType: 'image/jpeg', buffer: Buffer.from('MZ no picture') });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('UNSUPPORTED_MEDIA · rule E1');
    const video = join(process.env.TEST_RUN_FOLDER as string, 'long.mp4');
    await writeFile(video, '\0\0\0\x18ftypmp42\0\0\0\0mp42isom');
    await truncate(video, 300 * 1024 * 1024);
    await page.getByLabel('Choose files').setInputFiles(video);
    await page.getByText(/^FILE_TOO_LARGE · rule E1/).waitFor();
    await page.getByLabel('Serial number').fill('DE-0001');
    await page.getByText(/^NOT_YOUR_UNIT/).waitFor();
    expect(await page.getByLabel('Serial number').inputValue()).toBe('DE-0001');
  });

  it('C1 the bar code of a plate is read by the camera, which is then off', async () => {
    const page = await desk.visit(SEOUL, 'new', { width: 390, hasTouch: true });
    await button(page, 'Scan').tap();
    await eventually(async () => (await page.getByLabel('Serial number').inputValue()) === 'KR-0015');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.getByText('covered until').waitFor();
  });

  it('E1 a video shows its first picture, and what this browser cannot show says so and can be downloaded', async () => {
    const id = await submitted(SEOUL, 'KR-0017');
    const page = await desk.visit(RITA, `claims/${id}`);
    await button(page, 'Add files').click();
    const video = Buffer.from((await page.evaluate(RECORDED)) as number[]);
    await page.getByLabel('Choose files').setInputFiles([
      { name: 'plate.heic', mimeType: 'image/heic', buffer: heic() },
      { name: 'run.webm', mimeType: 'video/webm', buffer: video },
    ]);
    await page.getByText('✓ uploaded').nth(1).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await button(page, 'Assign').click();
    const owner = page.locator('dialog').getByRole('combobox');
    await owner.selectOption({ index: 1 });
    const name = (await owner.locator('option:checked').textContent()) as string;
    await page.keyboard.press('Control+Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('.facts').getByText(name, { exact: true }).waitFor();
    const { evidence } = await desk.maker.claim(RITA, id, 'evidence { mediaType url }');
    for (const [at, { mediaType, url }] of evidence.entries()) {
      await page.locator('.evidence-all button').nth(at).click();
      if (mediaType === 'video/webm')
        await eventually(async () => Number(await page.evaluate(`document.querySelector('video')?.readyState`)) >= 2);
      if (mediaType === 'image/heic') {
        await page.getByText('(image/heic)').waitFor();
        const download = page.locator('.evidence-frame').getByRole('link', { name: 'Download' });
        expect(await download.getAttribute('href')).toBe(url);
        expect(await button(page, 'Zoom').count()).toBe(0);
      }
    }
    expect(evidence.map(({ mediaType }: { mediaType: string }) => mediaType)).toEqual(
      expect.arrayContaining(['image/heic', 'video/webm']),
    );
  });

  it('A1 A2 a claim of hundreds of events is shown, wound back and proved whole', async () => {
    const id = await submitted(SEOUL, 'KR-0018');
    for (let note = 0; note < 200; note++) await desk.maker.do(RITA, 'addNote', { claimId: id, text: `Call ${note}.` });
    await desk.maker.settled();
    const { history } = await desk.maker.claim(ARTHUR, id, 'history { id }');
    const page = await desk.visit(ARTHUR, `claims/${id}`);
    for (const path of ['', '/at']) {
      await page.goto(desk.address(`claims/${id}${path}`));
      await eventually(async () => (await page.locator('.timeline li').count()) === history.length);
    }
    await page.goto(desk.address(`claims/${id}/proof`));
    await page.getByText(`✓ All ${history.length} events hold`).waitFor();
  });

  it('B5 B7 a batch is suspected and confirmed as defective from its page, and a partner claims for its units in one act', async () => {
    const { maker } = desk;
    await maker.record('recordBatch', { id: 'B-DIM', sku: 'LAMP', producedOn: '2025-12-01', quantity: 50 });
    const line = { sku: 'LAMP', batchId: 'B-DIM', netPrice: { amount: '80', currency: 'EUR' } };
    await maker.ship('P-BERLIN', 'INV-DIM', [], {
      lines: [{ ...line, serials: ['DIM-1', 'DIM-2', 'DIM-3', 'DIM-4', 'DIM-5'] }],
    });
    await maker.settled();
    const page = await desk.visit(QUINN, 'batches');
    await page.getByRole('link', { name: 'B-DIM' }).click();
    await page.getByText('Berlin Licht').first().waitFor();
    await page.getByRole('img', { name: /No alarm until/ }).waitFor();
    await button(page, 'Record quality control').click();
    await page.getByLabel('Measurement 1').fill('capacitance');
    await page.getByLabel('Result 1').fill('0.97');
    await button(page, 'Add a line').click();
    await page.getByLabel('Measurement 2').fill('verdict');
    await page.getByLabel('Result 2').fill('passed');
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

    const partner = await desk.visit(BERLIN, 'new', { width: 390, hasTouch: true });
    await partner.getByRole('link', { name: 'Claim for a defective batch' }).tap();
    // As the notice links it.
    await partner.goto(desk.address('claim-units?batch=B-DIM&group=BATTERY'));
    await button(partner, 'Claim for these units').tap();
    await partner.getByText('NOT_YOUR_DEFECTIVE_UNIT').waitFor();
    await partner.getByLabel('Group of defects').fill('LIGHT');
    await button(partner, 'Claim for these units').tap();
    await heading(partner, '5 of 5 units are claimed for').waitFor();
    await maker.settled();
    await button(page, "What today's detectors would have said").click();
    await page.getByRole('cell', { name: 'LIGHT', exact: true }).first().waitFor();
    await page.getByText('LIGHT: how this is calculated').click();
    await page.getByText('The usual rate rests on few claims so far').locator('visible=true').first().waitFor();
  });

  it('F5 F7 S13 finance sees credit notes, totals, ageing, reconciliation and the promise, each table with its plot', async () => {
    const { id } = await desk.maker.approvedClaim(SEOUL, 'KR-0013');
    await desk.maker.settled();
    const { creditNote } = await desk.maker.claim(FIONA, id, 'creditNote { number }');
    const page = await desk.visit(FIONA, 'credits');
    await page.getByText(creditNote.number).waitFor();
    const days = 'from=2026-01-01&to=2026-03-09';
    for (const [part, seen] of [
      ['totals', 'Payable · KRW'],
      ['ageing', 'Open · KRW'],
      ['reconcile', '✓ The books agree with the claims.'],
    ] as const) {
      await page.goto(desk.address(`credits?part=${part}&${days}`));
      await page.getByText(seen, { exact: true }).waitFor();
      await page
        .getByRole('img', { name: /^Plot: / })
        .first()
        .waitFor();
    }
    await page.goto(desk.address(`promise?${days}`));
    await page.getByText('Promise kept').first().waitFor();
    const { slaReport } = await desk.maker.ask(
      FIONA,
      '{ slaReport(from: "2026-01-01", to: "2026-03-09", timeZone: "UTC") { resolved } }',
    );
    expect(await page.locator('.big-figures').textContent()).toContain(`Answered${slaReport.resolved}`);
    await page.goto(desk.address('partners/P-SEOUL'));
    await page.getByRole('link', { name: creditNote.number, exact: true }).click();
    await heading(page, creditNote.number).waitFor();
    await page.keyboard.press('x');
    await page.getByLabel('Reason').fill('  ');
    await page.keyboard.press('Control+Enter');
    // Blanks are no reason: they are not sent.
    await page.locator('dialog textarea:invalid').waitFor();
    await button(page, 'Cancel').click();
    await page.keyboard.press('c');
    await page.getByLabel('Paid on').fill('2020-01-01');
    await page.getByLabel('Reference of the payment').fill('SAP 471');
    await page.keyboard.press('Control+Enter');
    await page.getByText('DATED_TOO_EARLY').waitFor();
    await page.getByLabel('Paid on').fill(new Date(desk.maker.makegood.clock.now()).toISOString().slice(0, 10));
    await page.keyboard.press('Control+Enter');
    await page.getByText('SAP 471').waitFor();
    await page.keyboard.press('c');
    await page.getByText('ALREADY_SETTLED').first().waitFor();
    await page.goto(desk.address('credits?part=closing&month=2026-02'));
    await page.getByText('this closes everything up to Feb 28, 2026').waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('Control+Enter');
    await page.getByText('February 2026 is closed').waitFor();
    await page.goto(desk.address('credits?part=statement&partner=P-SEOUL&month=2026-03'));
    await page.getByRole('cell', { name: 'Settlement' }).waitFor();
    const owed = await desk.visit(BERLIN, 'credits?part=owed');
    await owed.getByText('Lumira Lamp').first().waitFor();
    expect(await owed.getByRole('navigation', { name: 'Parts of the books' }).textContent()).toBe(
      'Credit notesUnits owedStatement',
    );
    // F6: what the partner said by phone.
    const { replacements } = await desk.maker.ask(FIONA, '{ replacements(status: OWED) { nodes { claim { id } } } }');
    await page.goto(desk.address(`claims/${replacements.nodes[0].claim.id}`));
    await button(page, 'Take a credit instead').click();
    await page.getByLabel('How').fill('By phone');
    await page.getByLabel('Whom').fill('Frau Weber');
    await page.getByLabel('When').fill(new Date(desk.maker.makegood.clock.now()).toISOString().slice(0, 16));
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Credit note (PDF)' }).waitFor();
  });

  it('S7 an administrator sees which due times a calendar would move before it is published, and then that they moved', async () => {
    const claimId = await submitted(SEOUL, 'KR-0014');
    await desk.maker.settled();
    const due = async (): Promise<string> =>
      (await desk.maker.claim(ADAM, claimId, 'sla { targets { name dueAt } }')).sla.targets[1].dueAt;
    const before = await due();
    const page = await desk.visit(ADAM, 'calendars/default');
    await button(page, 'Add a day').click();
    await page.getByLabel('Day', { exact: true }).last().fill('2026-03-10');
    await page.getByLabel('Name', { exact: true }).last().fill('Stocktaking');
    await button(page, 'See what would move').click();
    await page.getByText(/^[1-9]\d* due times would move/).waitFor();
    await page.getByText('1 day changes.').waitFor();
    await button(page, '‹ Month before').click();
    await page.getByText('0 days change.').waitFor();
    await button(page, /^Publish version/).click();
    await page.getByText('+ Mar 10, 2026 Closed Stocktaking').waitFor();
    await desk.maker.settled();
    expect(Date.parse(await due()) - Date.parse(before)).toBe(86_400_000);
  });

  it('R9 N3 a table is tried with its refused rows; a partner is on one page, versions of a policy beside each other, read models well', async () => {
    const page = await desk.visit(ADAM, 'records?part=imports');
    await page.getByLabel('What the table holds').selectOption('products');
    const table = 'sku,name,defectGroups\nPEN,Lumira Pen,ink: DRY\n,No number,ink: DRY\n';
    await page
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'products.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await button(page, 'Import').click();
    await page.getByText('products.csv').waitFor();
    await page.getByRole('link', { name: 'Refused rows (CSV)' }).waitFor();
    await page.getByRole('link', { name: 'Partners' }).click();
    await page.getByRole('link', { name: 'Osaka Light' }).click();
    await heading(page, 'Open credit notes').waitFor();
    await page.getByRole('link', { name: '‹ Partners' }).click();
    await page.getByRole('link', { name: 'Policies' }).click();
    await page.getByRole('link', { name: 'STANDARD' }).click();
    await page.getByText('WATER').waitFor();
    await page.goto(desk.address('records?part=models'));
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
    const page = await desk.visit(ADAM, 'claims?channel=EMAIL');
    await page.getByText('No claim matches this choice.').waitFor();
    await page.getByLabel('goodwill').check();
    await page.getByLabel('Sent by').selectOption('Import');
    await page.waitForURL(/channel=IMPORT.*only=goodwill/);
    await page.reload();
    await page.getByLabel('goodwill').and(page.locator(':checked')).waitFor();
    expect(await page.getByLabel('Sent by').inputValue()).toBe('IMPORT');
  });

  it('R2 R5 R6 an administrator changes a partner, a product and a policy; what is refused stays as it was typed', async () => {
    const page = await desk.visit(ADAM, 'partners/P-OSAKA');
    await button(page, 'Change the terms').click();
    await page.getByLabel('Contacts').fill('haruto@osaka.example\nno address');
    await page.getByRole('radio', { name: 'Always credit' }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^INVALID_INPUT/).waitFor();
    expect(await page.getByLabel('Contacts').inputValue()).toBe('haruto@osaka.example\nno address');
    await page.getByLabel('Contacts').fill('haruto@osaka.example');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'haruto@osaka.example' }).waitFor();
    await button(page, 'Correct').click();
    await page.getByLabel('Language and country').fill('en-JP');
    await page.getByLabel('Reason').fill('They asked for English.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('JPY · English (Japan)').waitFor();
    await button(page, 'Change the address on documents').click();
    await page.getByLabel('Street and building').fill('2-1 Umeda');
    await page.getByLabel('City').fill('Osaka');
    await page.getByLabel('Country').fill('JP');
    await page.keyboard.press('Control+Enter');
    await page.getByText('2-1 Umeda, Osaka, Japan').waitFor();

    await page.goto(desk.address('products/LAMP'));
    await button(page, 'Add a defect').click();
    const added = page.getByRole('group', { name: 'Add a defect' });
    await added.getByLabel('한국어').fill('깜박임');
    await added.getByLabel('Defect code').fill('FLICKERS');
    await button(page, 'Save').click();
    await eventually(async () => {
      const { products } = await desk.maker.ask(SEOUL, '{ products(text: "LAMP") { nodes { defects { label } } } }');
      return products.nodes[0].defects.some(({ label }: { label: string }) => label === '깜박임');
    });

    await page.goto(desk.address('policies/STANDARD'));
    await button(page, 'draft of version 2').click();
    await page.getByLabel('In force from').fill('2026-01-02');
    await page.getByLabel('Months', { exact: true }).fill('30');
    await button(page, 'Check it').click();
    await page.getByText(/^EFFECTIVE_BEFORE_PUBLICATION · rule R6/).waitFor();
    expect(await page.getByLabel('Months', { exact: true }).inputValue()).toBe('30');
    await page.getByLabel('In force from').fill('2031-01-01');
    await button(page, 'Check it').click();
    await button(page, 'Publish version 2').click();
    await page.getByRole('columnheader', { name: 'version 2', exact: true }).waitFor();
    await page.getByRole('cell', { name: '30 changed' }).waitFor();
  });

  describe('has no violation of accessibility', () => {
    let claimId: string;
    let number: string;
    beforeAll(async () => {
      claimId = await submitted(SEOUL, 'KR-0008');
      const { id } = await desk.maker.approvedClaim(SEOUL, 'KR-0016');
      const table = new FormData();
      table.set('kind', 'products');
      table.set('file', new Blob(['sku,name,defectGroups\n,No number,ink: DRY\n']), 'products.csv');
      await desk.maker.raw(ADAM, '/imports', { method: 'POST', body: table });
      await desk.maker.settled();
      number = (await desk.maker.claim(FIONA, id, 'creditNote { number }')).creditNote.number;
    });

    /** `colours`: all that another theme changes. `layout`: all that another width changes. */
    const violations = async (page: Page, what: 'all' | 'layout' | 'colours'): Promise<unknown> => {
      if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(axe.source);
      const runOnly = what === 'all' ? RULES : what === 'layout' ? LAYOUT : LAYOUT.slice(0, 1);
      const type = what === 'all' ? 'tag' : 'rule';
      return page.evaluate(
        `axe.run({ preload: false, resultTypes: ['violations'], runOnly: { type: '${type}', values: ${JSON.stringify(runOnly)} } }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`,
      );
    };
    const LAYOUT = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];
    const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const LANGUAGES = ['en', 'ko', 'zh', 'de', 'ja'] as const;
    const ROUTES: readonly (readonly [string, Who | undefined, string])[] = [
      ['', undefined, '.sign-in-groups'],
      ['work?part=NOT_REVIEWED', RITA, '.rows'],
      ['claims/ID', RITA, '.timeline li'],
      ['batches', RITA, '.rows'],
      ['batches/B-2512', QUINN, '.plot svg:visible'],
      ['claims', SEOUL, '.card'],
      ['new?serial=KR-0009', SEOUL, '.found'],
      ['claim-units', SEOUL, 'form.intake'],
      ['claims/ID', SEOUL, '.timeline li'],
      ['claims/ID/proof', SEOUL, '.rows'],
      ['claims/ID/at', ARTHUR, '.facts dl'],
      ['claims/ID/proof', ARTHUR, '.rows'],
      ['credits', FIONA, '.rows'],
      ['credits?part=totals&from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['credits?part=reconcile&from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['credits/NOTE', FIONA, '.facts dl'],
      ['credits?part=closing&month=2026-03', FIONA, '.rows'],
      ['credits?part=statement&partner=P-SEOUL&month=2026-03', FIONA, '.rows'],
      ['promise?from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['records', ADAM, '.rows'],
      ['partners/P-SEOUL', ADAM, '.facts dl'],
      ['records?part=imports', ADAM, '.card'],
      ['records?part=models', ADAM, '.rows'],
      ['products/LAMP', ADAM, '.defect'],
      ['policies/STANDARD', ADAM, '.versions'],
      ['calendars/default', ADAM, '.facts fieldset'],
    ];

    /** At both widths and in both themes, the languages in rotation; in every language by `npm run axe`. */
    const check = async (at: number, hasTouch: boolean, language: string) => {
      const [path, who, shown] = ROUTES[at] as (typeof ROUTES)[number];
      const page = await desk.visit(who, path.replace('ID', claimId).replace('NOTE', number), { hasTouch, language });
      await page.locator(shown).first().waitFor();
      for (const width of hasTouch ? [390] : [1360, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const look = { path, width, language };
        await page.evaluate('document.documentElement.dataset.theme = "light"');
        // A table of a phone has no headings to see; all else is the same at both widths.
        const what = isWhole || width === 390 ? 'all' : 'layout';
        expect({ ...look, violations: await violations(page, what) }).toEqual({ ...look, violations: [] });
        await page.evaluate('document.documentElement.dataset.theme = "dark"');
        expect({ ...look, dark: await violations(page, 'colours') }).toEqual({ ...look, dark: [] });
        expect({ ...look, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
          ...look,
          wide: width,
        });
        if (who === RITA && path === 'claims/ID') {
          await page.keyboard.press('c');
          await page.locator('dialog').waitFor();
          expect({ ...look, dialog: await violations(page, 'all') }).toEqual({ ...look, dialog: [] });
          await page.keyboard.press('Escape');
        }
      }
      // The narrowest phone, and text of twice the size: nothing is wider than the page.
      for (const [width, text] of [
        [320, ''],
        [390, '175%'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(`document.documentElement.style.fontSize = '${text}'`);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect({ path, language, text, wide }).toEqual({ path, language, text, wide: width });
      }
      await page.close();
    };

    it.each(ROUTES.map(([path, who], at) => ({ path, role: who?.role ?? 'nobody', at })))(
      'on $path of $role, at both widths and in both themes',
      async ({ at }) => {
        const languages = isWhole ? LANGUAGES : [LANGUAGES[at % LANGUAGES.length] as string];
        for (const language of languages) await check(at, false, language);
        if (isWhole) for (const language of languages) await check(at, true, language);
      },
    );
  });
});
