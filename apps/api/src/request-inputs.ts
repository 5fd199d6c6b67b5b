import type { Type } from '@nestjs/common';
import { Field, Float, ID, InputType, Int, type ReturnTypeFuncValue } from '@nestjs/graphql';
import type { FieldType, Input } from '#requests';
import { enumFrom } from './enums.ts';
import { DateScalar, DateTimeScalar, DurationScalar, JsonScalar } from './scalars.ts';

const SCALARS = {
  ID,
  String,
  Int,
  Float,
  Boolean,
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Duration: DurationScalar,
  JSON: JsonScalar,
};

const inputTypes = new Map<Input, Type<object>>();

/** Created once per input. Values are validated by the declaration. */
export function inputTypeOf(declared: Input): Type<object> {
  const known = inputTypes.get(declared);
  if (known) return known;
  class DeclaredInput {}
  for (const [name, { type, list, optional, description, limit }] of Object.entries(declared.fields)) {
    const one = typeOf(type);
    Field(() => (list ? [one] : one) as ReturnTypeFuncValue, {
      nullable: optional,
      description: limit === undefined ? description : `${description} ${limit}`,
    })(DeclaredInput.prototype, name);
  }
  InputType(declared.name, { description: declared.description })(DeclaredInput);
  inputTypes.set(declared, DeclaredInput);
  return DeclaredInput;
}

function typeOf(type: FieldType): object {
  if (typeof type === 'string') return SCALARS[type];
  return 'input' in type ? inputTypeOf(type.input) : enumFrom(type.enumeration);
}
