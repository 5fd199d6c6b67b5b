import type { Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { invoices, partners, products, units } from '#warranty';
import {
  invoiceCorrected,
  listed,
  partnerCorrected,
  productChanged,
  saleCorrected,
  shipmentCorrected,
} from '#warranty/facts';
import { type CorrectionDocument, correctionsProjection } from './corrections.projection.ts';

const { given } = projectionScenarios<CorrectionDocument>(correctionsProjection);
const unit = streamOf(units, 'GL1-26-000042');
const shown = (kind: CorrectionDocument['kind'], subject: string, more: Partial<CorrectionDocument>) =>
  expect.objectContaining({ kind, subject, ...more }) as CorrectionDocument;

describe('decisions by a wrong fact', () => {
  it('R5 are listed with the fact, the reason, the author and the claims concerned', async () => {
    await given(unit(shipmentCorrected({ batchId: 'B-2602', claimIds: ['C-1'] }))).then(
      shown('SHIPMENT', 'GL1-26-000042', {
        reason: 'Typed wrongly',
        changes: { serial: 'GL1-26-000042', batchId: 'B-2602' },
        claimIds: ['C-1'],
        correctedBy: { id: 'scenario', role: 'SYSTEM' },
        correctedAt: '2026-03-09T02:00:00.000Z' as Instant,
      }),
    );
    await given(unit(saleCorrected(1, ['2026-02-01'], ['2026-03-01'], ['C-1', 'C-2']))).then(
      shown('SALE', 'GL1-26-000042', { claimIds: ['C-1', 'C-2'] }),
    );
  });

  it('R5 are not listed for a unit without claims', () =>
    given(unit(shipmentCorrected({ batchId: 'B-2602' }), saleCorrected(1, ['2026-02-01'], ['2026-03-01']))).thenNone());

  it('R5 are also listed for invoices, partners and defects of products', async () => {
    await given(streamOf(invoices, 'MG/INV-2026-0107')(invoiceCorrected('2026-01-12'))).then(
      shown('INVOICE', 'MG/INV-2026-0107', {}),
    );
    await given(streamOf(partners, 'P-SEOUL')(partnerCorrected({ timeZone: 'Asia/Seoul' }))).then(
      shown('PARTNER', 'P-SEOUL', { reason: 'Moved' }),
    );
    await given(streamOf(products, 'GLOW-1')(listed(), productChanged({ defectGroups: [] }))).then(
      shown('PRODUCT', 'GLOW-1', {}),
    );
  });

  it('R5 are not listed when only the name of a product has changed', () =>
    given(streamOf(products, 'GLOW-1')(listed(), productChanged({ name: 'Glow 1' }))).thenNone());
});
