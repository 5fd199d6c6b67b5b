import { offences } from './style.ts';

const found = await offences(process.cwd());
for (const offence of found) console.error(offence);
process.exitCode = found.length > 0 ? 1 : 0;
