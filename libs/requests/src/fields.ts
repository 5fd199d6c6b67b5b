import {
  canonicalJson,
  characters,
  fits,
  type Day,
  type Instant,
  type Json,
  type Money,
  money as moneyOf,
  MoneyError,
  parseDay,
  parseInstant,
  parseSerial,
  type Refusal,
  type Serial,
  serialRefusal,
  tooLong,
  isTooDeep,
} from '#kernel';
import { z } from 'zod';

// A field defines both what is accepted and what the public schema shows, so that API and import agree.

/** A value without a description does not compile. */
export interface Enumeration<V extends string = string> {
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<V, string>>;
}

export const enumeration = <V extends string>(
  name: string,
  description: string,
  values: Enumeration<V>['values'],
): Enumeration<V> => ({ name, description, values });

export type FieldType =
  | 'ID'
  | 'String'
  | 'Int'
  | 'Float'
  | 'Boolean'
  | 'Date'
  | 'DateTime'
  | 'Duration'
  | 'JSON'
  | { readonly enumeration: Enumeration }
  | { readonly input: Input };

/** `T`: its type after reading; `S`: what clients send. */
export interface Field<T = unknown, Optional extends boolean = boolean, S = unknown> {
  readonly type: FieldType;
  readonly list: boolean;
  readonly optional: Optional;
  readonly description: string;
  /** Its maximum in words; a list states its own. */
  readonly limit?: string;
  readonly schema: z.ZodType<T, S>;
}

export type Fields = Readonly<Record<string, Field>>;

type OptionalIn<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type Value<F> = F extends Field<infer T> ? T : never;
type Sent<F> = F extends Field<unknown, boolean, infer S> ? S : never;
type Flat<T> = { [K in keyof T]: T[K] };

export type DataOf<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalIn<F>>]: Value<F[K]> } & {
    readonly [K in OptionalIn<F>]?: Value<F[K]>;
  }
>;

export type SentOf<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalIn<F>>]: Sent<F[K]> } & {
    readonly [K in OptionalIn<F>]?: Sent<F[K]> | undefined;
  }
>;

export interface Input<F extends Fields = Fields> {
  readonly name: string;
  readonly description: string;
  readonly fields: F;
  readonly schema: z.ZodType<DataOf<F>, SentOf<F>>;
}

export function input<F extends Fields>(name: string, description: string, fields: F): Input<F> {
  const error = (issue: { code?: string; keys?: readonly string[] }) =>
    issue.code === 'unrecognized_keys' ? `property ${issue.keys?.[0]} should not exist` : 'must be an object';
  const shape = Object.fromEntries(Object.entries(fields).map(([member, { schema }]) => [member, schema]));
  const schema = z.strictObject(shape, { error }).transform(withoutAbsent);
  return { name, description, fields, schema: schema as unknown as Input<F>['schema'] };
}

/** Of a change: all but the `id` may be left out, and then stays as it is. */
export type Parts<F extends Fields, I extends keyof F> = {
  readonly [K in keyof F]: K extends I ? F[K] : Field<Value<F[K]>, true, Sent<F[K]>>;
};

export function partsOf<F extends Fields, I extends keyof F & string>(
  { fields }: Input<F>,
  { name, description, id }: { readonly name: string; readonly description: string; readonly id: I },
): Input<Parts<F, I>> {
  const parts = Object.entries(fields).map(([member, one]) => [
    member,
    member === id || one.optional ? one : optional(one as Field<unknown, false>),
  ]);
  return input(name, description, Object.fromEntries(parts) as Parts<F, I>);
}

/** Clients may send null for absent. */
const withoutAbsent = (data: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

const field = <T, S>(
  type: FieldType,
  description: string,
  schema: z.ZodType<T, S>,
  limit?: string,
): Field<T, false, S> => ({
  type,
  list: false,
  optional: false,
  description,
  ...(limit !== undefined && { limit }),
  schema,
});

/** `longest`: in characters as people count them, not in UTF-16 units. */
const written = (
  type: 'ID' | 'String' | 'Duration',
  longest: number,
  description: string,
  form: { readonly pattern: RegExp; readonly words: string } = {
    pattern: /^./s,
    words: `must be text of 1 to ${longest} characters`,
  },
) =>
  field(
    type,
    description,
    z
      .string(form.words)
      .refine((value) => fits(value, longest), {
        error: ({ input }) => tooLong(characters(String(input)), longest, 'characters'),
        abort: true,
      })
      .regex(form.pattern, form.words)
      // A lone surrogate has no UTF-8 form, so it could not be stored.
      .refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    `At most ${longest} characters.`,
  );

const CHOSEN = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  words: 'must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
};

