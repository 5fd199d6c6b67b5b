import type { Page } from 'playwright-core';
import { jpeg } from '#evidence/files';
import { writtenMail } from '#platform/specs';
import { eventually, RITA, type Who } from '../support/maker.ts';
import type { Console } from './browser.ts';

/** Started before the first test: all specs of the console share one server and one browser. */
export type Desk = () => Console;

export const QUINN: Who = { role: 'QUALITY', id: 'quinn' };

export const picture = (name: string) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: jpeg(name) });
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** The id of a claim for a unit. */
export const submitted = async ({ maker }: Console, who: Who, serial: string): Promise<string> =>
  (await maker.do(who, 'submitClaim', await maker.submission(who, serial))).claim.id;

/** Mails of a fitter whom nobody knows, which staff have then. */
export async function strangersMails(
  { maker }: Console,
  mail: object,
  ...messageIds: readonly string[]
): Promise<void> {
  const from = 'fitter@elsewhere.example';
  for (const messageId of messageIds) {
    const raw = writtenMail({ from, subject: 'A lamp', messageId, ...mail });
    const { mailId } = await maker.makegood.receiveMail([raw], { door: 'FILE' });
    await eventually(async () => {
      const { mails } = await maker.ask(RITA, '{ mails(first: 100) { nodes { id } } }');
      return mails.nodes.some(({ id }: { id: string }) => id === mailId);
    });
  }
}
