import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { oneAfterAnother } from './pipelining.ts';

class Connection {
  readonly socket = {
    destroyed: false,
    destroy: () => {
      this.socket.destroyed = true;
    },
  };
  readonly begun: number[] = [];
  readonly #responses: EventEmitter[] = [];
  readonly #handle = oneAfterAnother();

  sends(count: number): void {
    for (let n = 0; n < count; n++) {
      const number = this.#responses.push(new EventEmitter());
      const response = this.#responses.at(-1) as unknown as Response;
      this.#handle({ socket: this.socket } as unknown as Request, response, () => this.begun.push(number));
    }
  }

  isAnswered(number: number): void {
    this.#responses[number - 1]?.emit('close');
  }
}

let connection: Connection;
beforeEach(() => (connection = new Connection()));

describe('A request that is sent before an earlier one of its connection was answered', () => {
  it('begins when the one before it was answered', () => {
    connection.sends(3);
    expect(connection.begun).toEqual([1]);
    connection.isAnswered(1);
    expect(connection.begun).toEqual([1, 2]);
    connection.isAnswered(2);
    connection.isAnswered(3);
    expect(connection.begun).toEqual([1, 2, 3]);
    connection.sends(1);
    expect(connection.begun).toEqual([1, 2, 3, 4]);
  });

  it('does not begin when the connection has ended', () => {
    connection.sends(2);
    connection.socket.destroy();
    connection.isAnswered(1);
    expect(connection.begun).toEqual([1]);
  });

  it('closes the connection when more than ten of them wait', () => {
    connection.sends(11);
    expect(connection.socket.destroyed).toBe(false);
    connection.sends(1);
    expect(connection.socket.destroyed).toBe(true);
    expect(connection.begun).toEqual([1]);
  });

  it('waits for nothing on another connection', () => {
    connection.sends(1);
    const other = new Connection();
    other.sends(1);
    expect(other.begun).toEqual([1]);
  });
});
