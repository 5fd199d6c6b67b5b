import { readOnce } from './calendar.repository.ts';

describe('Calendars for one request', () => {
  it('S7 the newest version of each is read once, also when it is asked for at once, and absent ones too', async () => {
    const read: string[] = [];
    const newest = async (id: string) => {
      read.push(id);
      return id === 'SEOUL' ? ({ id } as never) : undefined;
    };
    const once = readOnce({
      newest,
      exists: async () => true,
      history: async () => [],
      version: async () => undefined,
    });
    const found = await Promise.all(['SEOUL', 'SEOUL', 'NONE', 'SEOUL'].map((id) => once.newest(id)));
    expect(found.map((calendar) => calendar?.id)).toEqual(['SEOUL', 'SEOUL', undefined, 'SEOUL']);
    expect([await once.exists('SEOUL'), await once.exists('NONE')]).toEqual([true, false]);
    expect(read).toEqual(['SEOUL', 'NONE']);
  });
});
