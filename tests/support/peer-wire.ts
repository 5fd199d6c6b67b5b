import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server as TcpServer, type Socket } from 'node:net';

/** A TCP proxy between client and server that can be cut, silenced or closed. */
export class Wire {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #listening: TcpServer | undefined;
  #frozen = false;
  port = 0;
  behind = 0;

  async listen(): Promise<void> {
    if (this.#listening?.listening) return;
    this.#listening = createServer((near) => {
      const far = connect(this.behind, '127.0.0.1');
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const [one, other] of [pair, [far, near]] as const) {
        // As HTTP/2 does: otherwise each small frame waits 40 ms for its acknowledgement.
        one.setNoDelay(true);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          other.destroy();
          this.#pairs.delete(pair);
        });
        if (!this.#frozen) one.pipe(other);
      }
    });
    this.#listening.listen(this.port, '127.0.0.1');
    await once(this.#listening, 'listening');
    this.port = (this.#listening.address() as AddressInfo).port;
  }

  cut(): void {
    for (const [near] of this.#pairs) near.resetAndDestroy();
  }

  freeze(): void {
    this.#frozen = true;
    for (const [near, far] of this.#pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    for (const [near, far] of this.#pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  async down(): Promise<void> {
    const listening = this.#listening;
    if (!listening?.listening) return;
    const closed = once(listening, 'close');
    listening.close();
    this.cut();
    await closed;
  }
}
