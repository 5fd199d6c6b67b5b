import { z } from 'zod';
import { canonicalJson, type Json } from './json.ts';
import { type Refusal, refuse } from './verdict.ts';

/** Who may read an event: staff, its partner as well, or that partner but only the named fields. */
export type SeenBy<D> = 'staff' | 'partner' | { readonly partner: readonly (keyof D & string)[] };

/** A new optional field needs only a default in the schema; a new meaning is a new event. */
export interface EventContract<D> {
  readonly seenBy: SeenBy<D>;
  readonly schema: z.ZodType<D>;
  readonly version: number;
  readonly upcast?: Readonly<Record<number, (older: never) => unknown>>;
}

/** In two parts, so that a contract without an audience is an error that says so. */
export const contract = <D>(
  declared: { readonly seenBy: SeenBy<NoInfer<D>> } & Omit<EventContract<D>, 'seenBy' | 'version'> & {
      readonly version?: number;
    },
): EventContract<D> => ({ version: 1, ...declared });

// oxlint-disable-next-line typescript/no-explicit-any -- the data type is inferred per entry
export type EventContracts = Readonly<Record<string, EventContract<any>>>;

export type EventsOf<C extends EventContracts> = {
  [T in keyof C & string]: { readonly type: T; readonly data: C[T] extends EventContract<infer D> ? D : never };
}[keyof C & string];

export class UndecodableEvent extends Error {}

/** Upcasts to the newest version. @throws UndecodableEvent */
export function decodeEvent<C extends EventContracts>(
  contracts: C,
  type: string,
  version: number,
  data: Json,
): EventsOf<C> {
  const known = Object.hasOwn(contracts, type) ? contracts[type] : undefined;
  if (!known) throw new UndecodableEvent(`unknown event type "${type}"`);
  if (!Number.isInteger(version) || version < 1 || version > known.version)
    throw new UndecodableEvent(
      `${type} version ${version} is not known here (newest: ${known.version}); is this program older than the data?`,
    );
  let current: unknown = data;
  for (let from = version; from < known.version; from++) {
    const step = known.upcast?.[from];
    if (!step) throw new UndecodableEvent(`${type} has no upcaster from version ${from}`);
    current = step(current as never);
  }
  const parsed = known.schema.safeParse(current);
  if (!parsed.success) throw new UndecodableEvent(`${type}: ${firstFault(parsed.error)}`);
  return { type, data: parsed.data };
}

/** Data as it will be stored: checked, defaults filled in, unknown members dropped. */
export function conform<D>(
  { schema }: EventContract<D>,
  data: unknown,
): { readonly kind: 'conforms'; readonly data: D } | { readonly kind: 'refused'; readonly refusal: Refusal } {
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const { code, ...rule } = checkOf(parsed.error);
    return refuse(code, firstFault(parsed.error), rule);
  }
  try {
    canonicalJson(parsed.data as Json);
  } catch (error) {
    // Lone surrogates pass as JSON but have no canonical form to hash (A2).
    return refuse('INVALID_INPUT', (error as Error).message);
  }
  return { kind: 'conforms', data: parsed.data };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Plain words where a schema has none of its own. */
z.config({
  customError(issue) {
    const items = (count: unknown) => `${String(count)} ${Number(count) === 1 ? 'item' : 'items'}`;
    const isList = (issue as { origin?: string }).origin === 'array';
    switch (issue.code) {
      case 'invalid_type':
        return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
      case 'too_small':
        return `must ${isList ? `have at least ${items(issue.minimum)}` : `be at least ${String(issue.minimum)}`}`;
      case 'too_big':
        return `must ${isList ? `have at most ${items(issue.maximum)}` : `be at most ${String(issue.maximum)}`}`;
      case 'invalid_value':
        return `must be one of ${issue.values.map(String).join(', ')}`;
      default:
        return undefined;
    }
  },
});

/** A check of a schema may say how what fails it is refused (`refusedAs`). */
function checkOf({ issues: [issue] }: z.ZodError): { readonly code: string; readonly rule?: string } {
  return { code: 'INVALID_INPUT', ...(issue?.code === 'custom' && issue.params) };
}

function firstFault({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') || 'data'}: ${issue?.message}`;
}
