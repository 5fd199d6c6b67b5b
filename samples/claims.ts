import { createHash } from 'node:crypto';
import { addDays, dayOf, epochMilliseconds, type Instant, instantOf, MINUTE_MS, uuidv5 } from '#kernel';
import type { InputOf, RequestName } from '#requests';
import { type PartnerId, secondMeasurement, staff } from './maker.ts';
import { type Motif, type PictureName, pictureName } from './pictures.ts';
import { type Random, randomFrom } from './random.ts';
import { asPartner, partnerOf, type SampleUnit } from './registry.ts';
import { ask, inOrderOfTime, moment, type Request, type Sender } from './request.ts';

type Evidence = InputOf<'submitClaim'>['evidence'][number];
type Remedy = NonNullable<InputOf<'submitClaim'>['preferredRemedy']>;
type Pictures = ReadonlyMap<PictureName, Buffer>;

/** A partner's description of the defect, in its own language, and its picture. */
interface Complaint {
  readonly partner: PartnerId;
  readonly defect: string;
  readonly words: string;
  readonly picture: Motif;
}

const complaint = (partner: PartnerId, defect: string, picture: Motif, words: string): Complaint => ({
  partner,
  defect,
  words,
  picture,
});

const seoulMask = complaint(
  'P-SEOUL',
  'LED-SEGMENT',
  'seoul-mask-dead-cheek',
  '왼쪽 볼 부분의 LED가 켜지지 않습니다. 충전 상태는 정상입니다.',
);
const seoulBattery = complaint(
  'P-SEOUL',
  'BATTERY-SWOLLEN',
  'seoul-neck-mask-swollen',
  '목 부분 배터리가 부풀어 케이스가 벌어졌고 전원이 켜지지 않습니다.',
);
const seoulLamp = complaint('P-SEOUL', 'LED-ROW', 'seoul-lamp-dead-row', '두 번째 줄 LED가 켜지지 않습니다.');
const busanLamp = complaint('P-BUSAN', 'NO-POWER', 'busan-lamp-dark', '전원을 연결해도 램프가 전혀 켜지지 않습니다.');
/** The same file that another partner has sent: E3 notices, without revealing whose it was (E4). */
const busanBorrowed = complaint('P-BUSAN', 'LED-ROW', 'seoul-lamp-dead-row', 'LED 한 줄이 들어오지 않습니다.');
const berlinMask = complaint(
  'P-BERLIN',
  'LED-SEGMENT',
  'berlin-mask-dead-cheek',
  'Auf der linken Wange leuchten die LEDs nicht mehr, der Rest der Maske funktioniert.',
);
const berlinWand = complaint(
  'P-BERLIN',
  'CABLE-LOOSE',
  'berlin-wand-loose-cable',
  'Das Ladekabel ist am Griff ausgerissen, das Gerät lässt sich nicht mehr einschalten.',
);
const munichBattery = complaint(
  'P-MUNICH',
  'BATTERY-SWOLLEN',
  'munich-neck-mask-swollen',
  'Der Akku im Halsteil ist aufgebläht, das Gehäuse steht offen.',
);
const munichDrop = complaint(
  'P-MUNICH',
  'DROP-DAMAGE',
  'munich-lamp-dented',
  'Gehäuse beim Auspacken seitlich eingedrückt und gerissen, die Lampe leuchtet noch.',
);
const newYorkMask = complaint(
  'P-NEWYORK',
  'LED-SEGMENT',
  'newyork-mask-dead-cheek',
  'One whole side of the mask stays dark after a few minutes of use.',
);
const newYorkPanel = complaint(
  'P-NEWYORK',
  'LED-QUADRANT',
  'newyork-panel-dead-quadrant',
  'Bottom corner of the panel is out. Swapped the power supply, no change.',
);
const austinWand = complaint(
  'P-AUSTIN',
  'BATTERY-SWOLLEN',
  'austin-wand-swollen',
  'Handle is bulging and split open along the seam. Customer stopped using it.',
);
const austinRoller = complaint(
  'P-AUSTIN',
  'ROLLER-STUCK',
  'austin-roller-stuck',
  'Roller head no longer turns and is cracked near the bearing.',
);
const osakaMask = complaint(
  'P-OSAKA',
  'LENS-CRACKED',
  'osaka-neck-mask-cracked-lens',
  '使用中にレンズ部分にひびが入りました。落下はしていません。',
);
const osakaLamp = complaint('P-OSAKA', 'LED-ROW', 'osaka-lamp-dead-row', '右側のLEDが点灯しません。');
const osakaRoller = complaint(
  'P-OSAKA',
  'WATER-DAMAGE',
  'osaka-roller-wet',
  '洗面所で使用後、内部に水滴が見え、半分のLEDが消えています。',
);
const shanghaiPanel = complaint(
  'P-SHANGHAI',
  'LED-FLICKER',
  'shanghai-panel-dim-rows',
  '灯板有三排灯珠明显变暗,使用十分钟后开始闪烁。',
);
const shanghaiMask = complaint(
  'P-SHANGHAI',
  'LED-FLICKER',
  'shanghai-mask-dim-forehead',
  '额头部位的灯变暗并闪烁,充电后没有改善。',
);
const shanghaiWand = complaint('P-SHANGHAI', 'LED-SEGMENT', 'shanghai-wand-half-dark', '灯头左半边不亮。');

