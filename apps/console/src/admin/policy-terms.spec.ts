import { type ActionForm, begunOf, type Draft } from '../controls/forms.ts';
import type { Texts } from '../texts.tsx';
import { UNIT_ACTIONS, type UnitView } from '../units/unit-forms.ts';
import { addedDay, changedDays, daysInOrder, draftOf, firstCalendar, inputOf } from './calendar-draft.ts';
import { ENTITY_FORM, type Entity, type Member, STAFF_FORM } from './people-forms.ts';
import { namesIn, TERMS, type Terms, termsOf, typedOf } from './policy-terms.ts';

const terms: Terms = {
  id: 'FULL-24',
  skus: ['LAMP'],
  effectiveFrom: '2026-01-01',
  kind: 'FULL',
  months: 24,
  startAnchor: 'SHIPPED',
};

describe('B4 F9 the triggers and rates of a policy', () => {
  const rates: Partial<Terms> = {
    epidemicTriggers: [
      { share: 0.05, windowDays: 90 },
      { share: 0.03, windowDays: 30, of: 'PRODUCED' },
    ],
    costRates: [
      {
        component: 'FREIGHT',
        country: 'KR',
        rate: { amount: '12.50', currency: 'USD' },
        quantity: 1.5,
        per: 'KG',
        source: 'Price list of 2026',
      },
      { component: 'STAFF', rate: { amount: '0.80', currency: 'EUR' }, per: 'MINUTE', source: 'Payroll' },
    ],
    costShares: [{ component: 'CAPITAL', percent: 6, days: 45, source: 'Bank' }],
  };
  const TYPED = {
    epidemicTriggers: '0.05\t90\t\n0.03\t30\tPRODUCED',
    costRates: 'FREIGHT\tKR\t12.50\tUSD\t1.5\tKG\tPrice list of 2026\nSTAFF\t\t0.80\tEUR\t\tMINUTE\tPayroll',
    costShares: 'CAPITAL\t\t6\t45\tBank',
  };

  it('have a cell for each thing they say, and what is typed is what they were', () => {
    const typed = typedOf({ ...terms, ...rates }, '2026-03-09');
    expect(typed).toMatchObject(TYPED);
    expect(JSON.parse(JSON.stringify(termsOf(terms, typed)))).toMatchObject(rates);
  });

  it('are gone when nothing is typed', () => {
    const typed = typedOf({ ...terms, ...rates }, '2026-03-09');
    const none = termsOf({ ...terms, ...rates }, { ...typed, epidemicTriggers: '', costRates: '\t', costShares: '' });
    const { epidemicTriggers, costRates, costShares } = none;
    expect([epidemicTriggers, costRates, costShares]).toEqual([undefined, undefined, undefined]);
  });

  it('that are typed in part are left to the engine to refuse, and can be shown meanwhile', () => {
    const { costRates } = termsOf(terms, { ...typedOf(terms, '2026-03-09'), costRates: 'DUTY\tx' });
    expect(costRates).toEqual([
      { component: 'DUTY', country: 'x', rate: { amount: '', currency: '' }, quantity: undefined, per: '', source: '' },
    ]);
  });
});

it('a version shows products, defects and people by name, with the ids by which they are typed', () => {
  const names = namesIn(
    [{ id: 'LAMP', name: 'Lumira Lamp' }],
    [{ id: 'DARK', name: 'stays dark' }],
    [{ id: 'eva', name: 'Eva Weber' }],
  );
  const texts = {
    t: (id: string) => ({ comma: '、', colon: '：' })[id],
    value: (_: string, kind: string) => kind,
    day: (day: string) => day,
  } as unknown as Texts;
  const version: Terms = {
    ...terms,
    skus: ['LAMP', 'PEN'],
    excludedDefects: ['WATER-IN', 'DARK'],
    evidenceDemanded: [{ kind: 'PHOTO', atLeast: 2, defectCode: 'DARK' }],
    signOff: { by: 'eva', on: '2026-03-09' },
  };
  const said = (['skus', 'excludedDefects', 'evidenceDemanded', 'signOff'] as const).map((term) =>
    TERMS[term].words(version, texts, names),
  );
  expect(said).toEqual([
    'Lumira Lamp\u00a0· LAMP、PEN',
    'WATER-\u2060IN、stays dark\u00a0· DARK',
    'stays dark\u00a0· DARK：2 × PHOTO',
    'Eva Weber、2026-03-09',
  ]);
});

