import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EvidenceItem } from '#claims';
import { holderOf } from '#evidence';
import {
  type Actor,
  addDays,
  type CommandMetadata,
  type Day,
  DAY_MS,
  dayOf,
  type Instant,
  instantOf,
  parseSerial,
  type Role,
  type Serial,
  sha256,
  uuidv5,
} from '#kernel';
import { type Outcome, silentLogger } from '#platform';
import { type PreparedRequest, requests } from '#requests';
import { type Makegood, openMakegood, readSettings, settling } from '#engine';
import { type Random, randomFrom } from '../samples/random.ts';

const PARTNERS = 24;
const PRODUCTS = 6;
const BATCHES = 48;
const DEFECTS = ['NO-LIGHT', 'FLICKER', 'NO-CHARGE', 'BROKEN-SWITCH', 'WATER'] as const;
const CURRENCIES = ['KRW', 'EUR', 'USD', 'JPY', 'CNY'] as const;
const INSTRUCTIONS = ['CREDIT', 'REPLACEMENT', 'ASK'] as const;

/** Units on one invoice. */
const INVOICE = 50;
/** Claims decided together before the processes run: as few as are on their way at a time under load. */
const ROUND = 50;

/** Each claim has files of its own, else each would be one that was seen before (E3): cameras append data to a picture. Uploaded by staff. */
const PICTURES = {
  first: 'samples/evidence/berlin-mask-dead-cheek.jpg',
  second: 'samples/evidence/seoul-lamp-dead-row.jpg',
  plate: 'samples/evidence/berlin-plate.jpg',
} as const;

/** What its credit notes must state. */
const SELLER = {
  name: 'Makegood Beauty GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Werkstraße 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
  timeZone: 'UTC',
};
const HALF_YEAR = 183;
const FIRST_DAY = '2025-07-01' as Day;

const staff = (role: Role, id: string): Actor => ({ id, role });
const ADMIN = staff('ADMIN', 'adam');
const REVIEWER = staff('REVIEWER', 'rita');

export const partnerId = (n: number): string => `P-${String(n % PARTNERS).padStart(3, '0')}`;
const sku = (n: number): string => `LAMP-${n % PRODUCTS}`;
const batchId = (n: number): string => `B-${String(n % BATCHES).padStart(4, '0')}`;
const serialOf = (n: number): string => `LM-${String(n).padStart(7, '0')}`;
export const claimIdOf = (n: number): string => uuidv5(`bench/history/claim/${n}`);

export const openEngine = (folder: string): Promise<Makegood> =>
  openMakegood(readSettings({ MAKEGOOD_DATA: folder, PORT: '0', LOG_LEVEL: 'error' }), { logger: silentLogger });

/**
 * Writes a log of at least `events` events as the engine writes it: a registry, units on invoices, some of them sold, and complete
 * claims with what the processes add. Half of the events belong to claims. The same log in every run.
 * @returns the number of claims; their ids are `claimIdOf(0…)`
 */
export async function writeHistory(folder: string, events: number): Promise<number> {
  const { claims, units } = sizeOf(events);
  let now = Date.parse(`${FIRST_DAY}T00:00:00Z`);
  const clock = { now: () => instantOf((now += 50)) };
  const makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: folder, PORT: '0', LOG_LEVEL: 'error' }), {
    logger: silentLogger,
    clock,
  });
  const history = new History(makegood, randomFrom(4), () => clock.now());
  await history.upload();
  await history.registry();
  for (let unit = 0; unit < units; unit += INVOICE) await history.invoice(unit);
  now += HALF_YEAR * DAY_MS;
  await history.sales(units);
  const settle = await settling(makegood);
  for (let claim = 0; claim < claims; claim += ROUND)
    await history.claims(claim, Math.min(claim + ROUND, claims), units, settle);
  for (const { build } of await makegood.models.builds()) await makegood.models.dropBuild(build);
  await makegood.close();
  return claims;
}

/** Writes claims that are approved, to be credited by the standing instruction; ids as of `writeHistory`. Nothing is bound. */
export async function writeApproved(folder: string, claims: number): Promise<void> {
  const makegood = await openEngine(folder);
  const history = new History(makegood, randomFrom(6), () => makegood.clock.now());
  await history.upload();
  await history.registry(['CREDIT']);
  const units = Math.ceil(claims / INVOICE) * INVOICE;
  for (let unit = 0; unit < units; unit += INVOICE) await history.invoice(unit);
  for (let claim = 0; claim < claims; claim += ROUND)
    await history.approved(claim, Math.min(claim + ROUND, claims), units);
  await makegood.close();
}

