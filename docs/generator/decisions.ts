import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

/** The events that a command can lead to, and the file that decides. */
export interface Decision {
  readonly command: string;
  readonly events: readonly string[];
  readonly file: string;
}

/** Top-level declarations and imports of a file, by name. */
interface Top {
  readonly declared: ReadonlyMap<string, ts.Node>;
  /** `import { due } from './sla.policies.ts'` */
  readonly imported: ReadonlyMap<string, string>;
  /** `import * as policy from './sla.policies.ts'` */
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Read from the tables of the deciders: the events created in the entry of a command, or in functions of its context that the entry
 * uses.
 * @param files path → TypeScript
 */
export function decisionsIn(files: ReadonlyMap<string, string>): readonly Decision[] {
  const sources = [...files].map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const tops = new Map(sources.map((source) => [source.fileName, topOf(source)]));

  const eventsMadeIn = (entry: ts.Node): readonly string[] => {
    const events = new Set<string>();
    const seen = new Set<ts.Node>();
    const follow = (file: string, name: string): void => {
      const top = tops.get(file);
      const declared = top?.declared.get(name);
      const origin = top?.imported.get(name);
      if (declared) visit(declared);
      else if (origin !== undefined) follow(origin, name);
    };
    const visit = (node: ts.Node): void => {
      if (seen.has(node) || ts.isTypeNode(node) || tablesOf(node)) return;
      seen.add(node);
      const file = node.getSourceFile().fileName;
      if (ts.isPropertyAssignment(node)) {
        if (node.name.getText() === 'type') for (const text of literalsIn(node.initializer)) events.add(text);
        return visit(node.initializer);
      }
      if (ts.isPropertyAccessExpression(node)) {
        const origin = tops.get(file)?.namespaces.get(node.expression.getText());
        return origin === undefined ? visit(node.expression) : follow(origin, node.name.text);
      }
      if (ts.isIdentifier(node)) return follow(file, node.text);
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(entry, visit);
    return [...events];
  };

  return sources.flatMap((source) =>
    [...(tops.get(source.fileName)?.declared.values() ?? [])].flatMap((declared) =>
      (tablesOf(declared)?.get('decide') ?? []).map((entry) => ({
        command: entry.name?.getText() ?? '',
        events: eventsMadeIn(entry),
        file: source.fileName,
      })),
    ),
  );
}

const literalsIn = (node: ts.Node): readonly string[] =>
  ts.isStringLiteral(node) ? [node.text] : node.getChildren().flatMap(literalsIn);

type Entries = readonly ts.ObjectLiteralElementLike[];

/** The tables of `const … = decider({ decide: { … }, … })`; undefined for anything else. */
function tablesOf(node: ts.Node): ReadonlyMap<string, Entries> | undefined {
  const call = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  if (!call || !ts.isCallExpression(call) || call.expression.getText() !== 'decider') return undefined;
  const [tables] = call.arguments;
  if (!tables || !ts.isObjectLiteralExpression(tables)) throw new Error(`${node.getText()} has no tables`);
  return new Map(
    tables.properties.flatMap((table) =>
      ts.isPropertyAssignment(table) && ts.isObjectLiteralExpression(table.initializer)
        ? [[table.name.getText(), [...table.initializer.properties]] as const]
        : [],
    ),
  );
}

function topOf(source: ts.SourceFile): Top {
  const declared = new Map<string, ts.Node>();
  const imported = new Map<string, string>();
  const namespaces = new Map<string, string>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) declared.set(statement.name.text, statement);
    if (ts.isVariableStatement(statement))
      for (const one of statement.declarationList.declarations) declared.set(one.name.getText(), one);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const from = statement.moduleSpecifier.text;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !from.startsWith('.')) continue;
    const origin = join(dirname(source.fileName), from);
    if (ts.isNamespaceImport(bindings)) namespaces.set(bindings.name.text, origin);
    else for (const { name } of bindings.elements) imported.set(name.text, origin);
  }
  return { declared, imported, namespaces };
}
