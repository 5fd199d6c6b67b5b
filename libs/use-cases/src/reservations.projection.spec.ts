import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { at, type Instant, type Serial } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { units } from '#warranty';
import { claimClosed, claimOpened, shipped } from '#warranty/facts';
import { type Reservation, reservations } from './reservations.projection.ts';

const { given } = projectionScenarios<Reservation>(reservations);
const unit = streamOf(units, 'GL1-26-000042');
const claim = streamOf(claims, 'C-2026-0001');
const reserved = claimOpened('C-2026-0001');
const waiting: Reservation = {
  id: 'C-2026-0001',
  serial: 'GL1-26-000042' as Serial,
  since: '2026-03-09T02:00:00.000Z' as Instant,
};

describe('the due list of reservations', () => {
  it('C2 lists a unit reserved for a claim not submitted yet', () => given(unit(shipped(), reserved)).then(waiting));

  it('C2 counts from when the reservation was recorded, not from the date of an imported claim', () =>
    given(unit(shipped(), at('2024-05-06T08:00:00.000Z', reserved, '2026-03-09T02:00:00.000Z'))).then(waiting));

  it('C2 removes it when the claim is submitted, or the unit is freed', async () => {
    await given(unit(shipped(), reserved), claim(submitted())).thenNone();
    await given(unit(shipped(), reserved, claimClosed('C-2026-0001', 'WITHDRAWN'))).thenNone();
  });

  it('C10 ignores reopenings, which cannot be refused when late', async () => {
    await given(unit(shipped(), claimOpened('C-2026-0001', 'P-SEOUL', 2))).thenNone();
    await given(
      unit(shipped(), reserved),
      claim(submitted()),
      unit(claimOpened('C-2026-0001', 'P-SEOUL', 2)),
    ).thenNone();
  });
});
