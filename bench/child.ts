import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

/** Path of a compiled program by its name: all are in one folder. */
export const programBeside = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** Where those of `npm run start:worker` are others than those of a server. */
const WORKER_OPTIONS = ['--max-semi-space-size=32'];

/** Runs a program that answers nobody to its end, with the Node options of a worker. @returns what it printed as JSON */
export async function measuredBy<T>(name: string, ...args: string[]): Promise<T> {
  const options = [...process.execArgv, ...WORKER_OPTIONS];
  const child = spawn(process.execPath, [...options, programBeside(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (status !== 0) throw new Error(`${name} ended with status ${status}`);
  return JSON.parse(printed) as T;
}

/** Where the program says that it can be reached. */
export const ADDRESS = /ready at (http:\/\/\S+?):? /;

export interface Running {
  /** What it has printed. */
  readonly greeting: string;
  readonly pid: number;
  /** All that it has printed until now. */
  printed(): string;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Of Node; default: those of this process. */
  readonly options?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: RegExp;
}

/** Starts a server and waits until its output matches `ready`. @throws Error when it ends before */
export async function started(
  program: string,
  { options = process.execArgv, args = [], env = {}, ready }: StartOptions,
): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [...options, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  let printed = '';
  const greeting = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      if (ready.test(printed)) resolve(printed);
    });
    void ended.then(([status]) => reject(new Error(`${program} ended with status ${status} before it was ready`)));
  });
  return {
    greeting,
    pid: child.pid as number,
    printed: () => printed,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export const server = (name: string, ...args: string[]): Promise<Running> =>
  started(programBeside(name), { args, ready: /\n/ });
