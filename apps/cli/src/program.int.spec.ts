import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { authenticator } from '#server';
import { readSettings } from '#engine';
import { line, registry, submission, Workbench } from './cli.fixture.ts';

describe('the command line', () => {
  const bench = new Workbench();
  afterAll(() => bench.remove());

  it('lists every command when called without one, or for help', async () => {
    const commands = [
      'token',
      'import',
      'mail',
      'export',
      'copy',
      'calendar',
      'due',
      'explain',
      'replay',
      'verify',
      'rebuild',
      'status',
    ];
    const asked = await bench.run('--help');
    expect({ status: asked.status, err: asked.err }).toEqual({ status: 0, err: '' });
    for (const command of commands) expect(asked.out).toContain(`\n  ${command} `);
    expect(await bench.run()).toEqual({ status: 2, out: '', err: asked.out });
    for (const command of commands) {
      const help = await bench.run(command, '--help');
      expect(help).toMatchObject({ status: 0, err: '' });
      expect(help.out).toMatch(new RegExp(`^makegood ${command}.*\\n.+\\n\\n.+`));
    }
    expect(existsSync(bench.data)).toBe(false);
  });

  it.each([
    [['bogus'], 'there is no command "bogus"'],
    [['constructor'], 'there is no command "constructor"'],
    [['replay', 'C-1', '--as-if', 'x'], "Unknown option '--as-if'; usage: makegood replay <claim>"],
    [['replay'], 'an argument is missing; usage: makegood replay <claim>'],
    [['replay', 'C-1', 'C-2'], 'unexpected argument "C-2"'],
    [['replay', 'C-1', '--as-of', 'yesterday'], '--as-of must be an instant such as'],
    [['token', '--id', 'anna'], '--role must be one of partner, reviewer'],
    [['token', '--role', 'king', '--id', 'anna'], '--role must be one of'],
    [['token', '--role', 'reviewer'], '--id is missing: name the person'],
    [['token', '--role', 'partner', '--id', 'lee'], '--partner is missing: name the partner'],
    [['token', '--role', 'reviewer', '--id', 'anna', '--partner', 'P-1'], '--partner is only for --role partner'],
    ...['0', '=-1', '1e1', '0x10', '1.5', 'NaN', '3651', ''].map((days): [string[], string] => [
      ['token', '--role', 'reviewer', '--id', 'anna', ...(days.startsWith('=') ? [`--days${days}`] : ['--days', days])],
      '--days must be a whole number from 1 to 3650',
    ]),
    [['import', 'x.csv', '--as', 'invoices'], '--as must be one of staff, partners, products'],
    [['rebuild', 'clams'], 'there is no read model "clams": avoided-cost-totals, avoided-costs, batches, calendars,'],
    [['status'], 'there is no data in'],
    [['due', 'X'], 'an argument is missing; usage: makegood due <calendar> <from> <duration>'],
    [['due', 'X', '2026-03-09 10:00', 'PT48H'], 'there is no data in'],
    [['explain', 'C-1'], 'there is no data in'],
    [['verify'], 'there is no data in'],
    [['export'], 'there is no data in'],
    [['export', '--salvage'], 'there is no data in'],
  ])('%j is answered in one line, and creates nothing', async (line, words) => {
    const { status, out, err } = await bench.run(...line);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(`makegood: ${words}`);
    expect(err.trimEnd()).not.toContain('\n');
    expect(existsSync(bench.data)).toBe(false);
  });

  it('explains in one line what to do before the build', () => {
    const folder = join(bench.folder, 'fresh', 'apps', 'cli');
    mkdirSync(folder, { recursive: true });
    copyFileSync('apps/cli/makegood.js', join(folder, 'makegood.mjs'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'makegood.mjs'), 'status'], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'makegood: not built yet: run "npm run build" first\n',
    });
  });

  it('prints a token that the server accepts, and nothing else', async () => {
    const { status, out, err } = await bench.run(
      'token',
      '--role',
      'partner',
      '--id',
      'lee',
      '--partner',
      'P-1',
      '--days',
      '2',
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const { actorOf } = await authenticator(readSettings({ MAKEGOOD_DATA: bench.data }));
    expect(await actorOf(`Bearer ${out.trim()}`)).toEqual({ id: 'lee', role: 'PARTNER', onBehalfOf: 'P-1' });
    const { exp = 0, iat = 0 } = decodeJwt(out.trim());
    expect(exp - iat).toBe(2 * 86_400);
    expect(statSync(`${bench.data}/token.key`).mode & 0o077).toBe(0);
  });

  it('what a partner has written does not act on the terminal, and is the same JSON', async () => {
    const active = '\u001b[2J\u009b31m\u007f\u202e\r \u001b]0;x\u0007';
    const claim = submission('C-1', 'L-1', '2026-02-01T00:00:00Z');
    const description = `Stays dark ${active}.`;
    const input = { ...claim.input, defect: { code: 'DARK', description } };
    const file = bench.requests('claims.ndjson', [
      ...registry,
      { ...claim, input },
      line('recordSale', { serial: `L-9${active}`, soldOn: '2026-02-01' }),
    ]);
    const outputs = [
      await bench.run('import', file),
      await bench.run('replay', 'C-1'),
      await bench.run('replay', 'C-1', '--json'),
      await bench.run('replay', active),
      await bench.run('export'),
    ];
    for (const { out, err } of outputs) expect(out + err).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
    const [, replayed, json, , exported] = outputs;
    expect(replayed?.out).toContain('Stays dark \\u001b[2J\\u009b31m');
    const told = (events: readonly { type: string; data: { defect: { description: string } } }[]) =>
      events.find(({ type }) => type === 'Submitted')?.data.defect.description;
    expect(told(JSON.parse(json?.out ?? '').events)).toBe(description);
    const lines = exported?.out.trim().split('\n') ?? [];
    expect(told(lines.map((text) => JSON.parse(text)))).toBe(description);
  });

  it('revokes tokens by person or by id, once, and lists them', async () => {
    await bench.run('import', bench.requests('registry.ndjson', []));
    expect(await bench.run('token', 'revoked')).toEqual({ status: 0, out: 'nothing was revoked\n', err: '' });
    expect(await bench.run('token', 'revoke', '--token', 'T-1')).toMatchObject({ out: 'token T-1 is revoked\n' });
    expect((await bench.run('token', 'revoke', '--token', 'T-1')).status).toBe(0);
    const { out } = await bench.run('token', 'revoke', '--subject', 'lee');
    expect(out).toBe('all tokens of lee that were issued until 2026-06-01T08:00:00.000Z are revoked\n');
    expect((await bench.run('token', 'revoked')).out.split('\n')).toEqual([
      '2026-06-01T08:00:00.000Z  token    T-1',
      '2026-06-01T08:00:00.000Z  subject  lee  issued until 2026-06-01T08:00:00.000Z',
      '',
    ]);
    for (const wrong of [[], ['--token', 'T-1', '--subject', 'lee']])
      expect(await bench.run('token', 'revoke', ...wrong)).toMatchObject({ status: 2, out: '' });
  });
});
