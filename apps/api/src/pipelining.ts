import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/** Of a connection, behind the one that is answered. */
const MAX_AHEAD = 10;

/** The answers of a connection leave it in the order of its requests, so that one that is sent ahead begins when all before it were
 * answered: for a client that does not read, one answer waits. A connection on which too many are sent ahead is closed. */
export function oneAfterAnother(): (request: Request, response: Response, next: NextFunction) => void {
  const ahead = new WeakMap<Socket, NextFunction[]>();
  return ({ socket }, response, next) => {
    const waiting = ahead.get(socket) ?? [];
    if (waiting.length >= MAX_AHEAD) {
      socket.destroy();
      return;
    }
    response.once('close', () => {
      const following = waiting.shift();
      if (following && !socket.destroyed) following();
      else ahead.delete(socket);
    });
    if (ahead.has(socket)) waiting.push(next);
    else {
      ahead.set(socket, waiting);
      next();
    }
  };
}
