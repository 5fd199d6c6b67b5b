import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { FIRST_REFUSED, IMPORT_KINDS, type ImportJob } from '#import';
import type { Actor as Caller } from '#kernel';
import { Actor, Refused } from './common.types.ts';
import { enumOf } from './enums.ts';
import { DateTimeScalar } from './scalars.ts';

const ImportStatusEnum = enumOf<ImportJob['status']>('ImportStatus', 'How far an import is.', {
  QUEUED: 'Another import is running.',
  RUNNING: 'Its rows are being sent.',
  DONE: 'All rows were sent.',
  FAILED: 'The file cannot be read to its end; the rows before that place were sent.',
  CANCELLED: 'It was cancelled; the rows up to then were sent.',
});

@ObjectType({ description: 'A row of an import that was refused, or a line of NDJSON.' })
export class RefusedRow {
  @Field(() => Int, {
    description: 'Its number in the file, from 1; of an invoice with several rows, that of the first.',
  })
  row!: number;
  @Field(() => Refused, { description: 'Why it was refused.' }) refusal!: Refused;
}

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
  @Field(() => [RefusedRow], {
    description: `Of the refused rows, the first ones, at most ${FIRST_REFUSED}; all of them are at GET /imports/<id>/refused.`,
  })
  firstRefused!: readonly RefusedRow[];
  @Field(() => String, { nullable: true, description: 'Why it has failed.' }) message?: string | undefined;
}

export function importView({ options, actor, checkpoint, readBytes, bytes, ...job }: ImportJob): Import {
  const percent = job.status === 'DONE' ? 100 : Math.min(100, Math.floor((100 * readBytes) / Math.max(1, bytes)));
  const { id, fileName, status, dryRun, requestedAt, endedAt, message, firstRefused = [] } = job;
  const kind = options.kind ?? '';
  const shown = {
    id,
    kind,
    fileName,
    status,
    dryRun,
    requestedBy: actor,
    requestedAt,
    endedAt,
    percent,
    message,
    firstRefused,
  };
  return Object.assign(new Import(), { ...shown, ...checkpoint.report });
}

/** All imports; others see their own. */
export const seesAll = ({ role }: Caller): boolean => role === 'ADMIN' || role === 'AUDITOR';

export const maySee = (caller: Caller, { actor }: ImportJob): boolean =>
  seesAll(caller) || (caller.role === actor.role && caller.id === actor.id && caller.onBehalfOf === actor.onBehalfOf);
