import { claims } from '#claims';
import { lapsed, submitted } from '#claims/facts';
import { at, type Serial } from '#kernel';
import { ignored, Projector, silentLogger } from '#platform';
import { streamOf, timerScenarios } from '#platform/specs';
import { units } from '#warranty';
import { claimClosed, claimOpened, shipped } from '#warranty/facts';
import { freeLapsedReservations } from './lapsed-reservations.timer.ts';
import { recordedAggregates } from './recorded-aggregates.fixture.ts';
import { reservations } from './reservations.projection.ts';

const sweepBy = (dueList: typeof reservations) =>
  timerScenarios([claims, units], async (now, { execute, ...facts }) => {
    const projector = new Projector([dueList], { ...facts, logger: silentLogger });
    await projector.prepare();
    await projector.catchUp();
    await freeLapsedReservations({
      models: facts.models,
      aggregates: recordedAggregates(facts),
      clock: { now: () => now },
      execute,
    });
  });
const { given } = sweepBy(reservations);
const unit = streamOf(units, 'GL1-26-000042');
const claim = streamOf(claims, 'C-2026-0001');
const reserved = unit(shipped(), at('2026-03-09T02:00:00.000Z', claimOpened('C-2026-0001')));
const later = '2026-03-09T02:00:30.001Z';

describe('a reservation without a claim', () => {
  it('C2 lapses after 30 seconds: the claim id is used up, then the unit is free', () =>
    given(reserved)
      .at(later)
      .then(claim(at(later, lapsed)), unit(at(later, claimClosed('C-2026-0001', 'WITHDRAWN')))));

  it('C2 lasts 30 seconds', () => given(reserved).at('2026-03-09T02:00:30.000Z').thenNone());

  it('C2 does not lapse once the claim is submitted, even after it ended', async () => {
    await given(reserved, claim(submitted())).at(later).thenNone();
    await given(reserved, unit(claimClosed('C-2026-0001', 'REJECTED')))
      .at(later)
      .thenNone();
  });

  it('C2 does not lapse if the claim is submitted but the due list is behind', () => {
    const behind = { ...reservations, when: { ...reservations.when, Submitted: ignored } } as typeof reservations;
    return sweepBy(behind).given(reserved, claim(submitted())).at(later).thenNone();
  });

  it('C10 does not lapse for a reopening', () =>
    given(unit(shipped(), claimOpened('C-2026-0001', 'P-SEOUL', 2)))
      .at(later)
      .thenNone());

  it('C2 lapses for each unit separately, the oldest first', () => {
    const other = streamOf(units, 'GL1-26-000043');
    const ofOther = { serial: 'GL1-26-000043' as Serial };
    const opened = claimOpened('C-2026-0002');
    return given(
      reserved,
      other(
        shipped(ofOther),
        at('2026-03-09T01:00:00.000Z', { ...opened, data: { ...opened.data, ...ofOther } as never }),
      ),
    )
      .at(later)
      .then(
        streamOf(claims, 'C-2026-0002')(at(later, lapsed)),
        other(
          at(later, {
            type: 'ClaimClosedOnUnit',
            data: { ...ofOther, claimId: 'C-2026-0002', outcome: 'WITHDRAWN', round: 1 },
          }),
        ),
        claim(at(later, lapsed)),
        unit(at(later, claimClosed('C-2026-0001', 'WITHDRAWN'))),
      );
  });
});