/** What a reviewer sees, by defect. */
const findings: Readonly<Record<string, string>> = {
  'LED-SEGMENT':
    'A connected group of LEDs is dark while its neighbours are lit: one string of the board has lost contact.',
  'LED-ROW': 'One string of LEDs is dark, the others are lit at full brightness.',
  'LED-QUADRANT': 'The lamps of one driver channel are dark; border along the channel, not along the case.',
  'LED-FLICKER': 'Rows of one channel are visibly dimmer than the rest.',
  'BATTERY-SWOLLEN':
    'The case is forced open from inside along the seam; typical of gas in the cell, no mark of a blow.',
  'CABLE-LOOSE': 'The strain relief has come out of the handle, the wires are bare.',
  'NO-POWER': 'No lamp lit with the plug in and the switch on.',
  'ROLLER-STUCK': 'Crack through the bearing seat of the head; it cannot turn.',
  'LENS-CRACKED': 'Cracks start at the moulded edge and there is no point of impact: stress in the material.',
  'DROP-DAMAGE': 'Dent at the side with a crack that starts from it: a blow from outside.',
  'WATER-DAMAGE': 'Drops of water under the drum and on the handle.',
};

/** The steps of one claim; each takes time, in the office hours of the person who takes it. */
class Course {
  readonly claimId: string;
  readonly evidence: Evidence[];
  #at: Instant;

  constructor(
    readonly plan: Plan,
    readonly unit: SampleUnit,
    number: number,
    /** Of the motif: each claim has a picture of its own. */
    take: number,
    private readonly pictures: Pictures,
    private readonly random: Random,
  ) {
    const { complaint, on } = plan;
    this.claimId = `CL-2026-${String(number).padStart(4, '0')}`;
    this.evidence = [this.shows(pictureName(complaint.picture, take))];
    const [opens] = partnerOf(complaint.partner).office;
    this.#at = moment(on, `${String(opens + random.between(0, 5)).padStart(2, '0')}:${this.#minutes()}`);
  }

  get at(): Instant {
    return this.#at;
  }

  /** C13: the person who entered the claim for the partner does not decide on it. */
  get reviewer(): Sender {
    return this.plan.byEmail ? this.colleague : this.accountManager;
  }

  get accountManager(): Sender {
    const { accountManager } = partnerOf(this.plan.complaint.partner).enrolment;
    return Object.values(staff).find(({ id }) => id === accountManager) as Sender;
  }

  /** A reviewer other than the partner's account manager. */
  get colleague(): Sender {
    return this.accountManager.id === staff.liang.id ? staff.weber : staff.liang;
  }

  shows(picture: PictureName): Evidence {
    const content = this.pictures.get(picture);
    if (!content) throw new Error(`there is no picture ${picture}`);
    return {
      kind: 'PHOTO',
      sha256: createHash('sha256').update(content).digest('hex'),
      mediaType: 'image/jpeg',
      bytes: content.length,
      name: `${picture}.jpg`,
    };
  }

  /** Id of the first picture, as the intake derives it. */
  get reliedOn(): string {
    return uuidv5(`${this.claimId}/${this.evidence[0]?.sha256}`);
  }

