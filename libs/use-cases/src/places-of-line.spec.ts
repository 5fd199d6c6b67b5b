import { fold, type Instant, type Serial } from '#kernel';
import { type Unit, unitDecider, type UnitEvent } from '#warranty';
import { replaced, shipmentCorrected, shipped } from '#warranty/facts';
import { placeOf, placesOfLine, standingOn } from './places-of-line.ts';

const [first, second, mistyped, right, last] = ['U-1', 'U-2', 'U-3', 'U-4', 'U-5'] as [
  Serial,
  Serial,
  Serial,
  Serial,
  Serial,
];
const of = (serial: Serial, ...events: readonly UnitEvent[]) => {
  const its = events.map((event) => ({ ...event, data: { ...event.data, serial } }) as UnitEvent);
  return [serial, fold(unitDecider, its, '2026-06-01T02:00:00.000Z' as Instant)] as const;
};
const inPlaceOf = (serial: Serial) => ({ replacementOf: { serial, claimId: 'C-1', minimumDays: 90 } });
const known = new Map([
  of(first, shipped({ line: { units: 2, nth: 1, next: second } }), replaced('C-1', mistyped)),
  of(second, shipped({ line: { units: 2, nth: 2, next: first } })),
  of(mistyped, shipped(inPlaceOf(first)), shipmentCorrected({ newSerial: right })),
  of(right, shipped(inPlaceOf(first)), replaced('C-2', last)),
  of(last, shipped(inPlaceOf(right))),
]);
const aggregates = { unit: async (serial: Serial) => known.get(serial) };
const serialsOf = (place: readonly Unit[]) => place.map(({ shipment }) => shipment.serial);

describe('a place on an invoice line', () => {
  it('R2 is that of the invoiced unit and its replacements under their right serials, whichever of them is named', async () => {
    for (const serial of [first, right, last]) {
      const place = await placeOf(known.get(serial) as Unit, aggregates);
      expect(serialsOf(place)).toEqual([first, right, last]);
      expect(standingOn(place).shipment.serial).toBe(last);
    }
  });

  it('R2 is found with the others of its line, in the order of the line', async () => {
    const places = await placesOfLine(await placeOf(known.get(second) as Unit, aggregates), aggregates);
    expect(places.map(serialsOf)).toEqual([[first, right, last], [second]]);
  });
});
