import { existsSync } from 'node:fs';

/** What only runs pages without a window does the same in two thirds of the time. */
const SHELL = '/usr/bin/chromium-headless-shell';

/** Its path, which nothing may be at. */
export const CHROMIUM = process.env.CHROMIUM ?? [SHELL, '/usr/bin/chromium'].find((path) => existsSync(path)) ?? SHELL;
