import { prepareOfficialRules } from './official-rules.ts';

process.stdout.write(`${await prepareOfficialRules()}\n`);
