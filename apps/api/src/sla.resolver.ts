import { Inject } from '@nestjs/common';
import { Args, Context, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { creditHeldBy } from '#claims';
import type { Day } from '#kernel';
import { slaReport } from '#views';
import { MAKEGOOD } from '#server';
import { type Makegood, reportZone } from '#engine';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { SlaClock, slaClockView, SlaReport, slaReportView } from './sla.types.ts';
import { ReportZone } from './report-zone.ts';
import { DateScalar } from './scalars.ts';

@Resolver(() => Claim)
export class ClaimClockResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => SlaClock, {
    nullable: true,
    description: 'The promise for it; null until shortly after submission, when the clock starts.',
  })
  async sla(@Parent() { document: { clock, state }, moment }: Claim): Promise<SlaClock | undefined> {
    if (!clock) return undefined;
    const { calendarId, calendarVersion } = clock;
    const calendar = await this.makegood.aggregates.calendars.version(calendarId, calendarVersion);
    if (!calendar) throw new Error(`version ${calendarVersion} of calendar ${calendarId} is not in its stream`);
    return slaClockView(clock, calendar, moment?.asOf ?? this.makegood.clock.now(), creditHeldBy(state));
  }
}

@Resolver()
export class SlaReportResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => SlaReport, {
    description: 'How the promise was kept, by due time (S13). A partner sees its own figures.',
  })
  async slaReport(
    @Context('caller') { models }: Caller,
    @Args('from', { type: () => DateScalar, description: 'First day.' }) from: Day,
    @Args('to', { type: () => DateScalar, description: 'Last day, inclusive; at most 10 years later.' })
    to: Day,
    @Args('partnerId', {
      type: () => ID,
      nullable: true,
      description: 'Only of this partner. BAD_USER_INPUT if it does not exist or the caller may not see it.',
    })
    partnerId?: string | null,
    @Args('sku', {
      type: () => String,
      nullable: true,
      description: 'Only of this product. BAD_USER_INPUT if it does not exist.',
    })
    sku?: string | null,
    @ReportZone()
    timeZone?: string | null,
  ): Promise<SlaReport> {
    const scope = {
      from,
      to,
      partnerId: partnerId ?? undefined,
      sku: sku ?? undefined,
      timeZone: await reportZone(this.makegood.aggregates, timeZone ?? undefined),
    };
    return slaReportView(await slaReport(models, scope), scope);
  }
}
