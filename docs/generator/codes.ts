import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

export interface FoundCode {
  /** Undefined when it is put together where it is used, so that nobody can list it. */
  readonly code: string | undefined;
  /** Its number in docs/rules.md, where it stands beside the code. */
  readonly rule?: string;
  readonly at: string;
}

/**
 * Every code that shipped files under `root` give a refusal, a failed check or an error: what is assigned to a property `code`
 * beside a `message`, and what is passed as `code` to a function that takes a `message` or returns a `Refusal`.
 */
export async function codesIn(root: string): Promise<readonly FoundCode[]> {
  const files: ts.SourceFile[] = [];
  for await (const path of glob('{apps,libs}/*/src/**/*.ts', { cwd: root }))
    if (!/\.(spec|fixture|contract)\.ts$/.test(path))
      files.push(ts.createSourceFile(path, await readFile(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true));
  const shared = new Map(files.flatMap((file) => functionsIn(file).filter(({ exported }) => exported)).map(indexed));
  return files.flatMap((file) => codesOf(file, new Map([...shared, ...functionsIn(file).map(indexed)])));
}

interface NamedFunction {
  readonly name: string;
  readonly exported: boolean;
  /** Of its parameter `code`; -1 where it gives no answer. */
  readonly index: number;
  /** Of its parameter `rule`; -1 where it has none. */
  readonly rule: number;
}

const indexed = (named: NamedFunction): [string, NamedFunction] => [named.name, named];

const functionsIn = (file: ts.SourceFile): NamedFunction[] =>
  every(file, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return [];
    const declared = ts.isVariableDeclaration(node.parent) ? node.parent : node;
    if (!declared.name) return [];
    const statement = ts.isVariableDeclaration(declared) ? declared.parent.parent : declared;
    const exported =
      ts.canHaveModifiers(statement) &&
      !!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const answers =
      node.type?.getText() === 'Refusal' || node.parameters.some(({ name }) => name.getText() === 'message');
    const parameter = (named: string) => node.parameters.findIndex(({ name }) => name.getText() === named);
    const index = answers ? parameter('code') : -1;
    return [{ name: declared.name.getText(), exported, index, rule: parameter('rule') }];
  });

function codesOf(file: ts.SourceFile, functions: ReadonlyMap<string, NamedFunction>): FoundCode[] {
  return every(file, (node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') {
      const beside = node.parent;
      return memberOf(beside, 'message') ? literals(node.initializer, ruleIn(memberOf(beside, 'rule'))) : [];
    }
    if (!ts.isCallExpression(node)) return [];
    const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    const { index = -1, rule = -1 } = functions.get(called.getText()) ?? {};
    const argument = node.arguments[index];
    const among = node.arguments.flatMap((one) =>
      ts.isObjectLiteralExpression(one) ? (memberOf(one, 'rule') ?? []) : [],
    );
    return argument ? literals(argument, ruleIn(node.arguments[rule] ?? among[0])) : [];
  });

  function literals(expression: ts.Expression, rule: { readonly rule?: string }): FoundCode[] {
    if (ts.isConditionalExpression(expression))
      return [...literals(expression.whenTrue, rule), ...literals(expression.whenFalse, rule)];
    const line = file.getLineAndCharacterOfPosition(expression.getStart()).line + 1;
    const at = `${file.fileName}:${line}`;
    // Lower case: zod's own.
    if (ts.isStringLiteral(expression))
      return /^[A-Z]/.test(expression.text) ? [{ code: expression.text, ...rule, at }] : [];
    // A name passes on what was found where it was given.
    return ts.isTemplateExpression(expression) || ts.isBinaryExpression(expression) ? [{ code: undefined, at }] : [];
  }
}

function memberOf(of: ts.ObjectLiteralExpression, named: string): ts.Node | undefined {
  const member = of.properties.find(({ name }) => name?.getText() === named);
  return member && ts.isPropertyAssignment(member) ? member.initializer : member;
}

const ruleIn = (node: ts.Node | undefined): { readonly rule?: string } =>
  node && ts.isStringLiteral(node) ? { rule: node.text } : {};

function every<T>(node: ts.Node, of: (node: ts.Node) => T[]): T[] {
  const found = of(node);
  ts.forEachChild(node, (child) => void found.push(...every(child, of)));
  return found;
}
