import { heic } from '#evidence/files';
import { ARTHUR, eventually, RITA, SEOUL } from '../support/maker.ts';
import { button, submitted, type Desk } from './desk.ts';
import { pressKey } from './ways.ts';

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

/** Cameras, videos and long histories. */
export function claimScreens(desk: Desk): void {
  it('C1 the bar code of a plate is read by the camera, which is then off', async () => {
    const page = await desk().visit(SEOUL, 'new', { width: 390, hasTouch: true });
    await button(page, 'Scan').tap();
    await eventually(async () => (await page.getByLabel('Serial number').inputValue()) === 'KR-0015');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.getByText('covered until').waitFor();
  });

  it('E1 all of a picture that is turned and enlarged can be reached, the menu lies above the cards of claims, a video shows its first picture, and what this browser cannot show says so and can be downloaded', async () => {
    const id = await submitted(desk(), SEOUL, 'KR-0017');
    const page = await desk().visit(RITA, `claims/${id}`);
    const phone = await desk().visit(SEOUL, 'claims', { width: 390, hasTouch: true });
    await phone.locator('.card').first().waitFor();
    await phone.locator('.account summary').tap();
    // Above the cards: it can be pressed.
    await button(phone, 'Sign out').tap({ trial: true });
    await page.locator('.evidence-frame img').waitFor();
    for (const key of ['z', 'r']) await pressKey(page, key);
    const frame = await page.locator('.evidence-frame.zoomed').boundingBox();
    const turned = await page.locator('[data-turned="1"]').boundingBox();
    expect([turned?.x, turned?.y].map(Number).map(Math.round)).toEqual(
      [frame?.x, frame?.y].map((edge) => Math.round(Number(edge)) + 1),
    );
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
    const { evidence } = await desk().maker.claim(RITA, id, 'evidence { mediaType url }');
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
    const id = await submitted(desk(), SEOUL, 'KR-0018');
    for (let note = 0; note < 200; note++)
      await desk().maker.do(RITA, 'addNote', { claimId: id, text: `Call ${note}.` });
    await desk().maker.settled();
    const { history } = await desk().maker.claim(ARTHUR, id, 'history { id }');
    const page = await desk().visit(ARTHUR, `claims/${id}`);
    for (const path of ['', '/at']) {
      await page.goto(desk().address(`claims/${id}${path}`));
      await eventually(async () => (await page.locator('.timeline li').count()) === history.length);
    }
    await page.goto(desk().address(`claims/${id}/proof`));
    await page.getByText(`✓ All ${history.length} events hold`).waitFor();
  });
}
