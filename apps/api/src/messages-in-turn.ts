import type { WebSocket } from 'ws';

interface Message {
  readonly bytes: number;
  readonly act: () => void;
}

/** What comes over a connection, pings too, is acted on one after the other, each when it is admitted; nothing more is read meanwhile, so
 * that neither messages nor answers to them pile up. To be called before others listen; the server has no `autoPong`. */
export function messagesInTurn(socket: WebSocket, admit: (bytes: number) => Promise<void>): void {
  const waiting: Message[] = [];
  const isOpen = () => socket.readyState === socket.OPEN;
  const actInTurn = async () => {
    socket.pause();
    for (let message = waiting[0]; message && isOpen(); message = waiting[0]) {
      await admit(message.bytes);
      if (isOpen()) message.act();
      waiting.shift();
    }
    waiting.length = 0;
    socket.resume();
  };
  const arrived = (message: Message) => {
    if (waiting.push(message) === 1) void actInTurn();
  };
  const { on } = socket;
  const listen = (event: string, listener: (...given: unknown[]) => void) => {
    const later = (...given: unknown[]) =>
      arrived({ bytes: (given[0] as Buffer).length, act: () => listener.apply(socket, given) });
    return on.call(socket, event, event === 'message' ? later : listener);
  };
  socket.on = listen as typeof socket.on;
  on.call(socket, 'ping', (data: Buffer) => arrived({ bytes: data.length, act: () => socket.pong(data) }));
}

/** That the other side has gone, perhaps while something was sent, is no fault of ours. To be called before others send. */
export function sendToThoseWhoStay(socket: WebSocket): void {
  const send = socket.send.bind(socket);
  const quietly = (data: string, done?: () => void) => send(data, () => done?.());
  socket.send = quietly as typeof socket.send;
}