export const text = (longest: number, description: string) => written('String', longest, description);

export const id = (description: string) => written('ID', 64, description, CHOSEN);

export const sku = (description: string) => written('String', 64, description, CHOSEN);

export const key = (description: string) => written('ID', 200, description);

export const serialText = (description: string) => text(200, description);

/** `type/subtype`; becomes a header when the file is downloaded. */
export const mediaType = (description: string) =>
  written('String', 101, description, {
    pattern: /^[a-z0-9][\w.+-]{0,49}\/[a-z0-9][\w.+-]{0,49}$/i,
    words: 'must be like image/jpeg',
  });

export const whole = (least: number, most: number, description: string) =>
  field(
    'Int',
    description,
    z.custom<number>(
      (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
      `must be a whole number from ${least} to ${most}`,
    ),
  );

/** One of a closed list that the public schema leaves open. */
export const oneOfText = <V extends string>(values: readonly [V, ...V[]], description: string) =>
  written('String', 40, `${description} One of ${values.join(', ')}.`, {
    pattern: new RegExp(`^(?:${values.join('|')})$`),
    words: `must be one of ${values.join(', ')}`,
  }) as unknown as Field<V, false, string>;

/** Sent as a number above zero with up to three decimals, read as thousandths. */
export const decimal = (description: string): Field<number, false, number> =>
  field(
    'Float',
    description,
    z
      .number({ error: 'must be a number' })
      .refine((value) => value > 0 && value <= 1_000_000 && Number.isInteger(thousandths(value)), {
        error: 'must be above 0, at most 1000000, with up to three decimals',
      })
      .transform(thousandths),
  );

/** Exact for what has three decimals. */
const thousandths = (value: number): number => {
  const scaled = Math.round(value * 1000);
  return scaled / 1000 === value ? scaled : Number.NaN;
};

/** From 0 to 1. */
export const share = (description: string) =>
  field(
    'Float',
    description,
    z.custom<number>(
      (value) => typeof value === 'number' && value >= 0 && value <= 1,
      'must be a number from 0 to 1, such as 0.99',
    ),
  );

export const flag = (description: string) =>
  field(
    'Boolean',
    description,
    z.custom<boolean>((value) => typeof value === 'boolean', 'must be true or false'),
  );

export const oneOf = <V extends string>(declared: Enumeration<V>, description: string) =>
  field(
    { enumeration: declared },
    description,
    z.custom<V>(
      (value) => typeof value === 'string' && Object.hasOwn(declared.values, value),
      `must be one of ${Object.keys(declared.values).join(', ')}`,
    ),
  );

export const day = (description: string) =>
  field(
    'Date',
    description,
    z.custom<Day>(
      (value) => typeof value === 'string' && parseDay(value) !== undefined,
      'must be a day that exists, e.g. 2026-03-09',
    ),
  );

/** With any offset; becomes UTC with milliseconds. */
export const instant = (description: string) =>
  field(
    'DateTime',
    description,
    z
      .custom<Instant>(
        (value) => typeof value === 'string' && parseInstant(value) !== undefined,
        'must be an instant, e.g. 2026-03-09T02:00:00Z',
      )
      .transform((typed) => parseInstant(typed) as Instant),
  );

/** S1: validated by the decider. */
export const duration = (description: string) => written('Duration', 64, description);

const MOST_JSON_BYTES = 32 * 1024;

export const json = (description: string) =>
  field(
    'JSON',
    description,
    z
      .custom<Json>((value) => jsonBytes(value) !== undefined, 'must be JSON that can be stored')
      .refine((value) => (jsonBytes(value) as number) <= MOST_JSON_BYTES, {
        error: ({ input }) => tooLong(jsonBytes(input) as number, MOST_JSON_BYTES, 'bytes'),
      }),
    `At most ${MOST_JSON_BYTES} bytes.`,
  );

export const part = <F extends Fields>(of: Input<F>, description: string) =>
  field({ input: of }, description, of.schema);

export const listOf = <T, S>(
  item: Field<T, false, S>,
  { least = 0, most }: { readonly least?: number; readonly most: number },
): Field<T[], false, readonly S[]> => {
  const words = least > 0 ? `must be a list of ${least} to ${most}` : `must be a list of at most ${most}`;
  // Items of a list that is too long are not validated.
  const schema = z
    .array(z.unknown(), words)
    .refine((list) => list.length <= most, {
      error: ({ input }) => tooLong((input as unknown[]).length, most, 'items'),
      abort: true,
    })
    .pipe(z.array(item.schema).min(least, words));
  return {
    ...item,
    list: true,
    limit: `At most ${most} items.`,
    schema: schema as unknown as z.ZodType<T[], readonly S[]>,
  };
};

export const optional = <T, S>(required: Field<T, false, S>): Field<T, true, S> => ({
  ...required,
  optional: true,
  schema: z.preprocess((value) => value ?? undefined, required.schema.optional()) as unknown as z.ZodType<T, S>,
});

/** A field whose value a rule converts or refuses. */
const readAs = <T, U, S>(from: Field<T, false, S>, read: (value: T) => U | Refused): Field<U, false, S> => ({
  ...from,
  schema: from.schema.transform((value, context) => {
    const result = read(value);
    if (!(result instanceof Refused)) return result;
    const { refusal } = result;
    context.issues.push({ code: 'custom', message: refusal.message, input: value, params: { refusal } });
    return z.NEVER;
  }),
});

class Refused {
  constructor(readonly refusal: Refusal) {}
}

export const sha256 = (description: string) =>
  readAs(text(64, description), (typed) => {
    const digest = typed.toLowerCase();
    if (/^[0-9a-f]{64}$/.test(digest)) return digest;
    return new Refused({
      code: 'INVALID_SHA256',
      message: `"${typed}" is not a SHA-256: it must have 64 hexadecimal digits.`,
      rule: 'E1',
    });
  });

export const serial = (description: string) =>
  readAs(serialText(description), (typed): Serial | Refused => parseSerial(typed) ?? new Refused(serialRefusal(typed)));

const MONEY = input('MoneyInput', 'An amount of money.', {
  amount: text(24, 'Decimal with the digits of the currency: "129.90".'),
  currency: text(3, 'ISO 4217.'),
});

export const money = (description: string) =>
  readAs(part(MONEY, description), ({ amount, currency }): Money | Refused => {
    try {
      return moneyOf(amount, currency);
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      return new Refused({ code: 'INVALID_AMOUNT', message: error.message, rule: 'F3' });
    }
  });

/** Undefined without canonical JSON, which cannot be stored. */
function jsonBytes(value: unknown): number | undefined {
  if (value === undefined || isTooDeep(value)) return undefined;
  try {
    return Buffer.byteLength(canonicalJson(value as Json));
  } catch {
    return undefined;
  }
}

/** `invalid`: malformed; `refused`: by a rule. */
export type Read<D> =
  | { readonly kind: 'read'; readonly data: D }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function readInput<F extends Fields>({ schema }: Input<F>, raw: unknown): Read<DataOf<F>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { kind: 'read', data: parsed.data };
  const refusalIn = (issue: z.core.$ZodIssue) => (issue as { params?: { refusal?: Refusal } }).params?.refusal;
  const { issues } = parsed.error;
  // Malformed fields are reported before refusals by rules.
  const fault = issues.find((issue) => !refusalIn(issue));
  if (fault) return { kind: 'invalid', message: inWords(fault) };
  const issue = issues[0] as z.core.$ZodIssue;
  const refusal = refusalIn(issue) as Refusal;
  // Within a list or an object a value alone does not say which one it is.
  const [at, message] = [issue.path.map(String).join('.'), refusal.message];
  return { kind: 'refused', refusal: issue.path.length > 1 ? { ...refusal, message: `${at}: ${message}` } : refusal };
}

function inWords({ path, message, code }: z.core.$ZodIssue): string {
  const whole = code === 'unrecognized_keys';
  const at = path.map(String);
  const named = whole ? at.length : at.findLastIndex((step) => !/^\d+$/.test(step));
  const [parents, own] = [at.slice(0, named), at.slice(named).join('.')];
  const words = own === '' ? message : `${own} ${message}`;
  return parents.length > 0 ? `${parents.join('.')}: ${words}` : words;
}
