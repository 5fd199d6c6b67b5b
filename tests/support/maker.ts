import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Role } from '#kernel';
import { type Log, silentLog } from '#platform';
import { localToken, openMakegood, readSettings, type Makegood } from '#wiring';
import { type Api, startApi } from '../../apps/api/src/server.ts';
import { startWorker, type Worker } from '../../apps/worker/src/worker.ts';
import { jpeg } from '../../libs/evidence/src/sample-files.fixture.ts';

// biome-ignore lint: answers are looked into freely in tests
type Answer = any;

export interface Who {
  readonly role: Role;
  readonly id?: string;
  readonly partnerId?: string;
}

export const SEOUL: Who = { role: 'PARTNER', id: 'min-jun', partnerId: 'P-SEOUL' };
export const BERLIN: Who = { role: 'PARTNER', id: 'greta', partnerId: 'P-BERLIN' };
export const OSAKA: Who = { role: 'PARTNER', id: 'haruto', partnerId: 'P-OSAKA' };
export const RITA: Who = { role: 'REVIEWER', id: 'rita' };
export const ROBERT: Who = { role: 'REVIEWER', id: 'robert' };
export const ADAM: Who = { role: 'ADMIN', id: 'adam' };
export const ARTHUR: Who = { role: 'AUDITOR', id: 'arthur' };

/** A maker with three partners (credit, replacement, ask), one product, a policy and 60 units, served over HTTP. */
export class Maker {
  private constructor(
    readonly folder: string,
    readonly makegood: Makegood,
    readonly api: Api,
    private worker: Worker | undefined,
  ) {}

  static async start(folder?: string, more: { log?: Log; clock?: Clock; worker?: boolean } = {}): Promise<Maker> {
    const data = folder ?? (await mkdtemp(join(tmpdir(), 'makegood-')));
    const settings = readSettings({ PORT: '0', MAKEGOOD_DATA: data, LOG_LEVEL: 'silent' });
    const makegood = await openMakegood(settings, {
      log: more.log ?? { ...silentLog, error: (fields: object, message: string) => console.error(message, fields) },
      ...(more.clock && { clock: more.clock }),
    });
    const api = await startApi(makegood);
    await makegood.projector.prepare();
    const worker = more.worker === false ? undefined : await startWorker(makegood, api.dispatcher.dispatch);
    const maker = new Maker(data, makegood, api, worker);
    if (!folder) await maker.#furnish();
    return maker;
  }

  async stop(): Promise<void> {
    await this.api.close();
    await this.worker?.stop();
    await this.makegood.close();
  }

