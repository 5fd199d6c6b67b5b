import { batchDecider } from '#batches';
import { produced } from '#batches/facts';
import type { Actor, Clock, Instant, Role } from '#kernel';
import { ROLES, uuidv5 } from '#kernel';
import type { Field, Input } from './fields.ts';
import type { AnyRequest, Arrival } from './request.ts';
import { type InputOf, type RequestName, requests } from './requests.ts';

const everyRequest: readonly AnyRequest[] = Object.values(requests);
const NOW = '2026-03-09T02:00:00.000Z' as Instant;
const clock: Clock = { now: () => NOW };

const seoul: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const arrival = (actor: Actor, more: Partial<Arrival> = {}): Arrival => ({ actor, channel: 'API', clock, ...more });

const PHOTO = { kind: 'PHOTO', sha256: 'A'.repeat(64), mediaType: 'image/jpeg', bytes: 10 } as const;
const submission: InputOf<'submitClaim'> = {
  serial: 'GL1-1',
  defect: { code: 'DARK', description: 'It stays dark.' },
  evidence: [PHOTO],
};

/** The inputs of all requests, including nested ones. */
const everyInput = new Set<Input>();
const collect = (one: Input): void => {
  if (everyInput.has(one)) return;
  everyInput.add(one);
  for (const { type } of Object.values<Field>(one.fields))
    if (typeof type === 'object' && 'input' in type) collect(type.input);
};
for (const { input } of everyRequest) collect(input);

describe('authority', () => {
  /** P: partners. R: reviewers. Q: quality. F: finance. U: auditors. A: administrators. */
  const LETTERS: Readonly<Record<Role, string>> = {
    PARTNER: 'P',
    REVIEWER: 'R',
    QUALITY: 'Q',
    FINANCE: 'F',
    AUDITOR: 'U',
    ADMIN: 'A',
  };
  const TABLE: Readonly<Record<RequestName, string>> = {
    submitClaim: 'PR___A',
    claimFromMail: '_R___A',
    attachEvidence: 'PR___A',
    requestEvidence: '_R___A',
    reviewEvidence: '_R___A',
    approveClaim: '_R___A',
    confirmGoodwill: '_R___A',
    releaseCredit: '___F__',
    settleCreditNote: '___F__',
    reverseCreditNote: '___F__',
    closeMonth: '___F__',
    rejectClaim: '_R___A',
    chooseRemedy: 'PR___A',
    acknowledgeDecision: 'P_____',
    recordCommunication: '_R___A',
    withdrawClaim: 'PR___A',
    reopenClaim: 'PR___A',
    registerWebhook: 'P____A',
    rotateWebhookSecret: 'P____A',
    redeliver: 'P____A',
    registerLegalEntity: '_____A',
    changeLegalEntity: '_____A',
    amendLegalEntity: '_____A',
    enrollPartner: '_____A',
    enrollStaff: '_____A',
    changeStaff: '_____A',
    amendStaff: '_____A',
    rateClaim: 'P_____',
    assignClaim: '_RQF_A',
    addNote: '_RQF_A',
    recordBounce: '_RQF_A',
    deleteMail: '_____A',
    deleteMailsOfPerson: '_____A',
    changePartnerTerms: '_____A',
    correctPartner: '_____A',
    listProduct: '_____A',
    changeProduct: '_____A',
    amendProduct: '_____A',
    publishPolicy: '_____A',
    publishCalendar: '_____A',
    shipUnits: '_____A',
    recordSale: 'P____A',
    extendCoverage: '_____A',
    correctShipment: '___F_A',
    correctSale: '_____A',
    returnUnit: '_____A',
    recordBatch: '__Q__A',
    recordQc: '__Q__A',
    suspectBatch: '__Q___',
    requestSamples: '__Q___',
    cancelSamples: '__Q___',
    arrangeCollection: '__Q___',
    receiveSample: '__Q___',
    confirmBatchDefective: '__Q___',
    clearBatch: '__Q___',
    releaseBatch: '__Q___',
    claimBatchUnits: 'P_____',
    allotReplacements: '___F_A',
    agreeSubstitute: 'P__F__',
    shipReplacement: '___F_A',
    convertReplacement: 'P__F__',
    recordDelivery: '___F_A',
  };

  it('is this table, request by role', () => {
    const declared = Object.entries(requests).map(([name, { roles }]: [string, { roles: readonly Role[] }]) => [
      name,
      ROLES.map((role) => (roles.includes(role) ? LETTERS[role] : '_')).join(''),
    ]);
    expect(Object.fromEntries(declared)).toEqual(TABLE);
  });
});

