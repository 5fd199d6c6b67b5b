import type { Day } from '#kernel';
import type { ImportLine } from '#import';
import { movedTo, WRITTEN_ON } from './moved-samples.ts';

async function move(today: string, ...values: object[]): Promise<unknown[]> {
  async function* lines(): AsyncGenerator<ImportLine> {
    for (const [index, value] of values.entries()) yield { number: index + 1, value, source: { text: '' } };
  }
  const moved = [];
  for await (const { value } of movedTo(today as Day, lines())) moved.push(value);
  return moved;
}

const claim = (day: string) => ({ request: 'submitClaim', input: {}, at: `${day}T08:15:00.000Z` });

describe('Samples moved to the day they are loaded', () => {
  it('are unchanged on the day they were written', async () => {
    const line = {
      request: 'recordSale',
      input: { serial: 'LM1', soldOn: '2024-02-29' },
      at: '2024-03-01T01:00:00.000Z',
    };
    expect(await move(WRITTEN_ON, line)).toEqual([line]);
  });

  it.each([
    ['2026-11-21', 'a Saturday', '2026-11-19', '2026-11-20'],
    ['2026-11-23', 'a Monday', '2026-11-19', '2026-11-20'],
    ['2026-11-23', 'a Monday', '2026-11-16', '2026-11-17'],
    ['2026-11-23', 'a Monday', '2026-11-13', '2026-11-16'],
    ['2028-02-29', 'a Tuesday', '2026-11-19', '2028-02-28'],
    ['2026-11-05', 'before they were written', '2026-11-19', '2026-11-04'],
  ])('on %s, %s, keep their distance in business days: %s is %s', async (today, _, written, expected) => {
    expect(await move(today, claim(written))).toEqual([claim(expected)]);
  });

  it('keep the order of their business days', async () => {
    const days = ['2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'];
    for (const today of [
      '2026-12-01',
      '2026-12-02',
      '2026-12-03',
      '2026-12-04',
      '2026-12-05',
      '2026-12-06',
      '2026-12-07',
    ])
      expect(await move(today, ...days.map(claim))).toEqual(
        ((await move(today, ...days.map(claim))) as ReturnType<typeof claim>[]).toSorted((a, b) =>
          a.at < b.at ? -1 : 1,
        ),
      );
  });

  it('move every day and instant of a line by the same number of days, and change nothing else', async () => {
    const line = {
      request: 'submitClaim',
      input: {
        claimId: 'CL-2026-0001',
        failedOn: '2026-11-14',
        receivedAt: '2026-11-19T02:00:00.000Z',
        evidence: [{ bytes: 9 }],
      },
      as: { role: 'PARTNER', id: 'P-OSAKA', partner: 'P-OSAKA' },
      at: '2026-11-19T02:00:00.000Z',
    };
    expect(await move('2026-11-27', line)).toEqual([
      {
        ...line,
        input: { ...line.input, failedOn: '2026-11-21', receivedAt: '2026-11-26T02:00:00.000Z' },
        at: '2026-11-26T02:00:00.000Z',
      },
    ]);
  });

  it('S3 leave holidays where they are', async () => {
    const input = { id: 'SEOUL', publishedUntil: '2026-12-31', exceptions: [{ date: '2026-10-09', kind: 'CLOSED' }] };
    const at = '2025-11-04T09:00:00.000Z';
    expect(await move('2026-11-27', { request: 'publishCalendar', input, at })).toEqual([
      { request: 'publishCalendar', input, at: '2025-11-11T09:00:00.000Z' },
    ]);
  });
});
