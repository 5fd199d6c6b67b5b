import type { Catalogue, Process, Projection, Timer } from '#platform';
import type { AnyCommandClass } from '#requests';

export interface Declarations {
  readonly catalogue: Pick<Catalogue, 'contracts'>;
  readonly commandTypes: ReadonlySet<string>;
  readonly projections: readonly Pick<Projection, 'model' | 'when'>[];
  readonly processes: readonly Pick<Process, 'name' | 'commands' | 'when'>[];
  readonly timers: readonly Timer[];
  readonly requests: readonly {
    readonly name: string;
    readonly handling: { readonly commands: readonly AnyCommandClass[] };
  }[];
  readonly systemCommands: Readonly<Record<string, AnyCommandClass>>;
}

/** @throws Error that names each event or command without an aggregate, command without a sender, and duplicate name */
export function checkDeclarations(declared: Declarations): void {
  const { catalogue, commandTypes, projections, processes, timers, requests, systemCommands } = declared;
  const readers = [
    ...projections.map(({ model: { name }, when }) => ({ name: `read model ${name}`, when })),
    ...processes.map(({ name, when }) => ({ name: `process ${name}`, when })),
  ];
  const audiences = [
    ...requests.map(({ name, handling }) => ({
      name: `request ${name}`,
      types: handling.commands.map((Class) => Class.name),
    })),
    { name: 'the system', types: Object.values(systemCommands).map((Class) => Class.name) },
  ];
  const allowed = new Set(audiences.flatMap(({ types }) => types));
  const senders = [
    ...processes.map(({ name, commands }) => ({ name: `process ${name}`, types: Object.keys(commands) })),
    ...timers.map(({ name, commands }) => ({ name: `timer ${name}`, types: Object.keys(commands) })),
    ...audiences,
  ];
  const names = readers.map(({ name }) => name);
  const problems = [
    ...names.filter((name, index) => names.indexOf(name) < index).map((name) => `${name} is declared twice`),
    ...readers.flatMap(({ name, when }) =>
      Object.keys(when)
        .filter((type) => !Object.hasOwn(catalogue.contracts, type))
        .map((type) => `${name} reads ${type}, which no aggregate records`),
    ),
    ...senders.flatMap(({ name, types }) =>
      types
        .filter((type) => !commandTypes.has(type))
        .map((type) => `${name} issues ${type}, which no aggregate handles`),
    ),
    ...[...commandTypes]
      .filter((type) => !allowed.has(type))
      .map((type) => `no request may send ${type}: let one send it, or list it in systemCommands`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
