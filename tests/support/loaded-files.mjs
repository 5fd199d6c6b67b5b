import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Notes each file that a program loads; given to it by `--import`.
registerHooks({
  load(url, context, load) {
    if (url.startsWith('file:')) appendFileSync(process.env.LOADED_FILES, `${url}\n`);
    return load(url, context);
  },
});
