import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { IMPORT_KINDS, type ImportJob } from '#import';
import type { Actor as Caller } from '#kernel';
import { Actor } from './common.types.ts';
import { enumOf } from './enums.ts';
import { DateTimeScalar } from './scalars.ts';

const ImportStatusEnum = enumOf<ImportJob['status']>('ImportStatus', 'How far an import is.', {
  QUEUED: 'Another import is running.',
  RUNNING: 'Its rows are being sent.',
  DONE: 'All rows were sent.',
  FAILED: 'The file cannot be read to its end; the rows before that place were sent.',
  CANCELLED: 'It was cancelled; the rows up to then were sent.',
});

@ObjectType({ description: 'A table that was sent to be imported (POST /imports).' })
export class Import {
  @Field(() => ID, { description: 'Id.' }) id!: string;
  @Field({ description: `What the table holds: ${IMPORT_KINDS.join(', ')}.` }) kind!: string;
  @Field({ description: 'Name of the file.' }) fileName!: string;
  @Field(() => ImportStatusEnum, { description: 'How far it is.' }) status!: string;
  @Field({ description: 'The rules are asked, and nothing is written.' }) dryRun!: boolean;
  @Field(() => Actor, { description: 'Who sent it, and in whose name each row is executed.' }) requestedBy!: Caller;
  @Field(() => DateTimeScalar, { description: 'When it was sent.' }) requestedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' }) endedAt?: string | undefined;
  @Field(() => Int, { description: 'How much of the file is read, in percent.' }) percent!: number;
  @Field(() => Int, { description: 'Rows that were answered.' }) rows!: number;
  @Field(() => Int, { description: 'Of these, refused rows.' }) refusedRows!: number;
  @Field(() => Int, { description: 'Requests accepted; several rows of an invoice are one.' }) accepted!: number;
  @Field(() => Int, { description: 'Requests of which all was so already.' }) unchanged!: number;
  @Field(() => Int, { description: 'Requests refused.' }) refused!: number;
  @Field(() => String, { nullable: true, description: 'Why it has failed.' }) message?: string | undefined;
}

export function importView({ options, actor, checkpoint, readBytes, bytes, ...job }: ImportJob): Import {
  const percent = job.status === 'DONE' ? 100 : Math.min(100, Math.floor((100 * readBytes) / Math.max(1, bytes)));
  const { id, fileName, status, dryRun, requestedAt, endedAt, message } = job;
  const kind = options.kind ?? '';
  const shown = { id, kind, fileName, status, dryRun, requestedBy: actor, requestedAt, endedAt, percent, message };
  return Object.assign(new Import(), { ...shown, ...checkpoint.report });
}

/** All imports; others see their own. */
export const seesAll = ({ role }: Caller): boolean => role === 'ADMIN' || role === 'AUDITOR';

export const maySee = (caller: Caller, { actor }: ImportJob): boolean =>
  seesAll(caller) || (caller.role === actor.role && caller.id === actor.id && caller.onBehalfOf === actor.onBehalfOf);
