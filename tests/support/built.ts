import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bundle, programs } from '../../tools/bundle.ts';
import { eventStoreOf } from './event-store-server.ts';
import { eventually, MakerClient } from './maker.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The product, compiled from the present sources as `npm run build` does, once for all suites of a run. */
export class Built {
  readonly #running = new Set<ChildProcess>();
  readonly #fixtures = new Map<string, Promise<string>>();

  private constructor(private readonly folder: string) {}

  static async make(): Promise<Built> {
    const folder = join(process.env.TEST_RUN_FOLDER as string, 'built');
    const whole = join(folder, 'whole');
    // Of several suites one compiles, and the others wait.
    if ((await mkdir(folder, { recursive: true })) !== undefined) {
      await copyFile(join(ROOT, 'package.json'), join(folder, 'package.json'));
      for (const name of ['node_modules', 'samples']) await symlink(join(ROOT, name), join(folder, name));
      await bundle(programs(), join(folder, 'dist/programs'));
      await writeFile(whole, '');
    }
    await eventually(() => existsSync(whole));
    return new Built(folder);
  }

  pathOf(program: 'makegood' | 'api' | 'worker' | 'cli'): string {
    return join(this.folder, `dist/programs/${program}.js`);
  }

  /** Ends the processes that still run: a hook that timed out knows nothing of them. */
  end(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  /** Starts a fixture, compiled as the product is; it talks by its standard input and output. */
  async startFixture(path: string, argument: string) {
    // Once: a process that starts meanwhile would read half of it.
    const bundled = this.#fixtures.get(path) ?? this.#bundled(path);
    this.#fixtures.set(path, bundled);
    const child = spawn(process.execPath, [await bundled, argument], {
      env: { PATH: process.env.PATH, ...this.#compileCache },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#watch(child);
    return child;
  }

  async #bundled(path: string): Promise<string> {
    const name = basename(path, '.ts');
    const dir = join(this.folder, 'fixtures', name);
    await bundle({ [name]: path }, dir);
    return join(dir, `${name}.js`);
  }

  /** Programs that start again and again compile their modules once. */
  get #compileCache(): Readonly<Record<string, string>> {
    return { NODE_COMPILE_CACHE: join(this.folder, 'compiled') };
  }

  #watch(child: ChildProcess): void {
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
  }

  /** Starts the process of `npm start`, or another program, on a data folder; ready when it has printed its address. */
  async start(
    data: string,
    environment: Readonly<Record<string, string>> = {},
    program: 'makegood' | 'api' | 'worker' = 'makegood',
  ): Promise<RunningMaker> {
    const child = spawn(process.execPath, [this.pathOf(program)], {
      env: {
        PATH: process.env.PATH,
        ...this.#compileCache,
        PORT: '0',
        MAKEGOOD_DATA: data,
        MAKEGOOD_SAMPLES: 'off',
        // The separate programs print their address in their log.
        LOG_LEVEL: program === 'makegood' ? 'warn' : 'info',
        ...eventStoreOf(data),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#watch(child);
    let said = '';
    let printed = '';
    const url = await new Promise<string>((resolve, reject) => {
      let told = '';
      const listen = (text: Buffer) => {
        told += text.toString();
        const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
        if (address) resolve(address);
      };
      child.stdout.on('data', (text: Buffer) => {
        printed += text.toString();
        listen(text);
      });
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        listen(text);
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code} before it was ready: ${said}`)));
    });
    return new RunningMaker(
      data,
      url,
      child,
      () => said,
      () => printed,
    );
  }
}

/** Server, api or worker in a process of its own. */
export class RunningMaker extends MakerClient {
  readonly #ended: Promise<number | null>;

  constructor(
    folder: string,
    url: string,
    private readonly child: ChildProcess,
    /** Its standard error so far. */
    readonly said: () => string,
    /** Its standard output so far. */
    readonly printed: () => string,
  ) {
    super(folder, url);
    this.#ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** SIGSTOP. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  /** SIGKILL. */
  kill(): Promise<number | null> {
    this.child.kill('SIGKILL');
    return this.#ended;
  }

  /** SIGTERM. @returns its exit status */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.#ended;
  }
}
