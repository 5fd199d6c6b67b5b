import type { Page } from 'playwright-core';
import { jpeg } from '#evidence/files';
import type { Who } from '../support/maker.ts';
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
