import { Field, ObjectType } from '@nestjs/graphql';
import type { Actor as Author, Json } from '#kernel';
import type { correctionsModel, SeenOf } from '#views';
import { Actor, Connection, Node } from './common.types.ts';
import { enumOf } from './enums.ts';
import { DateTimeScalar, JsonScalar } from './scalars.ts';

const CorrectionKindEnum = enumOf<'SHIPMENT' | 'SALE' | 'INVOICE' | 'PARTNER' | 'PRODUCT'>(
  'CorrectionKind',
  'What was corrected (R5).',
  {
    SHIPMENT: 'The shipment of a unit.',
    SALE: 'The sale of a unit.',
    INVOICE: 'The date of an invoice.',
    PARTNER: 'Facts of a partner.',
    PRODUCT: 'The defects of a product.',
  },
);

@ObjectType({
  implements: () => [Node],
  description: 'A correction of a fact that may have decided claims; documents already issued are unchanged (R5).',
})
export class Correction extends Node {
  readonly document!: SeenOf<typeof correctionsModel>;
  @Field(() => CorrectionKindEnum, { description: 'What was corrected.' }) kind!: string;
  @Field({ description: 'Its serial, partner id, stock keeping unit, or legal entity and invoice number.' })
  subject!: string;
  @Field(() => String, { nullable: true, description: 'Reason given; null if none is required.' })
  reason?: string | undefined;
  @Field(() => JsonScalar, { description: 'The corrected values.' }) changes!: Json;
  @Field(() => Actor, { description: 'Author of the correction.' }) correctedBy!: Author;
  @Field(() => DateTimeScalar, { description: 'When it was corrected.' }) correctedAt!: string;
}

@ObjectType('CorrectionConnection', { description: 'A page of corrections.' })
export class CorrectionConnection extends Connection(Correction, 'Correction') {}

export const correctionView = (document: SeenOf<typeof correctionsModel>): Correction =>
  Object.assign(new Correction(), { ...document, document });
