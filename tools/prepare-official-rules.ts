import { fetchPdfaValidator, prepareOfficialRules } from './official-rules.ts';

process.stdout.write(`${await prepareOfficialRules()}\n`);
process.stdout.write(
  await fetchPdfaValidator().then(
    (folder) => `${folder}\n`,
    (error: Error) => `The PDF/A validator was not fetched, so its tests are skipped: ${error.message}\n`,
  ),
);
