import { batches } from '#batches';
import {
  cleared,
  confirmed,
  produced,
  sampleReceived,
  samplesCancelled,
  samplesRequested,
  suspected,
  unitsAssigned,
} from '#batches/facts';
import { type Actor, at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, products, units } from '#warranty';
import { by, enrolled, listed, shipped } from '#warranty/facts';
import { clearBatch, confirmBatchDefective, receiveSample, requestSamples } from './batch-quality.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const lin: Actor = { id: 'lin', role: 'QUALITY' };
const batch = streamOf(batches, 'B-2601');
const made = batch(produced(), unitsAssigned('A-1', 100));
const lamp = streamOf(products, 'GLOW-1');
const grouped = lamp(listed({ sku: 'GLOW-1', defectGroups: [{ group: 'POWER', codes: ['NO-LIGHT'] }] }));
const verdict = { batchId: 'B-2601', defectGroup: 'POWER', findings: 'Seen on samples.' };

describe('a verdict on a batch', () => {
  type Verdict = Parameters<typeof confirmBatchDefective>[0];
  const { given } = useCaseScenarios([batches], (data: Verdict, meta, facts) =>
    confirmBatchDefective(data, meta, portsOver(facts)),
  );
  const clearing = useCaseScenarios([batches], (data: Verdict, meta, facts) =>
    clearBatch(data, meta, portsOver(facts)),
  );

  it('B2 is of one group of the defects of its product, however it is spelled', async () => {
    await given(made, grouped)
      .when({ ...verdict, defectGroup: 'power' }, by(lin))
      .then(batch(at(NOW, confirmed())));
    await given(made, grouped)
      .when({ ...verdict, defectGroup: 'GLASS' }, by())
      .thenRefused('B2', 'UNKNOWN_DEFECT_GROUP');
    await given(grouped).when(verdict, by()).thenRefused('R2', 'BATCH_NOT_FOUND');
  });

  it('B2 is of a defect code, where the product has no groups', async () => {
    await given(made, lamp(listed({ sku: 'GLOW-1' })))
      .when({ ...verdict, defectGroup: 'no-light' }, by(lin))
      .then(batch(at(NOW, confirmed('NO-LIGHT'))));
  });

  it('B2 is of a group that the batch is suspected of, though the product has it no more', async () => {
    await clearing
      .given(made, batch(suspected('GLASS')), grouped)
      .when({ ...verdict, defectGroup: 'GLASS' }, by(lin))
      .then(batch(at(NOW, cleared('GLASS'))));
  });
});

describe('requesting samples', () => {
  const held: Readonly<Record<string, number>> = { 'P-1': 3, 'P-2': 4 };
  const { given } = useCaseScenarios([batches], (data: Parameters<typeof requestSamples>[0], meta, facts) =>
    requestSamples(data, meta, {
      ...portsOver(facts),
      unitsOfBatch: {
        heldBy: async () => [],
        countedBy: async (partnerIds, _, without) =>
          new Map(
            partnerIds.map((id) => {
              const came = [...without].filter((serial) => serial.startsWith(id));
              return [id, (held[id] ?? 0) - came.length];
            }),
          ),
      },
    }),
  );

  it('B6 names partners that have units of the batch, and no more units than they have', async () => {
    const [one, other, none] = ['P-1', 'P-2', 'P-3'].map((id) => streamOf(partners, id)(enrolled({ partnerId: id })));
    const request = (units: number, ...fromPartners: string[]) => ({ batchId: 'B-2601', units, fromPartners });
    const suspectedOf = given(made, batch(suspected()), one!, other!, none!);
    await suspectedOf.when(request(1, 'P-1', 'P-3'), by(lin)).thenRefused('B6', 'PARTNER_HOLDS_NO_UNIT');
    await suspectedOf.when(request(8, 'P-1', 'P-2'), by(lin)).thenRefused('B6', 'TOO_MANY_SAMPLES');
    await suspectedOf.when(request(5, 'P-1', 'P-2'), by(lin)).then(batch(at(NOW, samplesRequested(5))));
  });

  it('B6 asks for no unit twice: what is outstanding or came is not there to be asked for', async () => {
    const [one, other] = ['P-1', 'P-2'].map((id) => streamOf(partners, id)(enrolled({ partnerId: id })));
    const request = (units: number, ...fromPartners: string[]) => ({ batchId: 'B-2601', units, fromPartners });
    const asked = (...more: ReturnType<typeof suspected>[]) => given(made, batch(suspected(), ...more), one!, other!);
    const tooMany = async (before: ReturnType<typeof asked>, ...wanted: Parameters<typeof request>) =>
      before.when(request(...wanted), by(lin)).thenRefused('B6', 'TOO_MANY_SAMPLES');
    const allowed = async (before: ReturnType<typeof asked>, units: number, ...from: string[]) =>
      before.when(request(units, ...from), by(lin)).then(batch(at(NOW, samplesRequested(units, ...from))));

    const two = asked(samplesRequested(2, 'P-1'));
    await tooMany(two, 2, 'P-1');
    await allowed(two, 1, 'P-1');
    await allowed(two, 4, 'P-2');
    await allowed(asked(samplesRequested(2, 'P-1'), samplesCancelled()), 3, 'P-1');
    // Of a request of both, P-2 can send four.
    await allowed(asked(samplesRequested(4)), 3, 'P-1');
    await tooMany(asked(samplesRequested(5)), 3, 'P-1');
    await allowed(asked(samplesRequested(4), samplesRequested(1, 'P-2')), 2, 'P-1');
    await tooMany(asked(samplesRequested(4), samplesRequested(1, 'P-2')), 3, 'P-1');
    // A sample that came is with the maker.
    await allowed(asked(samplesRequested(1, 'P-1'), sampleReceived('P-1-0')), 2, 'P-1');
    await tooMany(asked(samplesRequested(1, 'P-1'), sampleReceived('P-1-0')), 3, 'P-1');
  });

  it('B6 names partners that are enrolled', async () => {
    const request = { batchId: 'B-2601', units: 5, fromPartners: ['P-1', 'P-2'] };
    const [one, other] = ['P-1', 'P-2'].map((id) => streamOf(partners, id)(enrolled({ partnerId: id })));
    await given(made, batch(suspected()), one!, other!)
      .when(request, by(lin))
      .then(batch(at(NOW, samplesRequested(5))));
    await given(made, batch(suspected()), one!, other!)
      .when({ ...request, fromPartners: ['P-1', 'P-9'] }, by(lin))
      .thenRefused('R2', 'PARTNER_NOT_FOUND');
  });
});

describe('receiving a sample', () => {
  const { given } = useCaseScenarios(
    [batches, units],
    (data: { readonly batchId: string; readonly serial: Serial }, meta, facts) =>
      receiveSample(data, meta, portsOver(facts)),
  );

  it('B6 is for a unit of the batch', async () => {
    const sample = { batchId: 'B-2601', serial: 'GL-1' as Serial };
    const asked = batch(suspected(), samplesRequested(5));
    const unitOf = (batchId: string) => streamOf(units, 'GL-1')(shipped({ serial: 'GL-1' as Serial, batchId }));
    await given(made, asked, unitOf('B-2601'))
      .when(sample, by(lin))
      .then(batch(at(NOW, sampleReceived('GL-1'))));
    await given(made, asked, unitOf('B-2602')).when(sample, by(lin)).thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
    await given(made, asked).when(sample, by(lin)).thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
  });
});
