import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const FIXTURE = 'tests/forgotten/fixtures/forgotten.ts';

/** Region of the fixture → the whole message of each error in it. */
function errors(): ReadonlyMap<string, readonly string[]> {
  const compiler = ['node_modules/typescript7/bin/tsc', '-p', 'tests/forgotten/fixtures', '--pretty', 'false'];
  const { stdout } = spawnSync(process.execPath, compiler, { cwd: ROOT, encoding: 'utf8' });
  const regions = new Map<number, string>();
  let region = 'what surrounds them';
  for (const [index, line] of readFileSync(join(ROOT, FIXTURE), 'utf8').split('\n').entries()) {
    region = /^\/\/ #region (.+)$/.exec(line)?.[1] ?? region;
    regions.set(index + 1, region);
  }
  const messages = stdout.split(/\n(?=\S)/).filter((message) => message.trim());
  return Map.groupBy(messages, (message) => {
    const [, path, line] = /^([^(]+)\((\d+),/.exec(message) ?? [];
    return path === FIXTURE ? (regions.get(Number(line)) as string) : `elsewhere: ${message}`;
  });
}

const WORDS: Readonly<Record<string, RegExp>> = {
  'the audience of an event':
    /Property 'seenBy' is missing in type .* but required in type '\{ readonly seenBy: SeenBy</,
  'the event in evolve': /Property 'CallbackMade' is missing in type .* 'Evolutions</,
  'the command in decide': /Property 'NoteCallback' is missing in type/,
  'the event in a read model': /Property 'CallbackMade' is missing in type/,
  'the owner of a read model':
    /Property 'owner' is missing in type .* but required in type '\{ readonly owner: "everyone" \| "id" \| "partnerId" \| "staff"; \}'/,
  'what partners see of a read model': /Property 'seenBy' is missing in type .* '\{ readonly seenBy: /,
  'whether partners see a member': /Property 'phoneWindow' is missing in type .* 'Audiences<Callback>'/,
  'the roles of a request': /missing the following properties from type '\{ readonly roles: .*: roles, own/,
  'whose it must be': /Property 'own' is missing in type/,
  'the commands of a process': /Property 'commands' is missing in type/,
};

describe('What was forgotten does not compile, and the compiler says what it is:', () => {
  const found = errors();

  it.each(Object.entries(WORDS))('%s', (region, words) => {
    expect(found.get(region)).toEqual([expect.stringMatching(words)]);
  });

  it('nothing else is wrong', () => {
    expect([...found.keys()].filter((region) => !(region in WORDS))).toEqual([]);
  });
});
