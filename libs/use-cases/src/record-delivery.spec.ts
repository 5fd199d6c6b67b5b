import { batches } from '#batches';
import { replacementLedgers } from '#finance';
import type { Serial } from '#kernel';
import { useCaseScenarios } from '#platform/specs';
import { invoices, units } from '#warranty';
import { by, day } from '#warranty/facts';
import { recordDelivery } from './record-delivery.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { A, B, now, plain, unit } from './replacement-facts.fixture.ts';

const written = [invoices, batches, units, replacementLedgers];
const delivering = useCaseScenarios(written, (data: Parameters<typeof recordDelivery>[0], meta, facts) =>
  recordDelivery(data, meta, portsOver(facts)),
);

describe('a delivery', () => {
  const delivered = { serials: [A, B], deliveredOn: day('2026-05-06') };
  const both = [...unit(A)(plain(A)), ...unit(B)(plain(B))];
  const fact = (serial: Serial) =>
    now({ type: 'UnitDelivered' as const, data: { serial, deliveredOn: day('2026-05-06'), proof: 'Signed by Kim' } });

  it('F6 is a day and its proof, for all units or for none', async () => {
    await delivering
      .given(both)
      .when({ ...delivered, proof: 'Signed by Kim' }, by())
      .then(unit(A)(fact(A)), unit(B)(fact(B)));
    await delivering.given(both).when(delivered, by()).thenRefused('F6', 'PROOF_REQUIRED');
    await delivering
      .given(both.slice(0, 1))
      .when({ ...delivered, proof: 'Signed by Kim' }, by())
      .thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});
