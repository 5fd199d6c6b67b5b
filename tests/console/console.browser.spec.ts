import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import encodeQR from 'qr';
import sharp from 'sharp';
import { accessibility, isWhole } from './accessibility.ts';
import { badInput } from './bad-input.ts';
import { Console, describeInBrowser } from './browser.ts';
import { claimScreens } from './claim-screens.ts';
import { flows } from './flows.ts';
import { office } from './office.ts';
import { records } from './records.ts';

jest.setTimeout(isWhole ? 900_000 : 120_000);

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

  // By subject; a suite of its own for each would start a server and a browser each.
  flows(() => desk);
  badInput(() => desk);
  claimScreens(() => desk);
  office(() => desk);
  records(() => desk);
  accessibility(() => desk);
});
