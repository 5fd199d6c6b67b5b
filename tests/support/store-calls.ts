import { AsyncLocalStorage } from 'node:async_hooks';
import { Server } from 'node:http';

/** What requests to a server in this process ask of its stores, with the number of ids. Requests must be sent one by one. */
export class StoreCalls {
  readonly #ofRequest = new AsyncLocalStorage<string[]>();
  #last: string[] = [];
  #restore: (() => void) | undefined;

  /** The same object, whose calls are noted under the name. */
  watch<T extends object>(name: string, store: T): T {
    const ofRequest = this.#ofRequest;
    return new Proxy(store, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          const ids = given.find((one) => Array.isArray(one));
          ofRequest.getStore()?.push(`${name}.${String(property)}${ids ? ` of ${ids.length}` : ''}`);
          return value.apply(target, given);
        };
      },
    });
  }

  begin(): this {
    const { emit } = Server.prototype as { emit: (event: string, ...given: unknown[]) => boolean };
    const ofRequest = this.#ofRequest;
    const start = () => (this.#last = []);
    Server.prototype.emit = function (this: Server, event: string, ...given: unknown[]) {
      const pass = () => emit.call(this, event, ...given);
      return event === 'request' ? ofRequest.run(start(), pass) : pass();
    };
    this.#restore = () => {
      Server.prototype.emit = emit;
    };
    return this;
  }

  end(): void {
    this.#restore?.();
  }

  /** Of the last request. */
  get last(): readonly string[] {
    return this.#last;
  }
}