/** A unit is about 1.25 events, a claim 9.3. */
const sizeOf = (events: number) => ({
  claims: Math.ceil(events / 2 / 9.25),
  units: Math.ceil(events / 2 / 1.25 / INVOICE) * INVOICE,
});

export interface MoreClaims {
  /** Of the history. */
  readonly events: number;
  /** Of those that came before it and of these. */
  readonly from: number;
  readonly claims: number;
  readonly callers: number;
  /** For units that are shipped first, so many of a batch; otherwise for units of the history that have no claim yet. */
  readonly unitsABatch?: number;
}

/** What submits claims after a history, by several callers at the same time; their files are there. */
export async function moreClaims(
  makegood: Makegood,
  { events, from, claims, callers, unitsABatch }: MoreClaims,
): Promise<() => Promise<void>> {
  const size = sizeOf(events);
  const history = new History(makegood, randomFrom(5), makegood.clock.now, `more/${from}`);
  await history.upload();
  const first = size.claims + from;
  if (unitsABatch !== undefined) await history.shipped(size.units, claims, unitsABatch);
  const waiting = await history.claimed(first, first + claims, (n) =>
    unitsABatch === undefined ? unitOf(n, size.units) : size.units + n - first,
  );
  const caller = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await history.submit(one);
  };
  return async () => void (await Promise.all(Array.from({ length: callers }, caller)));
}

/** With a prime step every unit has at most one claim. */
const unitOf = (claim: number, units: number): number => (claim * 7_919) % units;

interface Submitted {
  readonly claimId: string;
  readonly unit: number;
  readonly partner: Actor;
  readonly luck: number;
}

class History {
  #commands = 0;
  readonly #pictures = new Map<string, Buffer>();

  constructor(
    private readonly makegood: Makegood,
    private readonly random: Random,
    private readonly now: () => Instant,
    private readonly name = 'history',
  ) {}

  async upload(): Promise<void> {
    for (const [name, path] of Object.entries(PICTURES)) this.#pictures.set(name, await readFile(path));
  }

