import { createHash } from 'node:crypto';
import { words } from '#words';
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

  it('a browser gets a page in its language that runs its own script alone, or the reason why a person is needed', async () => {
    const ports = (await freePorts(2)) as [number, number];
    const reason = 'The log is of another installation.';
    for (const [at, message] of [undefined, reason].entries()) {
      const PORT = ports[at] as number;
      await serveWhileStarting(
        { HOST, PORT },
        async () => {
          const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'fr, ko-KR;q=0.9' };
          const answer = await fetch(`http://${HOST}:${PORT}/console/claims?x`, { headers });
          const html = await answer.text();
          const [, script = ''] = /<script>([^]*)<\/script>/.exec(html) ?? [];
          expect([answer.status, answer.headers.get('content-language')]).toEqual([503, 'ko']);
          expect(html).toContain(message ?? words.ko.address.starting);
          expect(answer.headers.get('content-security-policy')).toContain(
            `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; connect-src 'self'`,
          );
          const sent = await fetch(`http://${HOST}:${PORT}/console/`, { method: 'POST', headers });
          expect(sent.headers.get('content-type')).toBe('application/json');
        },
        message,
      );
    }
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