describe('A form that begins with what is there', () => {
  const sent = <Of>(form: ActionForm<Of>, of: Of, typed: Draft) => {
    const begun = begunOf(form.fields(of, false), '2026-03-09');
    return form.input({ ...begun, ...typed }, of, [], begun);
  };
  const kim = {
    id: 'kim',
    name: 'Kim Lee',
    email: 'kim@maker.example',
    roles: ['REVIEWER', 'FINANCE'],
    products: ['LAMP'],
    deputy: { id: 'mina', name: 'Mina' },
  } as unknown as Member;

  it('N3 sends only what differs from it, so that what others change meanwhile stays', () => {
    expect(sent(STAFF_FORM, kim, {})).toEqual({ id: 'kim' });
    expect(sent(STAFF_FORM, kim, { name: ' Kim Lee ', email: 'lee@maker.example' })).toEqual({
      id: 'kim',
      email: 'lee@maker.example',
    });
    expect(sent(STAFF_FORM, kim, { roles: '', products: 'LAMP\nPEN' })).toEqual({
      id: 'kim',
      roles: [],
      products: ['LAMP', 'PEN'],
    });
  });

  it('R1 sends whole what only means something whole, such as an address', () => {
    const address = { lines: ['Torstr. 1'], city: 'Berlin', postalCode: '10115', country: 'DE' };
    const entity = { id: 'MG', name: 'Makegood', address, timeZone: 'Europe/Berlin' } as unknown as Entity;
    expect(sent(ENTITY_FORM, entity, { city: 'Bonn' })).toEqual({ id: 'MG', address: { ...address, city: 'Bonn' } });
  });

  it('R5 sends a price in the currency of its invoice, and with a correction its reason', () => {
    const invoice = { number: 'I-1', date: '2026-01-10', netPrice: { amount: '80.00', currency: 'EUR' } };
    const unit = { serial: 'L-1', product: { sku: 'LAMP' }, batch: { id: 'B-1' }, invoice } as unknown as UnitView;
    const typed = { netPrice: '79.00', lineTax: '7.90', invoiceNumber: 'I-1', reason: 'Mistyped.' };
    expect(sent(UNIT_ACTIONS.correctShipment, unit, typed)).toEqual({
      serial: 'L-1',
      netPrice: { amount: '79.00', currency: 'EUR' },
      lineTax: { amount: '7.90', currency: 'EUR' },
      reason: 'Mistyped.',
    });
  });
});

it('S3 what is drafted of a calendar lies over a version that is published meanwhile, day by day', () => {
  const closed = (date: string, name: string) => ({
    date,
    kind: 'CLOSED' as const,
    name,
    source: 'MANUAL' as const,
    windows: [],
  });
  const now = {
    ...firstCalendar('SEOUL', 'Asia/Seoul'),
    version: 2,
    publishedUntil: '2026-12-31',
    exceptions: [
      closed('2026-05-05', "Children's Day"),
      closed('2026-06-06', 'Memory'),
      closed('2026-09-25', 'Harvest'),
    ],
  };
  // Of the first version, with what was changed of it: two days, one of them removed, and another day that is new.
  const changes = {
    mode: 'OFFICE_HOURS',
    'day 2026-06-06 MANUAL': undefined,
    'day 2026-08-15 MANUAL': closed('2026-08-15', 'Light'),
    ...addedDay(),
  } as const;
  const over = { ...draftOf(now), ...changes };
  const input = inputOf('SEOUL', over);
  expect(input).toMatchObject({ id: 'SEOUL', mode: 'OFFICE_HOURS', publishedUntil: '2026-12-31' });
  expect(input.exceptions?.map(({ date, name }) => [date, name])).toEqual([
    ['2026-05-05', "Children's Day"],
    ['2026-09-25', 'Harvest'],
    ['2026-08-15', 'Light'],
    ['', undefined],
  ]);
  expect(changedDays(draftOf(now), over)).toEqual(['', '2026-06-06', '2026-08-15']);
  // What is still to come first, as it comes, below what was added; what is over apart.
  const { coming, over: past } = daysInOrder(over, '2026-06-01');
  expect(coming.map(([, { date }]) => date)).toEqual(['', '2026-08-15', '2026-09-25']);
  expect(past.map(([, { date }]) => date)).toEqual(['2026-05-05']);
});