  #picture(claimId: string, name: keyof typeof PICTURES): EvidenceItem {
    const content = this.#contentOf(claimId, name);
    const file = { sha256: sha256(content), mediaType: 'image/jpeg', bytes: content.length };
    return { evidenceId: uuidv5(`${claimId}/${name}`), kind: 'PHOTO', ...file, name: 'picture.jpg' };
  }

  #contentOf = (claimId: string, name: keyof typeof PICTURES): Buffer =>
    Buffer.concat([this.#pictures.get(name) as Buffer, Buffer.from(claimId)]);

  /** Those of a claim, as they are stored: uploading them would take longer than all else. */
  async #place({ claimId, luck }: Submitted): Promise<void> {
    const folder = join(this.makegood.settings.MAKEGOOD_DATA, 'evidence');
    const names = (['first', 'second', 'plate'] as const).filter(
      (name) => name === 'first' || (name === 'second' ? luck % 2 === 1 : luck <= 20),
    );
    for (const name of names) {
      const content = this.#contentOf(claimId, name);
      const hash = sha256(content);
      const [place, held] = [
        join(folder, hash.slice(0, 2), hash.slice(2, 4)),
        join(folder, '.holders', hash.slice(0, 2), hash),
      ];
      for (const path of [place, held]) await mkdir(path, { recursive: true });
      await writeFile(join(place, hash), content);
      await writeFile(join(held, holderOf(ADMIN)), '');
    }
  }

  async registry(instructions: typeof INSTRUCTIONS | readonly ['CREDIT'] = INSTRUCTIONS): Promise<void> {
    await this.#do(requests.registerLegalEntity, { legalEntityId: 'MG', ...SELLER }, ADMIN);
    for (let n = 0; n < PRODUCTS; n++)
      await this.#do(
        requests.listProduct,
        {
          sku: sku(n),
          name: `Lumira Lamp ${n}`,
          defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT', 'FLICKER'] }],
        },
        ADMIN,
      );
    await this.#do(
      requests.publishPolicy,
      {
        policyId: 'STANDARD',
        skus: Array.from({ length: PRODUCTS }, (_, n) => sku(n)),
        effectiveFrom: '2025-01-01' as Day,
        retroactiveReason: 'Agreed on before the engine was set up',
        kind: 'FULL',
        months: 24,
        startAnchor: 'SOLD_ELSE_SHIPPED',
        excludedDefects: ['WATER'],
      },
      ADMIN,
    );
    for (let n = 0; n < BATCHES; n++) {
      const batch = { batchId: batchId(n), sku: sku(n), producedOn: '2025-06-01' as Day, quantity: 1_000_000 };
      await this.#do(requests.recordBatch, batch, ADMIN);
      await this.#do(requests.recordQc, { batchId: batchId(n), results: { passRate: 0.991, burnInHours: 24 } }, ADMIN);
    }
    const mei = { staffId: 'mei', name: 'Mei Chen', email: 'mei@maker.example', roles: ['REVIEWER' as const] };
    await this.#do(requests.enrollStaff, mei, ADMIN);
    for (let n = 0; n < PARTNERS; n++)
      await this.#do(
        requests.enrollPartner,
        {
          partnerId: partnerId(n),
          name: `Beauty Supply ${n}`,
          locale: 'en-GB',
          currency: CURRENCIES[n % CURRENCIES.length] as string,
          accountManager: 'mei',
          standingInstruction: instructions[n % instructions.length],
          shipTo: { lines: [`${n} Harbour Road`], city: 'Harbour', postalCode: 'HB1 5TY', country: 'GB' },
          electronicAddress: '0088:4012345000009',
        },
        ADMIN,
      );
  }

  /** Units of batches that are new. */
  async shipped(first: number, units: number, unitsABatch: number): Promise<void> {
    const batchOf = (unit: number): string => `N-${Math.floor(unit / unitsABatch)}`;
    for (let from = first; from < first + units; from += INVOICE) {
      const batches = new Set(Array.from({ length: INVOICE }, (_, at) => batchOf(from + at)));
      for (const id of batches) {
        const batch = { batchId: id, sku: sku(from / INVOICE), producedOn: '2025-06-01' as Day, quantity: unitsABatch };
        await this.#do(requests.recordBatch, batch, ADMIN);
      }
      await this.invoice(from, batchOf);
    }
  }

  /** The invoice of units `first` and following, to one partner; of one batch, if nothing else is said. */
  async invoice(first: number, batchOf = (_: number): string => batchId(first / INVOICE)): Promise<void> {
    const n = first / INVOICE;
    const units = Array.from({ length: INVOICE }, (_, at) => first + at);
    const shippedOn = addDays(FIRST_DAY, -this.random.between(0, 20));
    await this.#do(
      requests.shipUnits,
      {
        partnerId: partnerId(n),
        invoiceNumber: `INV-${String(n).padStart(6, '0')}`,
        invoiceDate: addDays(shippedOn, -2),
        shippedOn,
        lines: [...Map.groupBy(units, batchOf)].map(([of, members]) => ({
          sku: sku(n),
          batchId: of,
          netPrice: {
            minor: this.random.between(8_000, 24_000),
            currency: CURRENCIES[(n % PARTNERS) % CURRENCIES.length] as string,
          },
          taxRate: '10.00',
          serials: members.map((unit) => parseSerial(serialOf(unit)) as Serial),
        })),
      },
      ADMIN,
    );
  }

  /** Of every fourth unit the sale to the consumer is known. */
  async sales(units: number): Promise<void> {
    const sold = Array.from({ length: Math.floor(units / 4) }, (_, n) => n * 4);
    for (let from = 0; from < sold.length; from += ROUND)
      await Promise.all(
        sold.slice(from, from + ROUND).map((unit) =>
          this.#do(
            requests.recordSale,
            {
              serial: parseSerial(serialOf(unit)) as Serial,
              soldOn: addDays(FIRST_DAY, this.random.between(1, HALF_YEAR - 30)),
            },
            this.#partnerOf(unit),
          ),
        ),
      );
  }

  /** Claims from … to: submitted, reviewed and approved. */
  async approved(from: number, to: number, units: number): Promise<void> {
    const round = await this.claimed(from, to, (n) => unitOf(n, units));
    await Promise.all(
      round.map(async (one) => {
        await this.submit(one);
        await this.#confirm(one);
        await this.#approve(one);
      }),
    );
  }

  #confirm = ({ claimId }: Submitted): Promise<Outcome> =>
    this.#do(
      requests.reviewEvidence,
      { claimId, verdict: 'CONFIRMED', findings: 'The fault is seen on the picture.' },
      REVIEWER,
    );

  async #approve({ claimId }: Submitted): Promise<Outcome> {
    const { submission } = await this.makegood.aggregates.claim(claimId);
    // C13: goodwill is granted by someone other than the reviewer.
    const goodwill = submission?.coverage.covered ? {} : { goodwillReason: 'A good customer for ten years.' };
    return this.#do(requests.approveClaim, { claimId, ...goodwill }, staff('REVIEWER', 'robert'));
  }

  /** Claims from … to: submitted, some asked for more evidence, reviewed, decided, executed by the processes, seen by the partner. */
  async claims(from: number, to: number, units: number, settle: () => Promise<void>): Promise<void> {
    const round = await this.claimed(from, to, (n) => unitOf(n, units));
    const all = (members: typeof round, act: (one: (typeof round)[number]) => Promise<unknown>) =>
      Promise.all(members.map(act));
    await all(round, (one) => this.submit(one));
    const incomplete = round.filter(({ luck }) => luck <= 20);
    await all(incomplete, ({ claimId }) =>
      this.#do(
        requests.requestEvidence,
        { claimId, missing: ['the plate'], message: 'Please send a picture of the plate.' },
        REVIEWER,
      ),
    );
    await all(incomplete, ({ claimId, partner }) =>
      this.#do(requests.attachEvidence, { claimId, evidence: [this.#picture(claimId, 'plate')] }, partner),
    );
    const [rejected, granted] = [round.filter(({ luck }) => luck > 88), round.filter(({ luck }) => luck <= 88)];
    await all(granted, (one) => this.#confirm(one));
    await all(rejected, ({ claimId }) =>
      this.#do(
        requests.reviewEvidence,
        { claimId, verdict: 'NOT_CONFIRMED', findings: 'The housing was opened.' },
        REVIEWER,
      ),
    );
    await all(rejected, ({ claimId }) =>
      this.#do(
        requests.rejectClaim,
        {
          claimId,
          code: 'MISUSE',
          explanation: 'The housing was opened.',
          clause: '4.2',
          evidenceId: this.#picture(claimId, 'first').evidenceId,
        },
        REVIEWER,
      ),
    );
    await all(granted, (one) => this.#approve(one));
    await settle();
    for (const one of round) {
      const { choice, decision } = await this.makegood.aggregates.claim(one.claimId);
      if (decision?.outcome === 'APPROVED' && !choice)
        await this.#do(
          requests.chooseRemedy,
          { claimId: one.claimId, remedy: one.luck % 2 ? 'CREDIT' : 'REPLACEMENT' },
          one.partner,
        );
    }
    await settle();
    await all(round, ({ claimId, partner }) =>
      this.#do(requests.acknowledgeDecision, { claimId, how: 'SEEN_BY_PARTNER' }, partner),
    );
    await settle();
  }

  /** Claims with their files, which are not submitted yet. */
  async claimed(from: number, to: number, unitFor: (claim: number) => number): Promise<Submitted[]> {
    const claims = Array.from({ length: to - from }, (_, at) => this.#claim(from + at, unitFor(from + at)));
    await Promise.all(claims.map((one) => this.#place(one)));
    return claims;
  }

  #claim(n: number, unit: number): Submitted {
    return { claimId: claimIdOf(n), unit, partner: this.#partnerOf(unit), luck: this.random.between(1, 100) };
  }

  submit({ claimId, unit, partner, luck }: Submitted): Promise<Outcome> {
    return this.#do(
      requests.submitClaim,
      {
        claimId,
        partnerId: partner.onBehalfOf as string,
        serial: serialOf(unit),
        defect: {
          code: DEFECTS[luck % DEFECTS.length] as string,
          description: 'Does not light up any more, as the picture shows.',
        },
        failedOn: addDays(dayOf(this.now()), -(luck % 14)),
        evidence: [this.#picture(claimId, 'first'), this.#picture(claimId, 'second')].slice(0, 1 + (luck % 2)),
        channel: 'API',
        ...(luck % 10 === 0 && { preferredRemedy: 'CREDIT' as const }),
      },
      partner,
    );
  }

  #partnerOf(unit: number): Actor {
    const id = partnerId(Math.floor(unit / INVOICE));
    return { id: `desk-of-${id}`, role: 'PARTNER', onBehalfOf: id };
  }

  async #do<D>(
    request: { readonly name: string; of(data: D, meta: CommandMetadata): PreparedRequest },
    data: NoInfer<D>,
    actor: Actor,
  ): Promise<Outcome> {
    const id = uuidv5(`bench/${this.name}/command/${this.#commands++}`);
    const prepared = request.of(data, { id, actor, at: this.now(), correlationId: id });
    const outcome = await this.makegood.dispatcher.perform(prepared);
    if (outcome.kind === 'refused')
      throw new Error(`${request.name} was refused: ${outcome.refusal.code} ${outcome.refusal.message}`);
    return outcome;
  }
}
