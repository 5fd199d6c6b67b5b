import { Inject } from '@nestjs/common';
import { Args, Context, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { type ImportJob, ImportJobs } from '#import';
import { MAKEGOOD } from '#server';
import { languageOf, words } from '#words';
import type { Caller } from './caller.ts';
import { failure } from './errors.ts';
import { Import, importView, maySee, RefusedRow, seesAll } from './imports.types.ts';

@Resolver(() => RefusedRow)
export class RefusedRowResolver {
  @ResolveField(() => String, {
    description:
      "What its code means, in the caller's language; for the session of a browser that of its Accept-Language. The message has the particulars.",
  })
  async reason(@Parent() { refusal }: RefusedRow, @Context('caller') caller: Caller): Promise<string> {
    const { codes } = words[languageOf(await caller.language())];
    return (codes as Readonly<Record<string, string>>)[refusal.code] ?? refusal.message;
  }
}

@Resolver(() => Import)
export class ImportsResolver {
  readonly #jobs: ImportJobs;

  constructor(@Inject(MAKEGOOD) makegood: Makegood) {
    this.#jobs = new ImportJobs(makegood);
  }

  @Query(() => [Import], { description: 'The newest imports that the caller may see, the newest first.' })
  async imports(@Context('caller') caller: Caller): Promise<Import[]> {
    return caller.once('imports', async () => {
      await caller.giveWay('new');
      const found = await (seesAll(caller.actor) ? this.#jobs.newest() : this.#jobs.newestOf(caller.actor));
      caller.spend(found.length);
      return found.map(importView);
    });
  }

  @Subscription(() => Import, {
    description: 'An import, whenever it has gone on, until it ends.',
    resolve: importView,
  })
  async importProgress(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'The import.' }) id: string,
  ): Promise<AsyncIterableIterator<ImportJob>> {
    const job = await this.#jobs.find(id);
    if (!job || !maySee(caller.actor, job)) throw failure('NOT_FOUND', 'There is no import with this id.');
    return this.#jobs.progress(id);
  }
}
