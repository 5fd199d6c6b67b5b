import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

/** A program beside this file, by its name without extension; the compiled one. */
export const programBeside = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** Runs a measuring program to its end, with the options of this one's run time. @returns what it printed as JSON */
export async function measuredBy<T>(name: string, ...args: string[]): Promise<T> {
  const child = spawn(process.execPath, [...process.execArgv, programBeside(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (status !== 0) throw new Error(`${name} ended with status ${status}`);
  return JSON.parse(printed) as T;
}

/** A server in a process of its own. */
export interface Running {
  /** What it had printed when it was ready. */
  readonly greeting: string;
  stop(): Promise<void>;
}

/** Starts a server and waits until what it prints matches. @throws Error when it ends before */
export async function started(
  program: string,
  { args = [], env = {}, ready }: { args?: readonly string[]; env?: Record<string, string>; ready: RegExp },
): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const greeting = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      if (ready.test(printed)) resolve(printed);
    });
    void ended.then(([status]) => reject(new Error(`${program} ended with status ${status} before it was ready`)));
  });
  return {
    greeting,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export const server = (name: string, ...args: string[]): Promise<Running> =>
  started(programBeside(name), { args, ready: /\n/ });
