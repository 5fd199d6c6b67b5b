import type { Listed, Logger, Mailer, Position, ReadModels } from '#platform';
import type { AggregateReader, BatchSentinel, CommandExecutor, MailBodies, SightingPorts } from '#use-cases';

/** What processes are given; each names what it needs. */
export interface ProcessPorts {
  readonly aggregates: AggregateReader;
  readonly executor: CommandExecutor;
  readonly models: ReadModels;
  readonly logger: Logger;
  /** Resolves when the clocks have followed their claims up to a position, and the due list has seen it. */
  readonly caughtUp: (position: Position) => Promise<void>;
  readonly listed: Listed;
  readonly sentinel: Pick<BatchSentinel, 'unrecordedAlarms'>;
  /** As of a position or later. */
  readonly ofBatch: {
    claims(batchId: string, upTo: Position): AsyncIterable<string>;
    /** That a partner has; `remedied`: it failed, was credited or replaced, and is there still. */
    heldUnits(
      batchId: string,
      upTo: Position,
    ): Promise<
      readonly {
        readonly serial: string;
        readonly partnerId: string;
        readonly remedied: boolean;
        readonly hasOpenClaim: boolean;
      }[]
    >;
  };
  readonly filesBefore: SightingPorts['filesBefore'];
  /** Bytes of mails and notices, as of a position or later. */
  readonly kept: {
    mailsOf(personId: string, upTo: Position): AsyncIterable<string>;
    noticesTo(
      person: { readonly personId: string; readonly partnerId?: string | undefined },
      upTo: Position,
    ): AsyncIterable<string>;
    areNamed(sha256: string, upTo: Position): Promise<boolean>;
  };
  readonly mailBodies: Pick<MailBodies, 'remove'>;
  readonly mailer: Pick<Mailer, 'forget'>;
}

/** Of the aggregates, those that a process reads. */
export interface Reads<R extends keyof AggregateReader> {
  readonly aggregates: Pick<AggregateReader, R>;
}
