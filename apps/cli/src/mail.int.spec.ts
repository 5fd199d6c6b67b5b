import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { mailIdOf } from '#mail';
import { registry, Workbench } from './cli.fixture.ts';

describe('makegood mail', () => {
  const bench = new Workbench();
  afterAll(() => bench.remove());
  const mail = (id: string) => `From: as@hanbit.example\r\nMessage-ID: <${id}@hanbit.example>\r\n\r\nGL1-1\r\n`;
  const folder = (...names: string[]) => {
    const path = join(bench.folder, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };

  beforeAll(async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
  });

  it('N1 takes in files, the new and the read mails of a maildir, and .eml files of other folders, each mail once', async () => {
    folder('maildir', 'new');
    folder('maildir', 'cur');
    folder('maildir', 'tmp');
    folder('kept');
    const one = bench.file('one.eml', mail('1'));
    bench.file('maildir/new/2.host', mail('2'));
    bench.file('maildir/cur/1.host:2,S', mail('1'));
    bench.file('maildir/tmp/9.host', mail('9'));
    bench.file('kept/3.EML', mail('3'));
    bench.file('kept/notes.txt', 'not a mail');
    const paths = [one, join(bench.folder, 'maildir'), join(bench.folder, 'kept')];
    expect(await bench.run('mail', ...paths)).toEqual({
      status: 0,
      out: '3 mails taken in, 1 known already\n',
      err: '',
    });
    expect((await bench.run('mail', ...paths)).out).toBe('0 mails taken in, 4 known already\n');
    expect((await bench.run('status')).status).toBe(0);
  });

  it('N1 names a file that cannot be taken, and takes in the others', async () => {
    const empty = bench.file('empty.eml', '');
    const large = bench.file('large.eml', '');
    truncateSync(large, 50 * 1024 * 1024 + 1);
    const { status, out, err } = await bench.run('mail', empty, large, bench.file('four.eml', mail('4')));
    expect({ status, out }).toEqual({ status: 1, out: '1 mail taken in, 0 known already\n' });
    expect(err.split('\n').map((each) => each.replace(bench.folder, ''))).toEqual([
      '/empty.eml: is empty',
      '/large.eml: has more than 50 MiB',
      '',
    ]);
  });

  it('A4 deletes a mail, or those of a person, for a reason, and says what is wrong with the command', async () => {
    const raw = mail('9').replace('GL1-1', 'GL1-9');
    await bench.run('mail', bench.file('nine.eml', raw));
    const mailId = mailIdOf({ messageId: '9@hanbit.example', sha256: '' });
    const reason = ['--reason', 'Asked for.'];
    const about = (...words: string[]) => bench.run('delete-mail', ...words);
    expect(await about('--mail', mailId, ...reason)).toEqual({
      status: 0,
      out: `mail ${mailId} is deleted\n`,
      err: '',
    });
    expect((await about('--mail', mailId, ...reason)).out).toBe(`mail ${mailId} is deleted already\n`);
    expect((await about('--mail', 'M-9', ...reason)).err).toContain('There is no mail with this id.');
    expect((await about('--person', 'nobody', ...reason)).err).toContain('No contact or member of staff has this id.');
    expect((await about('--mail', mailId)).err).toContain('--reason is missing');
    expect((await about(...reason)).err).toContain('either --mail <id> or --person <id>');
  });

  it('N1 takes in nothing when a path leads to no mail', async () => {
    const absent = join(bench.folder, 'absent.eml');
    expect((await bench.run('mail', absent)).err).toContain(`${absent}: cannot be read (ENOENT`);
    const { status, err } = await bench.run('mail', folder('bare'));
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('holds no mails') });
  });
});
