import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type BulkWriteResult, MongoBulkWriteError, MongoNetworkError } from 'mongodb';
import { QueryError } from '../read-models/read-model.ts';
import { documentStoreError } from './mongo-connection.ts';

/** Node's error for a write to a local port. */
async function errorOfWriting(use: (socket: Socket) => Promise<void>, port: number): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  const broken = once(socket, 'error');
  // Some errors only reach the writer.
  const failed = new Promise((resolve) => {
    void use(socket).then(() => socket.write('anything', (error) => error && resolve(error)));
  });
  return Promise.race([failed, broken.then(([error]) => error)]);
}

describe('A broken connection to MongoDB', () => {
  it("fault 9: is unavailable when the other side closes it during a write, whatever the socket's error code", async () => {
    const server = createServer((near) => near.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const error = await errorOfWriting(async (socket) => {
      socket.resume();
      await once(socket, 'end');
    }, port);
    server.close();
    expect(error).toMatchObject({ code: 'EPIPE' });
    expect(documentStoreError(error)).toMatchObject({ fault: 'unavailable', cause: error });
  });

  it('fault 9: is unavailable when it ends in the middle of a bulk write', () => {
    const result = { getWriteConcernError: () => undefined } as unknown as BulkWriteResult;
    const error = new MongoBulkWriteError(new MongoNetworkError('connection 3 timed out'), result);
    expect(documentStoreError(error)).toMatchObject({ fault: 'unavailable', cause: error });
    const failed = new MongoBulkWriteError({ message: 'no', code: 121, writeErrors: [{ code: 121 }] as never }, result);
    expect(documentStoreError(failed)).toBe(failed);
  });

  it('fault 9: is unavailable when nothing accepts it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const error = await errorOfWriting(() => Promise.resolve(), port);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(documentStoreError(error)).toMatchObject({ fault: 'unavailable' });
  });

  it('other errors are returned unchanged', () => {
    for (const error of [new QueryError('no index'), new TypeError('a bug')])
      expect(documentStoreError(error)).toBe(error);
  });
});
