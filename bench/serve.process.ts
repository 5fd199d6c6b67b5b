import { localToken } from '#server';
import { openEngine } from './history.ts';
import { serve } from './serving.ts';

// Serves a folder as `npm start` does, in a process of its own so that the client does not share its event loop. Prints its URL and
// a token when the read models have the whole log.

const [folder = ''] = process.argv.slice(2);
const makegood = await openEngine(folder);
const api = await serve(makegood);
const token = await localToken(folder, { role: 'REVIEWER', id: 'rita' });
process.stdout.write(`${JSON.stringify({ url: api.url, token })}\n`);
