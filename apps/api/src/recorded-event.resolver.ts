import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Replays, seesCountOf } from '#views';
import type { Caller } from './caller.ts';
import { RecordedEventType } from './claim.types.ts';

@Resolver(() => RecordedEventType)
export class RecordedEventResolver {
  constructor(@Inject(Replays) private readonly replays: Replays) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'The hash of the event before it in its stream, which its own is calculated over (A2); null for the first, and for partners in streams that are not of their claims alone.',
  })
  async previousHash(
    @Parent() { stream, revision, previous }: RecordedEventType,
    @Context('caller') caller: Caller,
  ): Promise<string | undefined> {
    if (previous !== undefined || revision === 0 || !seesCountOf(caller.actor, stream)) return previous;
    // Of another stream than the claim's own, or left out of what was asked for.
    for await (const event of caller.streams(this.replays).readStream(stream, { from: revision - 1, limit: 1 }))
      return event.metadata.hash;
    return undefined;
  }
}