describe('every request', () => {
  it('is exported under its name', () => {
    expect(everyRequest.map(({ name }) => name)).toEqual(Object.keys(requests));
  });

  it('has descriptions in sentences, as do its inputs, their fields and enumerations', () => {
    const descriptions = [
      ...everyRequest.map(({ name, description }) => [name, description]),
      ...[...everyInput].flatMap(({ name, description, fields }) => [
        [name, description],
        ...Object.entries<Field>(fields).flatMap(([member, { description, type }]) => [
          [`${name}.${member}`, description],
          ...(typeof type === 'object' && 'enumeration' in type
            ? [type.enumeration.description, ...Object.values(type.enumeration.values)].map((said) => [
                type.enumeration.name,
                said,
              ])
            : []),
        ]),
      ]),
    ];
    expect(descriptions.filter(([, said]) => !/^[A-Z"`].*[.]$/.test(said ?? ''))).toEqual([]);
  });

  it('has uniquely named inputs', () => {
    const names = [...everyInput].map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('C12 accepts an idempotency key', () => {
    expect(everyRequest.filter(({ input }) => !('idempotencyKey' in input.fields))).toEqual([]);
  });

  it('E1 states the limit of each text and list, and refuses what is over it by saying how much', () => {
    const wrong: string[] = [];
    for (const { name, fields } of everyInput)
      for (const [member, { type, list, limit = '', schema }] of Object.entries<Field>(fields)) {
        const isText = typeof type === 'string' && ['ID', 'String', 'Duration', 'JSON'].includes(type);
        if (!isText && !list) continue;
        const most = Number(/^At most (\d+) (?:characters|items|bytes)\.$/.exec(limit)?.[1]);
        const long = list ? new Array(most + 7).fill('x') : 'é'.repeat(most + 7);
        const [issue] = Number.isNaN(most) ? [] : (schema.safeParse(long).error?.issues ?? []);
        if (!/^is too long: \d+ \w+, \d+ over the limit of \d+$/.test(issue?.message ?? ''))
          wrong.push(`${name}.${member}: ${limit} ${issue?.message}`);
      }
    expect(wrong).toEqual([]);
  });

  it('on a claim says with what input Claim.actions asks about it', () => {
    const onClaims = everyRequest.filter(
      ({ input: { fields } }) => (fields as Record<string, Field>)['claimId']?.optional === false,
    );
    expect(onClaims.length).toBeGreaterThan(10);
    expect(onClaims.filter(({ answer, example }) => answer.kind === 'claim' && !example)).toEqual([]);
  });

  it('on a batch says with what input Batch.actions asks about it', () => {
    const onBatches = everyRequest.filter(({ answer }) => answer.kind === 'batch');
    expect(onBatches.length).toBeGreaterThan(5);
    expect(onBatches.filter(({ batchExample }) => !batchExample)).toEqual([]);
    const made = batchDecider.evolve(batchDecider.initial, produced(), NOW);
    const asked = { batch: made as NonNullable<typeof made>, defectGroups: [], unit: undefined };
    for (const one of onBatches)
      expect([
        one.name,
        one.prepare({ batchId: 'B-2601', ...one.batchExample?.(asked) }, arrival({ id: 'lin', role: 'QUALITY' })).kind,
      ]).toEqual([one.name, 'request']);
  });

  it('on a credit note says with what input CreditNote.actions asks about it', () => {
    const onNotes = everyRequest.filter(({ answer }) => answer.kind === 'creditNote');
    expect(onNotes.map(({ name }) => name)).toEqual(['reverseCreditNote', 'settleCreditNote']);
    expect(onNotes.filter(({ noteExample }) => !noteExample)).toEqual([]);
  });

  it('on a unit says with what input Unit.actions asks about it', () => {
    const onUnits = everyRequest.filter(
      ({ answer: { kind, id } }) => kind === 'record' && ['serial', 'serials'].includes(id),
    );
    expect(onUnits.length).toBeGreaterThan(5);
    expect(onUnits.filter(({ unitExample }) => !unitExample)).toEqual([]);
  });

  it.each(everyRequest.map((one) => [one.name, one] as const))('%s refuses members that are not declared', (_, one) => {
    expect(one.prepare({ colour: 'red' }, arrival(rita)).kind).toBe('invalid');
    const fields: Readonly<Record<string, Field>> = one.input.fields;
    const strict = one.input.schema.safeParse({ colour: 'red' });
    expect(strict.error?.issues.at(-1)?.message).toBe('property colour should not exist');
    expect(Object.keys(fields)).not.toContain('colour');
  });
});

describe('a request becomes a command', () => {
  const prepared = (given: object, by = arrival(seoul)) => {
    const answer = requests.submitClaim.prepare(given, by);
    if (answer.kind !== 'request') throw new Error(JSON.stringify(answer));
    return answer.request;
  };

  it('C12 the same key of the same sender is the same command, and the body is digested', () => {
    const [one, again, other] = ['a', 'a', 'b'].map((idempotencyKey) => prepared({ ...submission, idempotencyKey }));
    expect(again).toEqual(one);
    expect(other?.meta.id).not.toBe(one?.meta.id);
    const changed = prepared({ ...submission, serial: 'GL1-2', idempotencyKey: 'a' });
    expect([changed.meta.id, changed.meta.digest === one?.meta.digest]).toEqual([one?.meta.id, false]);
    const colleague = prepared({ ...submission, idempotencyKey: 'a' }, arrival({ ...seoul, id: 'ha-eun' }));
    expect(colleague.meta.id).toBe(one?.meta.id);
    const berlin = prepared({ ...submission, idempotencyKey: 'a' }, arrival({ ...seoul, onBehalfOf: 'P-BERLIN' }));
    expect(berlin.meta.id).not.toBe(one?.meta.id);
  });

  it('C12 keys of a partner and of staff, or of names that run into each other, are never the same command', () => {
    const idOf = (actor: Actor, idempotencyKey: string) =>
      prepared(
        {
          ...submission,
          partnerId: undefined,
          ...(actor.role !== 'PARTNER' && { partnerId: 'P-SEOUL' }),
          idempotencyKey,
        },
        arrival(actor),
      ).meta.id;
    const partner = (onBehalfOf: string): Actor => ({ id: 'x', role: 'PARTNER', onBehalfOf });
    const ids = [
      idOf(partner('P-SEOUL'), 'a'),
      idOf({ id: 'P-SEOUL', role: 'REVIEWER' }, 'a'),
      idOf(partner('P/S'), 'a'),
      idOf(partner('P'), 'S/a'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('C12 null is omitted, and equivalent spellings give the same digest', () => {
    const digestOf = (more: object) => prepared({ ...submission, idempotencyKey: 'a', ...more }).meta.digest;
    expect(digestOf({ failedOn: null })).toBe(digestOf({}));
  });

  it('without a key each is a separate request, and nothing is digested', () => {
    const [one, other] = [prepared(submission), prepared(submission)];
    expect(one.meta.id).not.toBe(other.meta.id);
    expect(one.meta.digest).toBeUndefined();
  });

  it('A1 it is dated now, or when imported history happened', () => {
    expect(prepared(submission).meta).toMatchObject({ at: NOW, actor: seoul });
    const at = '2025-12-01T08:00:00.000Z' as Instant;
    expect(prepared(submission, arrival(seoul, { at, channel: 'IMPORT' }))).toMatchObject({
      meta: { at },
      data: { channel: 'IMPORT' },
    });
  });

  it('C12 a claim without an id derives one from the key, and its evidence ids from claim and content', () => {
    const data = prepared({ ...submission, idempotencyKey: 'a' }).data as { claimId: string; evidence: object[] };
    expect(data).toEqual({
      claimId: '816f4794-2dbb-525e-8a96-61a88287e193',
      partnerId: 'P-SEOUL',
      serial: 'GL1-1',
      defect: { code: 'DARK', description: 'It stays dark.' },
      evidence: [{ ...PHOTO, sha256: 'a'.repeat(64), evidenceId: 'fc637ab4-68bc-585e-98c0-15be1cbea6e1' }],
      channel: 'API',
    });
  });

  it('ids of the public API are those of the commands', () => {
    const calendar = { id: 'SEOUL', timeZone: 'Asia/Seoul', mode: 'OFFICE_HOURS', weekly: [] };
    expect(requests.publishCalendar.prepare(calendar, arrival(rita))).toMatchObject({
      kind: 'request',
      request: { data: { calendarId: 'SEOUL', timeZone: 'Asia/Seoul', mode: 'OFFICE_HOURS', weekly: [] } },
    });
  });
});

describe('numbers', () => {
  const numbers = [...everyInput].flatMap(({ name, fields }) =>
    Object.entries<Field>(fields)
      .filter(([, { type }]) => type === 'Int' || type === 'Float')
      .map(([member, field]) => [`${name}.${member}`, field] as const),
  );

  // Months, days, counts and shares.
  it('none of any request is taken when it is negative, not a number, without end or written as text', () => {
    const taken = numbers.flatMap(([name, { schema }]) =>
      [-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, '1', 'PT1H', [1]]
        .filter((value) => schema.safeParse(value).success)
        .map((value) => [name, value]),
    );
    expect(numbers.length).toBeGreaterThan(10);
    expect(taken).toEqual([]);
  });
});

describe('checks of the input alone', () => {
  const refusalOf = (given: object, actor: Actor) => {
    const answer = requests.submitClaim.prepare({ ...submission, ...given }, arrival(actor));
    return answer.kind === 'refused' ? [answer.refusal.code, answer.refusal.rule] : answer.kind;
  };

  it('C2 staff must state for which partner a claim is submitted', () => {
    expect(refusalOf({}, rita)).toEqual(['PARTNER_REQUIRED', 'C2']);
    expect(refusalOf({ partnerId: 'P-SEOUL' }, rita)).toBe('request');
    expect(refusalOf({}, seoul)).toBe('request');
  });

  it('C12 a claim id that a partner chooses begins with its own, so that it takes none of another', () => {
    const refused = ['CLAIM_ID_NOT_OF_PARTNER', 'C12'];
    const partner = (onBehalfOf: string): Actor => ({ id: 'x', role: 'PARTNER', onBehalfOf });
    expect(refusalOf({ claimId: 'P-SEOUL.0309-1' }, seoul)).toBe('request');
    for (const claimId of ['C-1', 'P-BERLIN.1', 'P-SEOUL', 'P-SEOUL.', 'P-SEOUL.2.1', 'P-SEOUL-1', uuidv5('any')])
      expect([claimId, refusalOf({ claimId }, seoul)]).toEqual([claimId, refused]);
    expect(refusalOf({ claimId: 'A.B.1' }, partner('A.B'))).toBe('request');
    expect(refusalOf({ claimId: 'A.B.1' }, partner('A'))).toEqual(refused);
  });

  it('C12 staff, and who imports what partners did, choose any', () => {
    expect(refusalOf({ claimId: 'C-1', partnerId: 'P-SEOUL' }, rita)).toBe('request');
    const imported = requests.submitClaim.prepare({ ...submission, claimId: 'C-1' }, arrival(seoul, { sender: rita }));
    expect(imported.kind).toBe('request');
  });

  it('S5 only staff state when a claim was received, and never in the future', () => {
    const earlier = { partnerId: 'P-SEOUL', receivedAt: '2026-03-06T09:00:00Z' };
    expect(refusalOf(earlier, seoul)).toEqual(['RECEIVED_AT_BY_STAFF', 'S5']);
    expect(refusalOf(earlier, rita)).toBe('request');
    expect(refusalOf({ ...earlier, receivedAt: NOW }, rita)).toBe('request');
    expect(refusalOf({ ...earlier, receivedAt: '2026-03-09T02:00:00.001Z' }, rita)).toEqual([
      'RECEIVED_IN_FUTURE',
      'S5',
    ]);
  });
});
