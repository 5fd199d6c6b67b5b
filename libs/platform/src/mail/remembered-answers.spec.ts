import { rememberedAnswers } from './remembered-answers.ts';

describe('N1 DNS', () => {
  it('is asked for each name and type once a minute, and for what it does not answer too', async () => {
    let now = 0;
    const asked: string[] = [];
    const resolver = rememberedAnswers(
      async (name, type) => {
        asked.push(`${type} ${name}`);
        if (name.startsWith('silent')) throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
        return [[name]];
      },
      () => now,
    );
    const askAll = async () => {
      expect(await resolver('_dmarc.seoul.example', 'TXT')).toEqual([['_dmarc.seoul.example']]);
      await resolver('_dmarc.seoul.example', 'A');
      await expect(resolver('silent.example', 'TXT')).rejects.toThrow('no answer');
    };
    const each = ['TXT _dmarc.seoul.example', 'A _dmarc.seoul.example', 'TXT silent.example'];
    await askAll();
    now = 59_999;
    await askAll();
    expect(asked).toEqual(each);
    now = 60_000;
    await askAll();
    expect(asked).toEqual([...each, ...each]);
  });
});
