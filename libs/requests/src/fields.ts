import { applyDecorators } from '@nestjs/common';
import { Field, ID, Int } from '@nestjs/graphql';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import { canonicalJson, type Day, type Instant, type Json, parseDay, parseInstant } from '#kernel';
import { DateScalar, DateTimeScalar, DurationScalar, JsonScalar } from './scalars.ts';

// One decorator says both what a field is in GraphQL and what is accepted in it, so that API and import agree.

interface Options {
  readonly optional?: boolean;
}

const optional = ({ optional }: Options = {}) => (optional ? [IsOptional()] : []);

/** Text of 1 to `longest` characters. */
export const Text = (longest: number, options: Options = {}) =>
  applyDecorators(
    Field(() => String, { nullable: options.optional ?? false }),
    IsString(),
    Length(1, longest),
    wellFormed(),
    ...optional(options),
  );

const chosen = (type: () => object, { optional: mayLack = false }: Options) =>
  applyDecorators(
    Field(type as never, { nullable: mayLack }),
    IsString(),
    Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
      message: '$property must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    }),
    ...optional({ optional: mayLack }),
  );

/** A target in business hours; the decider says what is none (S1). */
export const Target = (options: Options = {}) =>
  applyDecorators(
    Field(() => DurationScalar, { nullable: options.optional ?? false }),
    IsString(),
    Length(1, 64),
    wellFormed(),
    ...optional(options),
  );

/** An id somebody chose: it names a stream and stands in addresses. */
export const Id = (options: Options = {}) => chosen(() => ID, options);

/** A stock keeping unit: an id that the public API calls text. */
export const Sku = (options: Options = {}) => chosen(() => String, options);

/** `type/subtype`; it becomes a header when the file is read. */
export const MediaType = () =>
  applyDecorators(
    Field(() => String),
    IsString(),
    Matches(/^[a-z0-9][\w.+-]{0,49}\/[a-z0-9][\w.+-]{0,49}$/i, { message: '$property must be like image/jpeg' }),
  );

/** An idempotency key: anything of up to 200 characters. */
export const Key = () =>
  applyDecorators(
    Field(() => ID, { nullable: true }),
    IsString(),
    Length(1, 200),
    wellFormed(),
    IsOptional(),
  );

export const Whole = (least: number, most: number, options: Options = {}) =>
  applyDecorators(
    Field(() => Int, { nullable: options.optional ?? false }),
    IsInt(),
    Min(least),
    Max(most),
    ...optional(options),
  );

export const OneOf = (type: () => object, values: readonly string[], options: Options = {}) =>
  applyDecorators(
    Field(type as never, { nullable: options.optional ?? false }),
    IsIn(values as string[]),
    ...optional(options),
  );

/** Of an enum, several. */
export const SomeOf = (type: () => object, values: readonly string[], most: number) =>
  applyDecorators(
    Field(() => [type()] as never),
    IsArray(),
    ArrayMaxSize(most),
    IsIn(values as string[], { each: true }),
  );

export const OnDay = (options: Options = {}) =>
  applyDecorators(
    Field(() => DateScalar, { nullable: options.optional ?? false }),
    check(
      'isDay',
      (value): value is Day => typeof value === 'string' && parseDay(value) !== undefined,
      'must be a day that exists, e.g. 2026-03-09',
    ),
    ...optional(options),
  );

export const AtInstant = (options: Options = {}) =>
  applyDecorators(
    Field(() => DateTimeScalar, { nullable: options.optional ?? false }),
    check(
      'isInstant',
      (value): value is Instant => typeof value === 'string' && parseInstant(value) !== undefined,
      'must be an instant, e.g. 2026-03-09T02:00:00Z',
    ),
    // Any offset comes in, UTC with milliseconds is what goes on: GraphQL's scalar does it, a file has none.
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (parseInstant(value) ?? value) : value)),
    ...optional(options),
  );

/** Texts in a list. */
export const Texts = (longest: number, most: number, options: Options = {}) =>
  applyDecorators(
    Field(() => [String], { nullable: options.optional ?? false }),
    IsArray(),
    ArrayMaxSize(most),
    IsString({ each: true }),
    Length(1, longest, { each: true }),
    wellFormed({ each: true }),
    ...optional(options),
  );

/** A nested input. */
export const Part = (type: () => new () => object, options: Options = {}) =>
  applyDecorators(
    Field(type, { nullable: options.optional ?? false }),
    IsObject(),
    ValidateNested(),
    Type(type),
    ...optional(options),
  );

export const Parts = (type: () => new () => object, most: number, options: Options & { least?: number } = {}) =>
  applyDecorators(
    Field(() => [type()], { nullable: options.optional ?? false }),
    IsArray(),
    ArrayMinSize(options.least ?? 0),
    ArrayMaxSize(most),
    ValidateNested({ each: true }),
    Type(type),
    ...optional(options),
  );

/** Any JSON of up to 32 KiB as text: with its metadata it must fit into one event. */
export const AnyJson = (options: Options = {}) =>
  applyDecorators(
    Field(() => JsonScalar, { nullable: options.optional ?? false }),
    check('isSmallJson', fitsAnEvent, 'must be JSON of at most 32 KiB'),
    ...optional(options),
  );

/** A lone surrogate has no UTF-8 form; it could not be stored and read back the same. */
const wellFormed = (each: { readonly each?: boolean } = {}) =>
  check(
    'isWellFormed',
    (value) => typeof value === 'string' && value.isWellFormed(),
    'must be well-formed Unicode',
    each,
  );

/** Canonical JSON refuses what could not be stored and read back the same. */
function fitsAnEvent(value: unknown): boolean {
  try {
    return value !== undefined && Buffer.byteLength(canonicalJson(value as Json)) <= 32 * 1024;
  } catch {
    return false;
  }
}

function check(
  name: string,
  holds: (value: unknown) => boolean,
  message: string,
  each: { readonly each?: boolean } = {},
): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      options: { message: `$property ${message}`, ...each },
      validator: { validate: holds },
    });
}
