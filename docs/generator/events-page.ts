import type { SeenBy } from '#kernel';
import { type Catalogue, ignored, type Process, type Projection, type Timer } from '#platform';
import type { AnyRequest } from '#requests';
import { type Decision, decisionsIn } from './decisions.ts';
import type { SourceFiles } from './source-files.ts';

export interface EventsPage {
  readonly catalogue: Pick<Catalogue, 'contracts' | 'streamsOf'>;
  readonly requests: readonly Pick<AnyRequest, 'name' | 'handling'>[];
  readonly timers: readonly Timer[];
  readonly projections: readonly Projection[];
  readonly processes: readonly Process[];
  readonly files: SourceFiles;
}

const HEAD = `# Events

Written by \`npm run docs\` from the declarations in the code; a test compares them. For each event: its contract and who
may see it, the requests, processes and timers that lead to it, the read models that take it in, and the processes that react.

`;

const DECIDING = /[.](?:decider|policies|state)[.]ts$/;

/** \`docs/events.md\`. @throws Error when a decider and the catalogue do not speak of the same events */
export function eventsPage({ catalogue, files, ...parts }: EventsPage): string {
  const { contracts, streamsOf } = catalogue;
  const decisions = decisionsIn(new Map([...files.shipped].filter(([path]) => DECIDING.test(path))));
  checkDecisions(decisions, Object.keys(contracts));

  const link = (text: string, path: string) => `[${text}](../${path})`;
  const linked = (name: string, path: string) => {
    const spec = files.specOf(path);
    return link(name, path) + (spec === undefined ? '' : ` (${link('spec', spec)})`);
  };
  const requestFile = (name: string) =>
    files.declaring(new RegExp(`^export const ${name} = request\\(`, 'm'), /[.]requests[.]ts$/);
  const processFile = (name: string) => files.named(`${name}.process.ts`);

  const causes = (type: string) =>
    decisions
      .filter(({ events }) => events.includes(type))
      .map(({ command, file }) => {
        const issues = ({ commands }: Timer | Process) => Object.hasOwn(commands, command);
        const issuers = [
          ...parts.requests
            .filter(({ handling }) => handling.commands.some((Class) => Class.name === command))
            .map(({ name }) => `request ${link(name, requestFile(name))}`),
          ...parts.timers.filter(issues).map(({ name }) => `timer ${linked(name, files.named(`${name}.timer.ts`))}`),
          ...parts.processes.filter(issues).map(({ name }) => `process ${link(name, processFile(name))}`),
        ];
        return `- from ${linked(`\`${command}\``, file)}: ${issuers.join(', ') || 'nothing sends it yet'}`;
      });

  const models = (type: string) => {
    const names = parts.projections
      .filter(({ when }) => reads(when, type))
      .map(({ model: { name } }) =>
        linked(name, files.declaring(new RegExp(`\\bname: '${name}'`), /[.]projection[.]ts$/)),
      );
    return names.length > 0 ? [`- in the read models ${names.join(', ')}`] : [];
  };

  const reactions = (type: string) =>
    parts.processes
      .filter(({ when }) => reads(when, type))
      .map(({ name, commands }) => {
        const issued = Object.keys(commands).map((command) => `\`${command}\``);
        return `- ${linked(name, processFile(name))}: ${issued.join(', ')}`;
      });

  const section = (type: string): string => {
    const { seenBy, version } = contracts[type] as (typeof contracts)[string];
    const file = files.declaring(new RegExp(`^ {2}${type}: contract\\(`, 'm'), /[.]events[.]ts$/);
    return [
      `### ${type}`,
      '',
      `${link('Contract', file)}, version ${version}. ${audience(seenBy)}`,
      '',
      ...[causes, models, reactions].flatMap((lines) => lines(type)),
      '',
    ].join('\n');
  };

  const byStream = Map.groupBy(Object.keys(contracts), (type) => streamsOf.get(type)?.category ?? '');
  const overview = [...byStream].map(
    ([stream, types]) =>
      `| \`${stream}-…\` | ${types.map((type) => `[${type}](#${type.toLowerCase()})`).join(', ')} |\n`,
  );
  const chapters = [...byStream].map(
    ([stream, types]) => `\n## Streams ${stream}-…\n\n${types.map(section).join('\n')}`,
  );
  return `${HEAD}| streams | events |\n|---|---|\n${overview.join('')}${chapters.join('')}`;
}

const reads = (when: object, type: string): boolean =>
  Object.hasOwn(when, type) && (when as Record<string, unknown>)[type] !== ignored;

function audience(seenBy: SeenBy<never>): string {
  if (seenBy === 'staff') return 'For staff.';
  if (seenBy === 'partner') return 'For staff and the partner it concerns.';
  return `For staff; the partner it concerns sees ${seenBy.partner.map((field) => `\`${String(field)}\``).join(', ')}.`;
}

function checkDecisions(decisions: readonly Decision[], types: readonly string[]): void {
  const decided = new Set(decisions.flatMap(({ events }) => events));
  const misfits = [
    ...types.filter((type) => !decided.has(type)).map((type) => `no command leads to ${type}`),
    ...[...decided].filter((type) => !types.includes(type)).map((type) => `${type} is decided and not declared`),
    ...decisions.filter(({ events }) => events.length === 0).map(({ command }) => `${command} leads to no event`),
  ];
  if (misfits.length > 0) throw new Error(misfits.join('\n'));
}
