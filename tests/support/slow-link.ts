import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A TCP proxy that can be slow, silent or cut. Silent: connections, new ones too, stay open and no data passes. */
export class SlowLink {
  /** Delay of each chunk to the server, milliseconds. */
  delay = 0;
  /** Cuts the connections after so many more chunks, wherever in a request or an answer that is. */
  cutAfter = Number.POSITIVE_INFINITY;
  readonly #open = new Set<Socket>();
  #state: 'open' | 'silent' | 'cut' = 'open';

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {
    server.on('connection', (near) => this.#join(near));
  }

  static async to(target: number): Promise<SlowLink> {
    const server = createServer();
    const link = new SlowLink(server, target);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  /** Ends all connections; new ones go to another port. */
  redirect(target: number): void {
    this.target = target;
    for (const socket of this.#open) socket.destroy();
  }

  /** Ends all connections; new ones are refused. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#open) socket.destroy();
  }

  silence(): void {
    this.#state = 'silent';
  }

  /** Normal again. Data of a silent time is lost, so its connections are ended. */
  mend(): void {
    if (this.#state === 'silent') for (const socket of this.#open) socket.destroy();
    this.#state = 'open';
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.target, '127.0.0.1');
    const pass = (from: Socket, to: Socket, delay: () => number) => {
      this.#open.add(from);
      from.setNoDelay(true);
      let before: Promise<unknown> = Promise.resolve();
      from.on('data', (data) => {
        if (this.#state === 'silent') return;
        if (--this.cutAfter < 0) {
          this.cut();
          return;
        }
        const due = delay() > 0 ? wait(delay()) : undefined;
        before = before.then(() => due).then(() => to.writable && to.write(data));
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#open.delete(from);
        to.destroy();
      });
    };
    pass(near, far, () => this.delay);
    pass(far, near, () => 0);
  }
}
