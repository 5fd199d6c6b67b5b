import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, instantOf, MINUTE_MS, type Role } from '#kernel';
import { START, type DocumentStores, type EventStore, type Logger, MailReader, silentLogger, waitFor } from '#platform';
import { noNetwork } from '#platform/specs';
import { type RequestName, requests } from '#requests';
import { localToken } from '#server';
import { dueLists, type Makegood, projections } from '#engine';
import { type Api, type ServingOptions, startApi } from '#api';
import { startWorker, type Worker } from '#worker';
import { jpeg } from '#evidence/files';
import { Budgets } from '../../apps/api/src/budget.ts';
import { deadlineOf } from '../../apps/api/src/caller.ts';
import { Engine, openTestStores } from './engine.ts';
import { registry } from './registry.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers without types
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
export const FIONA: Who = { role: 'FINANCE', id: 'fiona' };
export const ARTHUR: Who = { role: 'AUDITOR', id: 'arthur' };

export interface MakerOptions extends ServingOptions {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** False: nothing follows the log. */
  readonly worker?: boolean;
  /** Further settings, as the environment has them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** In place of those of its folder. */
  readonly documents?: DocumentStores;
  readonly events?: EventStore;
  readonly stopwatch?: () => number;
}

/** How fast a machine asks and answers is no fault, but for specs about that, which bring limits of their own: minutes pass between requests,
 * so that each caller has saved up for the next, and what waits for something waits as long as a test may take. */
function unhurried(): Required<Pick<ServingOptions, 'budgets' | 'visibilityTimeoutMs' | 'deadline'>> {
  let now = 0;
  const deadline = deadlineOf(2 * MINUTE_MS);
  return { budgets: new Budgets(() => (now += MINUTE_MS)), visibilityTimeoutMs: MINUTE_MS, deadline };
}

/** Time that a spec sets, milliseconds: from Monday 9 March 2026, 10:00 in Shanghai, one later at each reading. */
export class SpecClock implements Clock {
  constructor(public at = Date.UTC(2026, 2, 9, 2)) {}

  now = () => instantOf(this.at++);
}

/** Shared by all makers of a spec that brings none. */
const ticking = new SpecClock();

/** An answer as it came over HTTP. */
export interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  readonly body: Answer;
}

/** Sends requests over HTTP to a running maker, with tokens made from the key in its data folder. */
export class MakerClient {
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(
    readonly folder: string,
    readonly url: string,
  ) {}

  token({ role, id = role.toLowerCase(), partnerId }: Who): Promise<string> {
    const name = JSON.stringify([role, id, partnerId]);
    const token = this.#tokens.get(name) ?? localToken(this.folder, { role, id, partnerId });
    this.#tokens.set(name, token);
    return token;
  }

