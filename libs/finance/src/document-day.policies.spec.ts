import type { Day } from '#kernel';
import { documentDay, notBeforeLast } from './document-day.policies.ts';

const on = (causedOn: string, invoiceDate = '2026-01-10', closingThrough?: string) =>
  documentDay(causedOn as Day, { day: invoiceDate as Day, because: 'BEFORE_INVOICE' }, { closingThrough });
const moved = (datedOn: string, from: string, because: string) => ({ datedOn, postponed: { from, because } });

describe('The day of a document', () => {
  it('F8 is that of its cause', () => expect(on('2026-03-31')).toEqual({ datedOn: '2026-03-31' }));

  it('R12 is not before its invoice', () =>
    expect(on('2026-03-09', '2026-03-20')).toEqual(moved('2026-03-20', '2026-03-09', 'BEFORE_INVOICE')));

  it('F4 R12 is, of a reversal, not before its note', () =>
    expect(documentDay('2026-03-31' as Day, { day: '2026-04-01' as Day, because: 'BEFORE_NOTE' }, {})).toEqual(
      moved('2026-04-01', '2026-03-31', 'BEFORE_NOTE'),
    ));

  it.each([
    ['2026-03-31', '2026-03', '2026-04-01'],
    ['2026-01-31', '2026-03', '2026-04-01'],
    ['2026-12-31', '2026-12', '2027-01-01'],
  ])('F1 of %s, when the books are closing through %s, is %s', (causedOn, closed, datedOn) =>
    expect(on(causedOn, '2026-01-10', closed)).toEqual(moved(datedOn, causedOn, 'MONTH_CLOSED')),
  );

  it('F1 is its own in a month after the closing ones', () =>
    expect(on('2026-04-01', '2026-01-10', '2026-03')).toEqual({ datedOn: '2026-04-01' }));

  it('F1 R12 is open also when it was moved to that of its invoice', () =>
    expect(on('2026-03-09', '2026-03-20', '2026-03')).toEqual(moved('2026-04-01', '2026-03-09', 'MONTH_CLOSED')));

  it('F1 is not before that of the last document, from the day of its cause', () => {
    expect(notBeforeLast(on('2026-03-09'), '2026-03-09' as Day)).toEqual({ datedOn: '2026-03-09' });
    expect(notBeforeLast(on('2026-03-09'), '2026-03-10' as Day)).toEqual(
      moved('2026-03-10', '2026-03-09', 'LATER_NOTE'),
    );
    expect(notBeforeLast(on('2026-03-31', '2026-01-10', '2026-03'), '2026-04-02' as Day)).toEqual(
      moved('2026-04-02', '2026-03-31', 'LATER_NOTE'),
    );
  });
});