  /** Stops, and starts again on the same folder. */
  async restarted(): Promise<Maker> {
    await this.stop();
    return Maker.start(this.folder);
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async token({ role, id = role.toLowerCase(), partnerId }: Who): Promise<string> {
    return localToken(this.folder, { role, id, partnerId });
  }

  /** The raw answer: `{ data, errors }`. */
  async post(who: Who | undefined, query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(`${this.api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(who && { authorization: `Bearer ${await this.token(who)}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }

  /** The data; errors fail the test. */
  async ask(who: Who, query: string, variables: object = {}): Promise<Answer> {
    const { data, errors } = await this.post(who, query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** A mutation by name; the union member as it came. */
  async do(who: Who, mutation: string, input: object): Promise<Answer> {
    const kind = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`;
    const inputType = INPUTS[mutation] ?? `${kind}Input`;
    const accepted = CLAIM_MUTATIONS.includes(mutation)
      ? '... on ClaimAccepted { position claim { id status remedy version coverage { covered failedChecks { code message } } } }'
      : '... on RecordAccepted { id position }';
    const query = `mutation($input: ${inputType}!) { ${mutation}(input: $input) { __typename ${accepted} ... on Refused { code message rule details } } }`;
    return (await this.ask(who, query, { input }))[mutation];
  }

  /** A claim, when the read models have passed `atLeast`. */
  async claim(who: Who, id: string, fields: string, atLeast?: string): Promise<Answer> {
    const query = `query($id: ID!, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { ${fields} } }`;
    return (await this.ask(who, query, { id, atLeast })).claim;
  }

  /** Waits until everything written so far, and what follows from it, is done and visible. */
  async settled(): Promise<string> {
    for (;;) {
      const head = await this.makegood.store.head();
      await this.makegood.visibility.reached(['claims'], head, 5_000);
      const followed = (await this.makegood.models.values('process/')).every(({ value }) => (value as string) >= head);
      if (followed && (await this.makegood.store.head()) === head) return head;
      await new Promise((resume) => setImmediate(resume));
    }
  }

  async upload(
    who: Who,
    bytes: Buffer | Uint8Array,
    type = 'image/jpeg',
    name = 'picture.jpg',
  ): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.api.url}/evidence`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.token(who)}`, 'content-type': type, 'x-file-name': name },
      body: bytes as never,
    });
    return { status: response.status, body: await response.json() };
  }

  /** One picture, as an evidence entry of an input. */
  async picture(who: Who, note: string): Promise<object> {
    const { body } = await this.upload(who, jpeg(note));
    return { kind: body.kind, sha256: body.sha256, mediaType: body.mediaType, bytes: body.bytes, name: 'picture.jpg' };
  }

  /** A submission that is in order but for what `more` says. */
  async submission(who: Who, serial: string, more: object = {}): Promise<object> {
    return {
      serial,
      defect: { code: 'NO-LIGHT', description: 'Two segments stay dark.' },
      failedOn: '2026-03-01',
      evidence: [await this.picture(who, serial)],
      ...more,
    };
  }

  /** A claim that is submitted and approved; its id and the position of the approval. */
  async approvedClaim(who: Who, serial: string, more: object = {}): Promise<{ id: string; position: string }> {
    const submitted = await this.do(who, 'submitClaim', await this.submission(who, serial, more));
    const { id } = submitted.claim;
    await this.do(RITA, 'reviewEvidence', {
      claimId: id,
      verdict: 'CONFIRMED',
      findings: 'Dark segments on the picture.',
    });
    const { position } = await this.do(RITA, 'approveClaim', { claimId: id });
    return { id, position };
  }

  async #furnish(): Promise<void> {
    const accepted = async (mutation: string, input: object) => {
      const answer = await this.do(ADAM, mutation, input);
      if (answer.__typename !== 'RecordAccepted') throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
    };
    await accepted('listProduct', {
      sku: 'LAMP',
      name: 'Lumira Lamp',
      defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT'] }],
    });
    await accepted('publishPolicy', {
      id: 'STANDARD',
      skus: ['LAMP'],
      effectiveFrom: '2025-01-01',
      kind: 'FULL',
      months: 24,
      startAnchor: 'SHIPPED',
      excludedDefects: ['WATER'],
    });
    await accepted('recordBatch', {
      id: 'B-2512',
      sku: 'LAMP',
      producedOn: '2025-12-01',
      quantity: 500,
      qc: { passRate: 0.991 },
    });
    const partners = [
      {
        id: 'P-SEOUL',
        name: 'Seoul Beauty',
        locale: 'ko-KR',
        currency: 'KRW',
        standingInstruction: 'CREDIT',
        amount: '129000',
        serial: 'KR',
      },
      {
        id: 'P-BERLIN',
        name: 'Berlin Licht',
        locale: 'de-DE',
        currency: 'EUR',
        standingInstruction: 'REPLACEMENT',
        amount: '89.90',
        serial: 'DE',
      },
      {
        id: 'P-OSAKA',
        name: 'Osaka Light',
        locale: 'ja-JP',
        currency: 'JPY',
        standingInstruction: 'ASK',
        amount: '14800',
        serial: 'JP',
      },
    ];
    for (const { amount, serial, ...partner } of partners) {
      await accepted('enrollPartner', { ...partner, accountManager: 'mei' });
      await accepted('shipUnits', {
        partnerId: partner.id,
        invoiceNumber: `INV-${serial}-1`,
        invoiceDate: '2026-01-10',
        shippedOn: '2026-01-12',
        lines: [
          {
            sku: 'LAMP',
            batchId: 'B-2512',
            netPrice: { amount, currency: partner.currency },
            taxRate: '10.00',
            serials: Array.from({ length: 20 }, (_, index) => `${serial}-${String(index + 1).padStart(4, '0')}`),
          },
        ],
      });
    }
    await this.settled();
  }
}

const CLAIM_MUTATIONS = [
  'submitClaim',
  'attachEvidence',
  'requestEvidence',
  'reviewEvidence',
  'approveClaim',
  'rejectClaim',
  'chooseRemedy',
  'acknowledgeDecision',
  'withdrawClaim',
  'reopenClaim',
];

const INPUTS: Readonly<Record<string, string>> = {
  acknowledgeDecision: 'ClaimInput',
  enrollPartner: 'PartnerInput',
  changePartnerTerms: 'PartnerTermsInput',
  listProduct: 'ProductInput',
  publishPolicy: 'PolicyInput',
  recordBatch: 'BatchInput',
  shipUnits: 'ShipmentInput',
  recordSale: 'SaleInput',
  extendCoverage: 'ExtendCoverageInput',
};
