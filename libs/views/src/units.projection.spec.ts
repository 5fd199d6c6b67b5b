import { claims } from '#claims';
import { submitted, unitCorrected } from '#claims/facts';
import type { Serial } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { units } from '#warranty';
import {
  claimClosed,
  claimOpened,
  day,
  extended,
  returned,
  saleCorrected,
  shipment,
  shipmentCorrected,
  shipped,
  sold,
  soldOnTo,
} from '#warranty/facts';
import { type UnitDocument, unitsProjection } from './units.projection.ts';

const { given } = projectionScenarios<UnitDocument>(unitsProjection);
const unit = streamOf(units, 'GL1-26-000042');
const claim = streamOf(claims, 'C-2026-0001');
const ofUnit = submitted({ serial: 'GL1-26-000042' as Serial });

const fresh: UnitDocument = {
  id: 'GL1-26-000042',
  shipment: shipment(),
  partnerId: 'P-SEOUL',
  sales: [],
  extensions: [],
  claimIds: [],
  remedied: false,
};

describe('the units', () => {
  it('1 are shown with their shipment; the partner they were shipped to is their holder', () =>
    given(
      unit(shipped()),
      streamOf(units, 'GL1-26-000043')(shipped({ serial: 'GL1-26-000043' as Serial, partnerId: 'P-BERLIN' })),
    ).then(fresh, {
      ...fresh,
      id: 'GL1-26-000043',
      shipment: shipment({ serial: 'GL1-26-000043' as Serial, partnerId: 'P-BERLIN' }),
      partnerId: 'P-BERLIN',
    }));

  it('R3 belong to the partner they were resold to; a sale to the consumer only changes the day', () => {
    const chain = [soldOnTo('P-BERLIN', '2026-02-01'), sold('2026-03-01', 'P-BERLIN')] as const;
    return given(unit(shipped(), ...chain)).then({
      ...fresh,
      partnerId: 'P-BERLIN',
      sales: chain.map(({ data }) => data as never),
      soldOn: day('2026-03-01'),
    });
  });

  it('R5 take their claims along to the right serial', () => {
    const [wrong, right] = ['LB2-000481' as Serial, 'LB2-000418' as Serial] as const;
    return given(
      streamOf(units, wrong)(shipped({ serial: wrong })),
      claim(submitted({ serial: wrong })),
      streamOf(units, wrong)(shipmentCorrected({ serial: wrong, newSerial: right })),
      streamOf(units, right)(shipped({ serial: right })),
      claim(unitCorrected),
    ).then(
      { ...fresh, id: right, shipment: shipment({ serial: right }), claimIds: ['C-2026-0001'] },
      { ...fresh, id: wrong, shipment: shipment({ serial: wrong }), partnerId: '' },
    );
  });

  it('R5 are shown with corrected shipment and sale', () =>
    given(
      unit(
        shipped(),
        soldOnTo('P-BERLIN', '2026-02-01'),
        shipmentCorrected({ batchId: 'B-2602' }),
        saleCorrected(1, ['2026-02-01', 'P-BERLIN'], ['2026-02-02', 'P-BUSAN']),
      ),
    ).then({
      ...fresh,
      shipment: shipment({ batchId: 'B-2602' }),
      partnerId: 'P-BUSAN',
      sales: [soldOnTo('P-BUSAN', '2026-02-02').data as never],
    }));

  it('R5 belong to no partner while back in stock, or when their serial was mistyped', async () => {
    await given(unit(shipped(), returned('2026-02-01'))).then({ ...fresh, partnerId: '' });
    const newSerial = 'GL1-26-000024' as Serial;
    await given(unit(shipped(), shipmentCorrected({ newSerial }))).then({ ...fresh, partnerId: '' });
    const again = { partnerId: 'P-BERLIN', shippedOn: day('2026-03-01') };
    await given(unit(shipped(), extended(6), returned('2026-02-01'), shipped(again))).then({
      ...fresh,
      shipment: shipment(again),
      partnerId: 'P-BERLIN',
    });
  });

  it('R8 keep every extension bought, even identical ones', () =>
    given(unit(shipped(), extended(12), extended(12))).then({
      ...fresh,
      extensions: [extended(12).data as never, extended(12).data as never],
    }));

  it('N3 C2 list the claims made on them, without claims that were never submitted, and which one is open', () =>
    given(unit(shipped(), claimOpened('C-2026-0001')), claim(ofUnit), unit(claimOpened('C-LOST'))).then({
      ...fresh,
      claimIds: ['C-2026-0001'],
      openClaim: 'C-LOST',
    }));

  it.each(['CREDITED', 'REPLACED'] as const)('C1 are remedied when a claim on them ends %s', (outcome) =>
    given(unit(shipped(), claimOpened('C-2026-0001'), claimClosed('C-2026-0001', outcome))).then({
      ...fresh,
      remedied: true,
    }),
  );

  it.each(['REJECTED', 'WITHDRAWN'] as const)('C1 are not remedied by a claim that ends %s', (outcome) =>
    given(unit(shipped(), claimOpened('C-2026-0001'), claimClosed('C-2026-0001', outcome))).then(fresh),
  );

  it('1 exist only once shipped: a claim does not create one', () => given(claim(ofUnit)).thenNone());
});
