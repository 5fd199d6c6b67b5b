import { at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, type RecordSale, units } from '#warranty';
import { by, day, enrolled, partner, shipped, sold, soldOnTo } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { recordSale } from './record-sale.ts';

const { given } = useCaseScenarios([units], (data: RecordSale['data'], meta, facts) =>
  recordSale(data, meta, portsOver(facts)),
);
const unit = streamOf(units, 'GL1-26-000042');
const sale = { serial: 'GL1-26-000042' as Serial, soldOn: day('2026-02-01') };
const seoul = by(partner('P-SEOUL'));
const now = '2026-06-01T02:00:00.000Z';

describe('recording a sale', () => {
  it('C4 to a consumer involves no other partner', () =>
    given(unit(shipped()))
      .when(sale, seoul)
      .then(unit(at(now, sold('2026-02-01')))));

  it('R3 to a partner hands the unit over', () =>
    given(unit(shipped()), streamOf(partners, 'P-BERLIN')(enrolled({ partnerId: 'P-BERLIN' })))
      .when({ ...sale, soldTo: 'P-BERLIN' }, seoul)
      .then(unit(at(now, soldOnTo('P-BERLIN', '2026-02-01')))));

  it('R2 to a partner that is not enrolled is refused', () =>
    given(unit(shipped()))
      .when({ ...sale, soldTo: 'P-BERLIN' }, seoul)
      .thenRefused('R2', 'PARTNER_NOT_FOUND'));
});
