import { pino } from 'pino';
import { inert } from '#kernel';
import { DataFolderError, type Logger, waitFor } from '#platform';
import {
  followClock,
  joinMakegood,
  type Makegood,
  openClock,
  openStores,
  readSettings,
  type Settings,
  SettingsError,
} from '#engine';
import { serveWhileStarting } from './startup-server.ts';

export interface Stoppable {
  stop(): Promise<void>;
}

const standardError = pino.destination({ dest: 2, sync: true });

/** JSON lines on standard error; standard output is for people. */
const loggerOf = ({ LOG_LEVEL }: Pick<Settings, 'LOG_LEVEL'>): Logger =>
  pino({ level: LOG_LEVEL, base: null }, { write: (line) => standardError.write(inert(line)) });

const STOP_TIMEOUT_MS = 10_000;

/** Runs until SIGTERM or SIGINT, then stops gracefully. What an operator can fix ends it with one line. */
export async function runProcess(start: (makegood: Makegood) => Promise<readonly Stoppable[]>): Promise<void> {
  try {
    const settings = readSettings(process.env);
    const logger = loggerOf(settings);
    const open = () => openStores(settings, logger, waitFor);
    const stores =
      settings.EVENT_STORE_URL || settings.MONGODB_URL ? await serveWhileStarting(settings, open) : await open();
    const { log } = stores;
    if (log.state.kind === 'other') {
      logger.error({}, log.state.reason);
      await serveWhileStarting(settings, () => log.whenKnown(), log.state.reason);
    }
    const clock = await openClock(stores, logger);
    const makegood = joinMakegood(settings, stores, { clock, logger });
    const stopping = new AbortController();
    void followClock(clock, stores.processState, logger, stopping.signal);
    const parts = await start(makegood);
    const end = async (signal: string) => {
      logger.info({ signal }, 'stopping');
      setTimeout(() => {
        logger.error({}, 'the graceful stop took too long: stopping now');
        process.exit(1);
      }, STOP_TIMEOUT_MS).unref();
      stopping.abort();
      for (const part of parts) await part.stop();
      await makegood.close();
      process.exit(0);
    };
    process.once('SIGTERM', () => void end('SIGTERM'));
    process.once('SIGINT', () => void end('SIGINT'));
  } catch (error) {
    process.stderr.write(`makegood: ${inert(inOneLine(error))}\n`);
    process.exit(1);
  }
}

/** One line that says what is wrong and what to do; a bug shows its stack. */
export function inOneLine(error: unknown): string {
  if (error instanceof SettingsError || error instanceof DataFolderError) return error.message;
  const { code, port, address, stack } = error as { code?: string; port?: number; address?: string; stack?: string };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is in use: stop what uses it, or set PORT to another one`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} may not be used by this account: set PORT to one above 1023`;
  return stack ?? String(error);
}