  staff<N extends RequestName>(who: Sender, hours: Hours, request: N, input: InputOf<N>): Request {
    return ask(request, who, this.#later(hours, SHENZHEN), input);
  }

  partner<N extends RequestName>(hours: Hours, request: N, input: InputOf<N>): Request {
    const { partner } = this.plan.complaint;
    return ask(request, asPartner(partner), this.#later(hours, partnerOf(partner).office), input);
  }

  #later([least, most]: Hours, office: readonly [number, number]): Instant {
    const waited = epochMilliseconds(this.#at) + this.random.between(least * 60, most * 60) * MINUTE_MS;
    this.#at = instantOf(inOffice(waited, office, this.random.between(2, 50)));
    return this.#at;
  }

  #minutes(): string {
    return String(this.random.between(0, 59)).padStart(2, '0');
  }
}

type Hours = readonly [least: number, most: number];
/** Nine to six in Shenzhen, whole hours UTC. */
const SHENZHEN = [1, 10] as const;

/** The moment itself within office hours, else some minutes after the next opening. */
function inOffice(at: number, [from, to]: readonly [number, number], minutes: number): number {
  const date = new Date(at);
  const atWork = () => date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= from && date.getUTCHours() < to;
  while (!atWork()) {
    if (date.getUTCHours() >= to || date.getUTCDay() % 6 === 0) date.setUTCDate(date.getUTCDate() + 1);
    date.setUTCHours(from, minutes, 0, 0);
  }
  return date.getTime();
}

// ── What happens to a claim, step by step ────────────────────────────────────────────────────────────────────────

type Step = (course: Course) => Request;

const review =
  (verdict: InputOf<'reviewEvidence'>['verdict'], words?: string): Step =>
  (course) =>
    course.staff(course.reviewer, [2, 14], 'reviewEvidence', {
      claimId: course.claimId,
      verdict,
      findings: words ?? (findings[course.plan.complaint.defect] as string),
    });
const confirm = review('CONFIRMED');
const inconclusive = review('INCONCLUSIVE', 'The picture does not show whether this is the unit that was claimed for.');
const notConfirmed = review('NOT_CONFIRMED', 'All LEDs are lit in the picture, at the same brightness.');

const requestPlate: Step = (course) =>
  course.staff(course.reviewer, [0, 1], 'requestEvidence', {
    claimId: course.claimId,
    missing: ['Picture of the serial plate'],
    message: 'Please send a picture of the plate on the back, so that the serial can be read.',
  });
const requestReceipt: Step = (course) =>
  course.staff(course.reviewer, [3, 10], 'requestEvidence', {
    claimId: course.claimId,
    missing: ['Proof of purchase'],
    message: 'The term starts on the day of sale, and we do not know it. Please send the receipt.',
  });

const attach =
  (picture: PictureName): Step =>
  (course) =>
    course.partner([16, 40], 'attachEvidence', { claimId: course.claimId, evidence: [course.shows(picture)] });

const approve: Step = (course) => course.staff(course.reviewer, [1, 6], 'approveClaim', { claimId: course.claimId });
/** Later than promised. */
const approveLate: Step = (course) =>
  course.staff(course.reviewer, [74, 90], 'approveClaim', { claimId: course.claimId });
const approveByColleague: Step = (course) =>
  course.staff(course.colleague, [1, 6], 'approveClaim', { claimId: course.claimId });
const approveAsGoodwill =
  (goodwillReason: string): Step =>
  (course) =>
    course.staff(course.colleague, [2, 8], 'approveClaim', { claimId: course.claimId, goodwillReason });

const reject =
  (code: string, clause: string, explanation: string): Step =>
  (course) =>
    course.staff(course.reviewer, [1, 8], 'rejectClaim', {
      claimId: course.claimId,
      code,
      explanation,
      clause,
      evidenceId: course.reliedOn,
    });
const rejectExpired = reject('EXPIRED', 'LIMITED-18 §1', 'The term of eighteen months had ended when the unit failed.');
const rejectExcluded = (clause: string) =>
  reject('EXCLUDED_DEFECT', clause, 'Damage by a fall or by water is excluded from the warranty.');
const rejectUnconfirmed = reject('NOT_CONFIRMED', 'FULL-24 §1', 'The picture shows a mask on which every LED is lit.');

const choose =
  (remedy: Remedy): Step =>
  (course) =>
    course.partner([2, 20], 'chooseRemedy', { claimId: course.claimId, remedy });
const acknowledge: Step = (course) => course.partner([1, 12], 'acknowledgeDecision', { claimId: course.claimId });
const withdraw =
  (reason: string): Step =>
  (course) =>
    course.partner([4, 20], 'withdrawClaim', { claimId: course.claimId, reason });
const reopen =
  (reason: string, picture: PictureName): Step =>
  (course) =>
    course.partner([40, 90], 'reopenClaim', { claimId: course.claimId, reason, evidence: [course.shows(picture)] });

const settled = [confirm, approve, acknowledge];
const settledWith = (remedy: Remedy) => [confirm, approve, choose(remedy), acknowledge];
const goodwill = (reason: string) => [confirm, approveAsGoodwill(reason), acknowledge];

// ── The claims of a year ─────────────────────────────────────────────────────────────────────────────────────────

interface Plan {
  readonly complaint: Complaint;
  readonly batchId: string;
  /** The day it is sent. */
  readonly on: string;
  readonly steps: readonly Step[];
  /** C7: stated with the claim. */
  readonly preferred?: Remedy;
  /** Entered by the account manager for the partner. */
  readonly byEmail?: boolean;
  readonly saleUnknown?: boolean;
  /** Shipped to another partner, who sold it on. */
  readonly soldOn?: boolean;
  /** The partner does not say when it failed (C3). */
  readonly failureUnknown?: boolean;
}

const claim = (
  complaint: Complaint,
  batchId: string,
  on: string,
  steps: readonly Step[] = [],
  more: Omit<Plan, 'complaint' | 'batchId' | 'on' | 'steps'> = {},
): Plan => ({ complaint, batchId, on, steps, ...more });

const plans: readonly Plan[] = [
  claim(osakaLamp, 'LN1-2408', '2026-01-06', settled),
  claim(seoulMask, 'LM1-2409', '2026-01-13', settled),
  claim(busanLamp, 'LN1-2506', '2026-01-20', settledWith('CREDIT')),
  claim(berlinWand, 'LW1-2507', '2026-01-27', settled),
  claim(
    austinRoller,
    'LR1-2412',
    '2026-02-02',
    goodwill('Failed days after the term had ended; the bearing is a known weak point.'),
    {
      preferred: 'REPLACEMENT',
    },
  ),
  claim(austinWand, 'LW1-2507', '2026-02-04', settled, { preferred: 'REPLACEMENT' }),
  claim(newYorkPanel, 'LP1-2505', '2026-02-10', settled),
  claim(shanghaiPanel, 'LP1-2505', '2026-02-12', settled),
  claim(munichBattery, 'LM2-2503', '2026-02-24', settledWith('REPLACEMENT')),
  claim(berlinWand, 'LW1-2310', '2026-03-04', [confirm, rejectExpired, acknowledge]),
  claim(seoulMask, 'LM1-2409', '2026-03-10', settled, { byEmail: true }),
  claim(munichDrop, 'LN1-2506', '2026-03-17', [confirm, rejectExcluded('LIMITED-18 §2'), acknowledge]),
  claim(seoulBattery, 'LM2-2503', '2026-03-24', settled),
  claim(busanLamp, 'LN1-2506', '2026-04-07', settledWith('CREDIT'), { soldOn: true }),
  claim(osakaMask, 'LM2-2511', '2026-04-14', settled),
  claim(newYorkMask, 'LM1-2409', '2026-04-21', [notConfirmed, rejectUnconfirmed]),
  claim(austinWand, 'LW1-2507', '2026-04-28', settledWith('CREDIT')),
  claim(shanghaiPanel, 'LP1-2601', '2026-05-12', settled, { failureUnknown: true }),
  claim(berlinMask, 'LM1-2409', '2026-05-19', [
    notConfirmed,
    rejectUnconfirmed,
    reopen('Falsches Bild gesendet; die dunkle Stelle ist nur am eingeschalteten Gerät zu sehen.', 'berlin-plate'),
    (course) =>
      course.staff(course.colleague, [2, 14], 'reviewEvidence', {
        claimId: course.claimId,
        verdict: 'CONFIRMED',
        findings: 'Plate and unit match. The first picture was judged too quickly: the left cheek is dark.',
      }),
    approveByColleague,
    acknowledge,
  ]),
  claim(munichDrop, 'LN1-2506', '2026-05-26', [
    confirm,
    approveAsGoodwill('The carton of this delivery was too weak; the blow was ours.'),
    choose('CREDIT'),
    acknowledge,
  ]),
  claim(seoulLamp, 'LN1-2506', '2026-06-02', [withdraw('고객이 제품을 계속 사용하기로 했습니다.')]),
  claim(newYorkPanel, 'LP1-2505', '2026-06-09', settled, { byEmail: true }),
  claim(osakaMask, 'LM2-2511', '2026-06-16', settled),
  claim(busanLamp, 'LN1-2408', '2026-06-30', [confirm, rejectExpired, acknowledge]),
  claim(austinRoller, 'LR1-2510', '2026-07-07', settledWith('REPLACEMENT')),
  claim(berlinWand, 'LW1-2507', '2026-07-14', settled, { byEmail: true }),
  claim(munichBattery, 'LM2-2511', '2026-07-21', [
    inconclusive,
    requestPlate,
    attach('munich-plate'),
    confirm,
    approve,
    choose('CREDIT'),
    acknowledge,
  ]),
  claim(osakaMask, 'LM2-2511', '2026-07-28', [withdraw('お客様のご都合により取り下げます。')]),
  claim(seoulLamp, 'LN1-2506', '2026-08-04', settled),
  claim(newYorkMask, 'LM1-2409', '2026-08-18', settled, { preferred: 'REPLACEMENT' }),

  // Masks of one batch, soldered too cold, begin to go dark in their first autumn (B2, B3).
  claim(seoulMask, 'LM1-2509', '2026-09-02', settled),
  claim(seoulMask, 'LM1-2509', '2026-09-08', settled),
  claim(berlinMask, 'LM1-2509', '2026-09-10', settled),
  claim(newYorkMask, 'LM1-2509', '2026-09-15', settled),
  claim(seoulMask, 'LM1-2509', '2026-09-21', settled),
  claim(berlinMask, 'LM1-2509', '2026-09-28', [confirm, approveLate, acknowledge]),
  claim(newYorkMask, 'LM1-2509', '2026-10-09', settled),
  claim(seoulMask, 'LM1-2509', '2026-10-13', settled),
  claim(berlinMask, 'LM1-2509', '2026-10-20', settled),
  claim(newYorkMask, 'LM1-2509', '2026-10-22', [withdraw('Customer found the travel lock was on.')]),
  claim(newYorkMask, 'LM1-2509', '2026-11-11', [confirm, approve]),
  claim(seoulMask, 'LM1-2509', '2026-11-12', [confirm]),
  claim(berlinMask, 'LM1-2509', '2026-11-18'),

  // Open in the third week of November.
  claim(osakaRoller, 'LR1-2510', '2026-10-27', [
    confirm,
    rejectExcluded('LIMITED-12 §2'),
    acknowledge,
    reopen('水濡れではなく結露です。製造番号の写真も添付します。', 'osaka-plate'),
  ]),
  claim(busanLamp, 'LN1-2506', '2026-11-05', [inconclusive, requestPlate]),
  claim(austinRoller, 'LR1-2510', '2026-11-06', [inconclusive, requestPlate]),
  claim(busanLamp, 'LN1-2506', '2026-11-09', [confirm, approve, acknowledge]),
  claim(munichBattery, 'LM2-2511', '2026-11-10', [confirm, approve]),
  claim(austinWand, 'LW1-2507', '2026-11-11', [confirm, approve, acknowledge]),
  claim(munichBattery, 'LM2-2503', '2026-11-12', [requestReceipt], { saleUnknown: true }),
  claim(osakaMask, 'LM2-2511', '2026-11-12', [confirm, approve]),
  claim(berlinWand, 'LW1-2507', '2026-11-13', [confirm, approve]),
  claim(shanghaiPanel, 'LP1-2601', '2026-11-13', [confirm, approve]),
  claim(shanghaiMask, 'LM1-2509', '2026-11-16', [confirm]),
  claim(newYorkPanel, 'LP1-2601', '2026-11-16', [confirm], { byEmail: true }),
  claim(busanBorrowed, 'LN1-2506', '2026-11-17'),
  claim(osakaLamp, 'LN1-2408', '2026-11-17'),
  claim(austinWand, 'LW1-2507', '2026-11-18'),
  claim(shanghaiWand, 'LW1-2310', '2026-11-18'),
  claim(seoulBattery, 'LM2-2503', '2026-11-18', [], { saleUnknown: true }),
  claim(seoulLamp, 'LN1-2506', '2026-11-19'),
  claim(munichBattery, 'LM2-2511', '2026-11-19', [], { preferred: 'CREDIT' }),
  claim(austinRoller, 'LR1-2510', '2026-11-19'),
  claim(shanghaiPanel, 'LP1-2601', '2026-11-19', [], { byEmail: true }),
];

/** Everything that happened to the units of the registry in 2026. */
export function claims(units: readonly SampleUnit[], pictures: Pictures): readonly Request[] {
  const random = randomFrom(2026);
  const claimed = new Set<string>();
  const unitFor = ({ complaint: { partner }, batchId, on, saleUnknown, soldOn = false }: Plan): SampleUnit => {
    const before = addDays(dayOf(moment(on, '00:00')), -7);
    const unit = units.find(
      (one) =>
        !claimed.has(one.serial) &&
        one.holder === partner &&
        one.batchId === batchId &&
        one.passedOn === soldOn &&
        (one.soldOn === undefined ? saleUnknown || !batchId.startsWith('LM2') : !saleUnknown && one.soldOn < before),
    );
    if (!unit) throw new Error(`${partner} has no more units of ${batchId}`);
    claimed.add(unit.serial);
    return unit;
  };

  const inOrder = plans.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const takes = new Map<Motif, number>();
  const takeOf = ({ complaint }: Plan): number => {
    if (complaint === busanBorrowed) return 1;
    const take = (takes.get(complaint.picture) ?? 0) + 1;
    takes.set(complaint.picture, take);
    return take;
  };
  const told = inOrder.flatMap((plan, index) => {
    const course = new Course(plan, unitFor(plan), index + 1, takeOf(plan), pictures, random);
    return [submission(course, random), ...plan.steps.map((step) => step(course))];
  });
  const remeasured = ask('recordQc', staff.quality, moment('2026-10-02', '08:15'), {
    batchId: 'LM1-2509',
    results: secondMeasurement,
  });
  return alikeTogether(inOrderOfTime([...told, remeasured]));
}

/**
 * Month by month, and within a month grouped by request, which a load sends in parallel: a quarter faster than in order of time.
 * The steps of each claim stay in order.
 */
function alikeTogether(inOrder: readonly Request[]): readonly Request[] {
  const months = Map.groupBy(inOrder, ({ at }) => at.slice(0, 7));
  return [...months.values()].flatMap((month) => {
    const arranged: Request[] = [];
    for (let waiting = month; waiting.length > 0; ) {
      const next = waiting.filter(
        (one, index) =>
          one.request === waiting[0]?.request &&
          waiting.findIndex((other) => claimOf(other) === claimOf(one)) === index,
      );
      arranged.push(...next);
      waiting = waiting.filter((one) => !next.includes(one));
    }
    return arranged;
  });
}

const claimOf = ({ input }: Request): string | undefined => (input as { claimId?: string }).claimId;

function submission({ plan, unit, claimId, evidence, at, accountManager }: Course, random: Random): Request {
  const { complaint, preferred, byEmail, failureUnknown } = plan;
  const failed = addDays(dayOf(at), -random.between(1, 6));
  const input: InputOf<'submitClaim'> = {
    claimId,
    serial: unit.serial,
    defect: { code: complaint.defect, description: complaint.words },
    ...(!failureUnknown && { failedOn: failed }),
    ...(preferred && { preferredRemedy: preferred }),
    evidence,
  };
  return byEmail
    ? ask('submitClaim', accountManager, at, { ...input, partnerId: complaint.partner, receivedAt: at })
    : ask('submitClaim', asPartner(complaint.partner), at, input);
}
