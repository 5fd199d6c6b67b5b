import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, instantOf } from '#kernel';
import { ADAM, FIONA, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

const PAGE = join(import.meta.dirname, '../../docs/a-day.md');
const SEOUL_OFFSET = '+09:00';
const PEOPLE: Readonly<Record<string, Who>> = {
  'min-jun': SEOUL,
  haruto: OSAKA,
  rita: RITA,
  fiona: FIONA,
  adam: ADAM,
};

interface Step {
  readonly title: string;
  readonly at: string;
  readonly who: Who;
  readonly query: string;
  readonly answer: string;
}

/** The queries of the page in order, each with who sends it when, and the answer beside it. */
function stepsOf(page: string): readonly Step[] {
  const steps: Step[] = [];
  for (const section of page.split(/^### /m).slice(1)) {
    const [, time = '', name = '', words = ''] = /^(\d\d:\d\d) ([\w-]+): (.*)/.exec(section) ?? [];
    const blocks = section.matchAll(/^```graphql\n(.*?)^```\n\n```json\n(.*?)^```$/gms);
    for (const [, query = '', answer = ''] of blocks)
      steps.push({
        title: `${time} ${name}: ${words} (${steps.length + 1})`,
        at: `2026-03-09T${time}:00.000${SEOUL_OFFSET}`,
        who: PEOPLE[name] as Who,
        query,
        answer,
      });
  }
  return steps;
}

const steps = stepsOf(readFileSync(PAGE, 'utf8'));

describe('A day through the API', () => {
  let maker: Maker;
  let now = Date.parse('2026-03-06T10:00:00.000+09:00');
  const clock: Clock = { now: () => instantOf(now) };
  const pictures: Record<string, string> = {};

  beforeAll(async () => {
    maker = await Maker.start(undefined, { clock });
    const labels = [
      { code: 'NO-LIGHT', language: 'ko', label: '불이 켜지지 않음' },
      { code: 'DIM', language: 'ko', label: '어두움' },
    ];
    const defectGroups = [{ group: 'LIGHT', codes: ['NO-LIGHT', 'DIM'], labels }];
    await maker.record('changeProduct', { sku: 'LAMP', name: 'Lumira Lamp', defectGroups });
    await maker.record('enrollStaff', {
      id: 'rita',
      name: 'Rita Kim',
      email: 'rita@maker.example',
      roles: ['REVIEWER'],
    });
    await maker.record('correctPartner', { id: 'P-SEOUL', reason: 'It was left out', timeZone: 'Asia/Seoul' });
    await maker.record('publishPolicy', {
      id: 'STANDARD',
      skus: ['LAMP'],
      effectiveFrom: '2025-01-01',
      retroactiveReason: 'What we ask to see',
      kind: 'FULL',
      months: 24,
      startAnchor: 'SHIPPED',
      excludedDefects: ['WATER'],
      evidenceDemanded: [
        { kind: 'PHOTO', atLeast: 1 },
        { kind: 'VIDEO', atLeast: 1, defectCode: 'DIM' },
      ],
      text: '4.1 A lamp that is as bright as others of its product has no fault.',
    });
    for (const picture of ['PICTURE-1', 'PICTURE-2'])
      pictures[picture] = ((await maker.picture(SEOUL, picture)) as { sha256: string }).sha256;
    const osaka = await maker.submission(OSAKA, 'JP-0001', { claimId: 'P-OSAKA.0306-1' });
    await maker.do(OSAKA, 'submitClaim', osaka);
    const claimId = 'P-OSAKA.0306-1';
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.do(RITA, 'approveClaim', { claimId });
    await maker.settled();
  });
  afterAll(() => maker.end());

  it('has a person and an hour for every query, and an answer for each', () => {
    expect(steps.length).toBe(readFileSync(PAGE, 'utf8').match(/^```graphql$/gm)?.length);
    expect(steps.filter(({ who }) => who === undefined)).toEqual([]);
  });

  it.each(steps.map((step) => [step.title, step] as const))('%s', async (_, { at, who, query, answer }) => {
    now = Date.parse(at);
    const sent = query.replace(/PICTURE-\d/g, (picture) => pictures[picture] as string);
    const { data, errors } = await maker.post(who, sent);
    expect(errors).toBeUndefined();
    await maker.settled();
    expect(data).toEqual(JSON.parse(answer));
  });
});
