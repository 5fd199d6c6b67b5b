import { freePorts } from '../../../tests/support/free-ports.ts';
import { serveWhileStarting } from './startup-server.ts';

const HOST = '127.0.0.1';

describe('while a process waits for its databases', () => {
  it('it is live and not ready, refuses requests in the form their clients read, and frees the port', async () => {
    const [PORT] = (await freePorts(1)) as [number];
    const ask = async (path: string) => {
      const response = await fetch(`http://${HOST}:${PORT}${path}`);
      return [response.status, await response.json()];
    };
    const message = 'The service is starting and waits for its databases. Send the same request again later.';
    const unavailable = { code: 'UNAVAILABLE', message };
    await serveWhileStarting({ HOST, PORT }, async () => {
      expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
      expect(await ask('/health/ready?x')).toEqual([503, { status: 'unavailable', message }]);
      expect(await ask('/evidence/abc')).toEqual([503, unavailable]);
      expect(await ask('/graphql')).toEqual([503, { errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] }]);
    });
    expect(await serveWhileStarting({ HOST, PORT }, async () => 'there')).toBe('there');
  });

  it('an error ends the wait, and the port is free then too', async () => {
    const [PORT] = (await freePorts(1)) as [number];
    const refused = new Error('no such account');
    await expect(serveWhileStarting({ HOST, PORT }, () => Promise.reject(refused))).rejects.toBe(refused);
    await serveWhileStarting({ HOST, PORT }, async () => {
      await expect(serveWhileStarting({ HOST, PORT }, async () => 'never')).rejects.toMatchObject({
        code: 'EADDRINUSE',
      });
    });
  });
});
