import { streamCategory } from './stream.ts';

describe('a stream category', () => {
  const claims = streamCategory('claim');

  it('names the stream of an aggregate, and finds the aggregate of a stream', () => {
    expect(claims.of('C-2026-0001')).toBe('claim-C-2026-0001');
    expect(claims.idOf('claim-C-2026-0001')).toBe('C-2026-0001');
  });

  it('has nothing to do with streams of other kinds', () => {
    expect(claims.idOf('unit-LB2-000481')).toBeUndefined();
    expect(streamCategory('creditNote').idOf('creditNotes-MG-2026')).toBeUndefined();
  });
});
