import type { Serial } from '#kernel';
import { invoiceIdOf, type Unit, type UnitFact, type UnitState } from '#warranty';
import type { AggregateReader } from './ports.ts';

type Units = Pick<AggregateReader, 'unit'>;

/** A place on an invoice line: the unit that was invoiced, and those that replaced it in turn. The last one stands there now (R2). */
export type Place = readonly [Unit, ...Unit[]];

export const standingOn = (place: Place): Unit => place.at(-1) as Unit;

/** Of the invoiced unit or of any of its replacements. */
export async function placeOf(unit: Unit, aggregates: Units): Promise<Place> {
  let invoiced = unit;
  while (invoiced.shipment.replacementOf) {
    const replaced = await present(invoiced.shipment.replacementOf.serial, aggregates);
    if (!replaced) throw new Error(`${invoiced.shipment.serial} replaces a unit that was never shipped`);
    invoiced = replaced;
  }
  const place: [Unit, ...Unit[]] = [invoiced];
  for (let next = invoiced.replacedBy; next !== undefined; ) {
    const replacement = await present(next, aggregates);
    if (replacement) place.push(replacement);
    next = replacement?.replacedBy;
  }
  return place;
}

/** Those still on the invoice line, in its order. Each invoiced unit names the next by the serial under which that one was shipped. */
export async function placesOfLine(place: Place, aggregates: Units): Promise<readonly Place[]> {
  const [{ shipment }] = place;
  const { units } = shipment.line;
  const found = [place];
  let { nth, next } = shipment.line;
  for (let n = 1; n < units && next !== undefined; n++) {
    nth = (nth % units) + 1;
    const member = await present(next, aggregates);
    const isMeant = ({ line, ...its }: UnitFact<'UnitShipped'>) =>
      line.units === units &&
      line.nth === nth &&
      its.shippedOn === shipment.shippedOn &&
      its.invoicedTo === shipment.invoicedTo;
    if (member && isMeant(member.shipment) && isSameInvoice(member.shipment, shipment) && !member.returnedOn)
      found.push(await placeOf(member, aggregates));
    next = member?.recordedShipments.findLast(isMeant)?.line.next;
  }
  return found.toSorted(([one], [other]) => one.shipment.line.nth - other.shipment.line.nth);
}

export const isSameInvoice = (one: UnitFact<'UnitShipped'>, other: UnitFact<'UnitShipped'>): boolean =>
  invoiceIdOf(one.legalEntityId, one.invoiceNumber) === invoiceIdOf(other.legalEntityId, other.invoiceNumber);

/** R5: under the serial that it has now. */
async function present(serial: Serial, aggregates: Units): Promise<UnitState> {
  let unit = await aggregates.unit(serial);
  while (unit?.newSerial !== undefined) unit = await aggregates.unit(unit.newSerial);
  return unit;
}