  /** `who`: a person, or a token. */
  async raw(who: Who | string | undefined, path: string, init: RequestInit = {}): Promise<Raw> {
    const token = typeof who === 'object' ? await this.token(who) : who;
    const response = await fetch(`${this.url}${path}`, {
      ...init,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(init.headers as object) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonOrNot(text) };
  }

  /** A GraphQL document over HTTP. */
  graphql(who: Who | string | undefined, query: string, variables: object = {}): Promise<Raw> {
    const body = JSON.stringify({ query, variables });
    return this.raw(who, '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }

  /** The raw answer: `{ data, errors }`. */
  async post(who: Who | undefined, query: string, variables: object = {}): Promise<Answer> {
    return (await this.graphql(who, query, variables)).body;
  }

  /** The data; errors fail the test. */
  async ask(who: Who, query: string, variables: object = {}): Promise<Answer> {
    const { data, errors } = await this.post(who, query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** A mutation by name. @returns the member of its union */
  async do(who: Who, mutation: RequestName, input: object): Promise<Answer> {
    const { input: declared, answer } = requests[mutation];
    const query = `mutation($input: ${declared.name}!) { ${mutation}(input: $input) { __typename ${ACCEPTED[answer.kind]} ... on Refused { code message rule details } } }`;
    return (await this.ask(who, query, { input }))[mutation];
  }

  /** A claim, once the read models have passed `atLeast`. */
  async claim(who: Who, id: string, fields: string, atLeast?: string): Promise<Answer> {
    const query = `query($id: ID!, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { ${fields} } }`;
    return (await this.ask(who, query, { id, atLeast })).claim;
  }

  /** The code of the single error of a request that must fail. */
  async errorOf(who: Who | string | undefined, query: string, variables: object = {}): Promise<string> {
    const { body, text } = await this.graphql(who, query, variables);
    const code = body?.errors?.[0]?.extensions?.code;
    if (typeof code !== 'string') throw new Error(`the answer has no error with a code: ${text}`);
    return code;
  }

  async upload(
    who: Who,
    bytes: Buffer | Uint8Array,
    type = 'image/jpeg',
    name = 'picture.jpg',
  ): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.url}/evidence`, {
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

  /** A valid submission, changed by `more`. */
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

  /** A mutation that records a fact, and must be accepted. */
  async record(mutation: RequestName, input: object): Promise<void> {
    const answer = await this.do(ADAM, mutation, input);
    if (answer.__typename !== 'RecordAccepted') throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
  }

  /** Further units on one invoice. */
  async ship(partnerId: string, invoiceNumber: string, serials: readonly string[], more: object = {}): Promise<void> {
    const currency = { 'P-SEOUL': 'KRW', 'P-BERLIN': 'EUR' }[partnerId] ?? 'JPY';
    await this.record('shipUnits', {
      partnerId,
      invoiceNumber,
      invoiceDate: '2026-01-10',
      shippedOn: '2026-01-12',
      lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency }, serials }],
      ...more,
    });
  }

  /** One product with a policy and a batch, three partners (credit, replacement, ask) with 20 units each. */
  async recordRegistry(legalEntityId?: string): Promise<void> {
    const rows = registry({
      legalEntityId,
      product: { name: 'Lumira Lamp', defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT'] }] },
      policy: { excludedDefects: ['WATER'] },
      batch: { id: 'B-2512', qc: { passRate: 0.991 } },
      partners: [
        {
          id: 'P-SEOUL',
          name: 'Seoul Beauty',
          locale: 'ko-KR',
          currency: 'KRW',
          standingInstruction: 'CREDIT',
          shipments: [lamps('KR', '129000')],
        },
        {
          id: 'P-BERLIN',
          name: 'Berlin Licht',
          locale: 'de-DE',
          currency: 'EUR',
          standingInstruction: 'REPLACEMENT',
          shipments: [lamps('DE', '89.90')],
        },
        {
          id: 'P-OSAKA',
          name: 'Osaka Light',
          locale: 'ja-JP',
          currency: 'JPY',
          standingInstruction: 'ASK',
          shipments: [lamps('JP', '14800')],
        },
      ],
    });
    for (const { request, input } of rows) await this.record(request, input);
  }
}

/** Serials `KR-0001` to `KR-0020` on one invoice. */
const lamps = (prefix: string, price: string) => ({
  invoiceNumber: `INV-${prefix}-1`,
  invoiceDate: '2026-01-10',
  price,
  taxRate: '10.00',
  serials: Array.from({ length: 20 }, (_, index) => `${prefix}-${String(index + 1).padStart(4, '0')}`),
});

/** A maker with three partners (credit, replacement, ask), one product, a policy and 60 units, served over HTTP. */
export class Maker extends MakerClient {
  private constructor(
    folder: string,
    readonly makegood: Makegood,
    readonly api: Api,
    private worker: Worker | undefined,
  ) {
    super(folder, api.url);
  }

  static async start(folder?: string, more: MakerOptions = {}): Promise<Maker> {
    const data = folder ?? (await mkdtemp(join(tmpdir(), 'makegood-')));
    const { makegood } = new Engine(await openTestStores(data, undefined, more.documents, more.events), {
      environment: { PORT: '0', MAKEGOOD_DATA: data, LOG_LEVEL: 'silent', ...more.environment },
      logger: more.logger ?? {
        ...silentLogger,
        error: (fields: object, message: string) => console.error(message, fields),
      },
      clock: more.clock ?? ticking,
      backoff: waitFor,
      mailReader: new MailReader({ resolver: noNetwork, timeoutMs: 2 * MINUTE_MS }),
      ...(more.stopwatch && { stopwatch: more.stopwatch }),
    });
    const api = await startApi(makegood, { ...unhurried(), ...more });
    await makegood.projector.prepare();
    const worker = more.worker === false ? undefined : await startWorker(makegood);
    const maker = new Maker(data, makegood, api, worker);
    if (!folder) {
      await maker.recordRegistry(more.environment?.MAKEGOOD_LEGAL_ENTITY);
      if (worker) await maker.settled();
    }
    return maker;
  }

  async stop(): Promise<void> {
    await this.api.close();
    await this.worker?.stop();
    await this.makegood.close();
  }

  /** Stops, and starts again on the same folder. */
  async restarted(more: MakerOptions = {}): Promise<Maker> {
    await this.stop();
    return Maker.start(this.folder, more);
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Waits until everything written so far, and all reactions to it, are visible. */
  async settled(): Promise<string> {
    const { processes, processState } = this.makegood;
    for (;;) {
      const head = await this.makegood.store.head();
      const checkpoints = await processState.checkpoints();
      // One that has not begun yet has no checkpoint.
      const followed = processes.every(({ name }) => (checkpoints.get(name) ?? START).position >= head);
      const seen = followed && (await this.makegood.visibility.waitFor(everyModel, head, 5_000));
      if (seen && (await this.makegood.store.head()) === head) return head;
      await wait(LOOK_MS);
    }
  }
}

/** Read models that the worker queries periodically. */
export const SWEPT = dueLists;

const everyModel = projections.map(({ model }) => model.name);

function jsonOrNot(text: string): Answer {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Polls until it holds; fails after a minute. For what happens in another process or behind a socket. */
export async function eventually(holds: () => Promise<boolean> | boolean, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = LOOK_MS; !(await holds()); pauseMs = Math.min(1.5 * pauseMs, MOST_LOOK_MS)) {
    if (performance.now() > deadline) throw new Error(`still not so after ${timeoutMs / 1000} s: ${holds.toString()}`);
    await wait(pauseMs);
  }
}

/** Between two looks: what is waited for needs the processor too. */
const LOOK_MS = 5;
const MOST_LOOK_MS = 50;

/** Mutations that answer with a claim. */
export const CLAIM_MUTATIONS = (Object.keys(requests) as RequestName[]).filter(
  (name) => requests[name].answer.kind === 'claim',
);

/** What a mutation is asked for when it was accepted. */
const ACCEPTED = {
  claim:
    '... on ClaimAccepted { position claim { id status remedy version coverage { covered failedChecks { code message } } } }',
  claims: '... on ClaimAccepted { position claim { id status remedy unit { serial } } }',
  batch: '... on BatchAccepted { position batch { id qc } }',
  creditNote: '... on CreditNoteAccepted { creditNote { number status } position }',
  webhook: '... on RecordAccepted { id position secret }',
  record: '... on RecordAccepted { id position }',
  month: '... on RecordAccepted { id position heldCredits }',
  shipment:
    '... on RecordAccepted { id position replacements { claim { id } newSerial } stillOwed { claim { id } owedSince } }',
  replacement:
    '... on ReplacementAccepted { replacement { claim { id } status orderNumber formerOrderNumber newSerial carrier trackingNumber } position }',
};
