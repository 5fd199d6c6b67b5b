import type { Catalogue, Process, Projection } from '#platform';

export interface Declarations {
  readonly catalogue: Pick<Catalogue, 'contracts'>;
  /** Types of the commands that an aggregate takes. */
  readonly commandTypes: ReadonlySet<string>;
  readonly projections: readonly Pick<Projection, 'model' | 'when'>[];
  readonly processes: readonly Pick<Process, 'name' | 'commands' | 'when'>[];
}

/**
 * Whether the parts fit together: every event that is read is recorded by an aggregate, every command that is issued is taken
 * by one, and no two checkpoints have one name.
 * @throws Error that names each problem
 */
export function checkDeclarations({ catalogue, commandTypes, projections, processes }: Declarations): void {
  const readers = [
    ...projections.map(({ model: { name }, when }) => ({ name: `read model ${name}`, when })),
    ...processes.map(({ name, when }) => ({ name: `process ${name}`, when })),
  ];
  const names = readers.map(({ name }) => name);
  const problems = [
    ...names.filter((name, index) => names.indexOf(name) < index).map((name) => `${name} is declared twice`),
    ...readers.flatMap(({ name, when }) =>
      Object.keys(when)
        .filter((type) => !Object.hasOwn(catalogue.contracts, type))
        .map((type) => `${name} reads ${type}, which no aggregate records`),
    ),
    ...processes.flatMap(({ name, commands }) =>
      Object.keys(commands)
        .filter((type) => !commandTypes.has(type))
        .map((type) => `process ${name} issues ${type}, which no aggregate takes`),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
