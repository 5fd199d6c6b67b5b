import { type Day, scenarios } from '#kernel';
import { RecordReversal, RequestReversal, SettleCreditNote } from './finance.commands.ts';
import { by, reversalRequested, reversed, settled } from './finance.facts.fixture.ts';
import { issuedNoteDecider } from './issued-note.decider.ts';

const { given, nothing } = scenarios(issuedNoteDecider, (actual, expected) => expect(actual).toEqual(expected));
const number = 'MG-2026-000001';
const settle = (reference = 'SAP 471', settledOn = '2026-03-10') =>
  new SettleCreditNote({ number, issuedOn: '2026-03-10' as Day, settledOn: settledOn as Day, reference }, by);
const request = (reason = 'The price was wrong.') => new RequestReversal({ number, reason }, by);
const record = new RecordReversal({ number, reversalNumber: 'MG-2026-R000001', reason: 'The price was wrong.' }, by);

describe('A credit note that is settled', () => {
  it('F5 says when, and by which payment', () => {
    nothing.when(settle()).then(settled());
  });

  it('C12 is settled by that payment once, whatever day is said later', () => {
    given(settled()).when(settle()).thenUnchanged();
    given(settled()).when(settle('SAP 471', '2026-03-11')).thenUnchanged();
  });

  it('F5 is not settled by another payment', () => {
    const refusal = given(settled()).when(settle('SAP 472')).thenRefused('F5', 'ALREADY_SETTLED');
    expect(refusal.message).toContain('settled on Mar 10, 2026 by SAP 471');
  });

  it('R12 is settled neither before it was issued nor in the future', () => {
    nothing.when(settle('SAP 471', '2026-03-09')).thenRefused('R12', 'DATED_TOO_EARLY');
    nothing.when(settle('SAP 471', '2026-03-12')).thenRefused('R12', 'DATED_IN_FUTURE');
  });

  it('F5 needs a reference', () => {
    nothing.when(settle('  ')).thenRefused('F5', 'REFERENCE_REQUIRED');
  });

  it('F4 is not reversed already', () => {
    given(reversalRequested).when(settle()).thenRefused('F4', 'CREDIT_NOTE_REVERSED');
    given(reversalRequested, reversed).when(settle()).thenRefused('F4', 'CREDIT_NOTE_REVERSED');
    given(settled(), reversalRequested).when(settle('SAP 472')).thenRefused('F4', 'CREDIT_NOTE_REVERSED');
  });
});

describe('A credit note that is reversed', () => {
  it('F4 says why, and by which document', () => {
    nothing.when(request()).then(reversalRequested);
    given(reversalRequested).when(record).then(reversed);
  });

  it('F4 may be settled: the reversal is an invoice, and asks for the money back', () => {
    given(settled()).when(request()).then(reversalRequested);
  });

  it('C12 is reversed once', () => {
    given(reversalRequested).when(request()).thenUnchanged();
    given(reversalRequested, reversed).when(request()).thenUnchanged();
    given(reversalRequested, reversed).when(record).thenUnchanged();
  });

  it('F4 is not reversed again for another reason', () => {
    const refusal = given(reversalRequested, reversed)
      .when(request('Another one.'))
      .thenRefused('F4', 'CREDIT_NOTE_REVERSED');
    expect(refusal.message).toContain('reversed by MG-2026-R000001 ("The price was wrong.").');
  });

  it('F4 needs a reason', () => {
    nothing.when(request(' ')).thenRefused('F4', 'REASON_REQUIRED');
  });
});
