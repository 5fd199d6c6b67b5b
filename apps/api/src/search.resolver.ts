import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { foldedName, normalizeCode, parseClaimNumber, parseSerial } from '#kernel';
import { foldedAddress, peopleModel } from '#people';
import { batchesModel, claimsModel, creditNotesModel, partnersModel, productsModel, unitsModel } from '#views';
import type { Caller } from './caller.ts';
import { claimsWhere, NEWEST_FIRST, withNumber } from './claim.resolver.ts';
import { claimView } from './claim.types.ts';
import { Node } from './common.types.ts';
import { failure } from './errors.ts';
import { creditNoteView } from './finance.types.ts';
import { batchesNamed, namedBy, withId } from './page-by-name.ts';
import { batchView, partnerView, productView, unitView } from './registry.types.ts';

const LONGEST = 200;
/** Of each kind. */
const MOST = 5;
const BY_NAME = { field: 'searchName', direction: 'asc' } as const;

@Resolver()
export class SearchResolver {
  @Query(() => [Node], {
    description: `What the caller may see of claims (number, serial, reference of the partner), units (serial), partners (name, address of a contact), products, credit notes (number) and batches (id), at most ${MOST} of each: the whole number of a credit note, or the beginning of the others. An empty text finds nothing.`,
  })
  async search(
    @Context('caller') caller: Caller,
    @Args('text', { description: `What was typed; at most ${LONGEST} characters.` }) typed: string,
    @Args('whole', {
      type: () => Boolean,
      nullable: true,
      description: 'Only that whose whole number, serial, reference or id the text is.',
    })
    isWhole?: boolean | null,
  ): Promise<readonly Node[]> {
    const text = typed.trim();
    if (text.length > LONGEST) throw failure('BAD_USER_INPUT', `text: at most ${LONGEST} characters.`);
    if (text === '') return [];
    if (isWhole) return this.#whole(caller, text);
    const found = await Promise.all([
      this.#claims(caller, text),
      this.#partners(caller, text),
      this.#products(caller, text),
      this.#units(caller, text),
      this.#notes(caller, text.toUpperCase()),
      this.#batches(caller, text),
    ]);
    return found.flat();
  }

  async #whole(caller: Caller, text: string): Promise<readonly Node[]> {
    const serial = parseSerial(text);
    const [claims, unit, notes, batch, product, partner] = await Promise.all([
      this.#claimsCalled(caller, text),
      serial && caller.find(unitsModel, serial),
      this.#notes(caller, text.toUpperCase()),
      caller.isPartner ? undefined : withId(caller, batchesModel, text),
      withId(caller, productsModel, text),
      withId(caller, partnersModel, text),
    ]);
    return [
      ...claims,
      ...(unit ? [unitView(unit)] : []),
      ...notes,
      ...(batch ? [batchView(batch)] : []),
      ...(product ? [productView(product)] : []),
      ...(partner ? [partnerView(partner)] : []),
    ];
  }

  async #claimsCalled(caller: Caller, text: string): Promise<Node[]> {
    const number = parseClaimNumber(text);
    const reference = foldedName(text);
    const claims = await Promise.all([
      caller.find(claimsModel, text),
      number === undefined ? undefined : withNumber(caller, number),
    ]);
    const { items } = await caller.models.query(claimsModel, {
      where: [{ field: 'reference', eq: reference }],
      limit: MOST,
    });
    const found = [...claims, ...items.map(({ document }) => document)].filter((claim) => claim !== undefined);
    return [...new Map(found.map((claim) => [claim.id, claimView(claim)])).values()];
  }

  async #claims(caller: Caller, text: string): Promise<Node[]> {
    const own = await caller.find(claimsModel, text);
    if (own) return [claimView(own)];
    const where = await claimsWhere(caller, { text });
    const { items } = await caller.models.query(claimsModel, { where, orderBy: NEWEST_FIRST, limit: MOST });
    return items.map(({ document }) => claimView(document));
  }

  async #partners(caller: Caller, text: string): Promise<Node[]> {
    const where = await namedBy(caller, partnersModel, text);
    const { items } = await caller.models.query(partnersModel, { where, orderBy: BY_NAME, limit: MOST });
    if (items.length > 0) return items.map(({ document }) => partnerView(document));
    const address = { where: [{ field: 'address', prefix: foldedAddress(text) }], limit: MOST } as const;
    const people = (await caller.models.query(peopleModel, address)).items.map(({ document }) => document);
    const ids = new Set(people.flatMap(({ partnerId }) => partnerId ?? []));
    const partners = await Promise.all([...ids].map((id) => caller.find(partnersModel, id)));
    return partners.filter((partner) => partner !== undefined).map(partnerView);
  }

  async #products(caller: Caller, text: string): Promise<Node[]> {
    const where = await namedBy(caller, productsModel, text);
    const { items } = await caller.models.query(productsModel, { where, orderBy: BY_NAME, limit: MOST });
    return items.map(({ document }) => productView(document));
  }

  async #units(caller: Caller, text: string): Promise<Node[]> {
    const where = [{ field: 'id', prefix: normalizeCode(text) }] as const;
    const { items } = await caller.models.query(unitsModel, { where, limit: MOST });
    return items.map(({ document }) => unitView(document));
  }

  async #notes(caller: Caller, id: string): Promise<Node[]> {
    const note = await caller.find(creditNotesModel, id);
    return note ? [creditNoteView(note)] : [];
  }

  async #batches(caller: Caller, text: string): Promise<Node[]> {
    if (caller.isPartner) return [];
    const where = await batchesNamed(caller, text);
    const { items } = await caller.models.query(batchesModel, { where, limit: MOST });
    return items.map(({ document }) => batchView(document));
  }
}
