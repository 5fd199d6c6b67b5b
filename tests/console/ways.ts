import type { FileChooser, Locator, Page } from 'playwright-core';
import { eventually } from '../support/maker.ts';
import { TIMEOUT_MS, type Visit } from './browser.ts';

export interface File {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** How a person works the page. What it cannot reach in this way fails. */
export interface Way {
  readonly name: string;
  readonly look: Visit;
  /** `keys`: those of the page that do the same, where it has any; else the control is reached and pressed. */
  readonly press: (control: Locator, ...keys: readonly string[]) => Promise<void>;
  /** As fast as hands are: the second press does not wait for what the first does. */
  readonly pressTwice: (control: Locator, key: string) => Promise<void>;
  /** One of several that exclude each other. */
  readonly pick: (radio: Locator) => Promise<void>;
  readonly type: (field: Locator, text: string) => Promise<void>;
  readonly toStart: (slider: Locator) => Promise<void>;
}

const MOST_TABS = 80;

const hasFocus = async (control: Locator): Promise<boolean> =>
  (await control.and(control.page().locator(':focus')).count()) > 0;

/** Waits until it is there, and not behind a dialog: one that is about to close still takes every key. */
async function reached(control: Locator): Promise<void> {
  await control.first().waitFor({ state: 'attached' });
  const dialog = control.page().locator('dialog[open]');
  await eventually(
    async () => (await dialog.count()) === 0 || (await control.and(dialog.locator('*')).count()) > 0,
    TIMEOUT_MS,
  );
}

/** From where the focus is, by Tab alone. */
async function tabTo(control: Locator): Promise<void> {
  await reached(control);
  for (let presses = 0; presses < MOST_TABS; presses++) {
    if (await hasFocus(control)) return;
    await control.page().keyboard.press('Tab');
  }
  throw new Error(`${String(control)} is not reached by Tab`);
}

export const KEYBOARD: Way = {
  name: 'by keyboard alone',
  look: {},
  press: async (control, ...keys) => {
    await (keys.length === 0 ? tabTo(control) : reached(control));
    for (const key of keys.length > 0 ? keys : ['Enter']) await control.page().keyboard.press(key);
  },
  pressTwice: (control, key) => KEYBOARD.press(control, key, key),
  pick: async (radio) => {
    // Tab stops at one of them; arrows lead on from there.
    await tabTo(radio.page().locator(`input[type="radio"][name="${await radio.getAttribute('name')}"]`));
    for (let presses = 0; !(await hasFocus(radio)); presses++) {
      if (presses === MOST_TABS) throw new Error(`${String(radio)} is not reached by arrows`);
      await radio.page().keyboard.press('ArrowDown');
    }
    if (!(await radio.isChecked())) await radio.page().keyboard.press('Space');
  },
  type: async (field, text) => {
    await tabTo(field);
    await field.page().keyboard.type(text);
  },
  toStart: async (slider) => {
    await tabTo(slider);
    await slider.page().keyboard.press('Home');
  },
};

/** A key of the screen that is shown, pressed wherever the focus is. */
export const pressKey = (page: Page, key: string): Promise<void> => KEYBOARD.press(page.locator('main'), key);

export const TOUCH: Way = {
  name: 'by touch at 390 px',
  look: { width: 390, hasTouch: true },
  press: (control) => control.first().tap(),
  pressTwice: async (control) => {
    await control.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await control.boundingBox()) as NonNullable<
      Awaited<ReturnType<Locator['boundingBox']>>
    >;
    const { touchscreen } = control.page();
    for (let times = 0; times < 2; times++) await touchscreen.tap(x + width / 2, y + height / 2);
  },
  pick: (radio) => radio.tap(),
  type: async (field, text) => {
    await field.tap();
    await field.page().keyboard.type(text);
  },
  toStart: async (slider) => {
    const box = await slider.boundingBox();
    await slider.tap({ position: { x: 2, y: (box?.height ?? 0) / 2 } });
  },
};

/** The button opens the device's own choice of files, and it is answered. */
export async function chooseFile(way: Way, page: Page, name: string, file: File): Promise<void> {
  const chooser: Promise<FileChooser> = page.waitForEvent('filechooser');
  const input = page.getByLabel(name);
  await way.press(way === TOUCH ? page.locator('label.button', { has: input }) : input);
  await (await chooser).setFiles(file);
  await page.getByText('✓ uploaded').last().waitFor();
}
