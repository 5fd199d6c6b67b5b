import { Inject } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import type { MailDocument } from '#mail';
import type { Caller } from './caller.ts';
import { Claim, claimView } from './claim.types.ts';
import { CreditNote, creditNoteView } from './finance.types.ts';
import { type LiveChange, LiveChanges } from './live-changes.ts';
import { Mail, mailView } from './mails.resolver.ts';
import { ReadsOfChanges } from './reads.ts';
import { Batch, batchView } from './registry.types.ts';

const reads = new ReadsOfChanges();

/** Documents read for the previous change may be outdated. */
const shownBy =
  <D, V>(view: (document: D) => V) =>
  async ({ document, position, told }: LiveChange<D>, _: unknown, { caller }: { caller: Caller }): Promise<V> => {
    await caller.beginAnswer(position, reads.of(told, caller.actor));
    return view(document);
  };

type ClaimChanges = ReturnType<LiveChanges['of']>;

@Resolver()
export class SubscriptionsResolver {
  constructor(@Inject(LiveChanges) private readonly changes: LiveChanges) {}

  @Subscription(() => Claim, {
    description: 'Each claim that the caller may see, whenever it or the new unit that is owed for it changes.',
    resolve: shownBy(claimView),
  })
  claimChanged(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, nullable: true, description: 'Only this claim.' }) id?: string,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only claims of this partner.' })
    partnerId?: string,
  ): ClaimChanges {
    return this.changes.of(caller.actor, { id, partnerId });
  }

  @Subscription(() => Claim, {
    description: 'Each claim that misses a deadline: of its first review or of its resolution.',
    resolve: shownBy(claimView),
  })
  slaBreached(
    @Context('caller') caller: Caller,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only claims of this partner.' })
    partnerId?: string,
  ): ClaimChanges {
    return this.changes.breaches(caller.actor, { partnerId });
  }

  @Subscription(() => Batch, {
    description: 'Each batch that is suspected of a fault, by the sentinel or by a person (B5). For staff.',
    resolve: shownBy(batchView),
  })
  batchSuspected(@Context('caller') caller: Caller): ReturnType<LiveChanges['suspicions']> {
    caller.requireStaff('What batches are suspected');
    return this.changes.suspicions(caller.actor);
  }

  @Subscription(() => CreditNote, {
    description: 'Each credit note that the caller may see, as it is issued, settled or reversed (F4, F5).',
    resolve: shownBy(creditNoteView),
  })
  creditNoteChanged(@Context('caller') caller: Caller): ReturnType<LiveChanges['notes']> {
    return this.changes.notes(caller.actor);
  }

  @Subscription(() => Mail, {
    description: 'Each mail that came in, once it is known what became of it, and when that changes (N1). For staff.',
    resolve: shownBy((mail) => mailView(mail as MailDocument)),
  })
  mailChanged(@Context('caller') caller: Caller): ReturnType<LiveChanges['mails']> {
    caller.requireStaff('What mails come in');
    return this.changes.mails(caller.actor);
  }
}
