import { streamCategory } from './stream.ts';

describe('a stream category', () => {
  const claims = streamCategory('claim');

  it('names the stream of an aggregate, and returns the aggregate of a stream', () => {
    expect(claims.of('C-2026-0001')).toBe('claim-C-2026-0001');
    expect(claims.idOf('claim-C-2026-0001')).toBe('C-2026-0001');
  });

  it('returns undefined for streams of other categories', () => {
    expect(claims.idOf('unit-LB2-000481')).toBeUndefined();
    expect(streamCategory('creditNote').idOf('creditNotes-MG-2026')).toBeUndefined();
  });
});
