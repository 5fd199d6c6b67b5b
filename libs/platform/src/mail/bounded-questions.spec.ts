import { boundedQuestions, type SenderCheck } from './bounded-questions.ts';

/** Of one mail; `end` is when the time of the checks that have begun is over. */
function mail(isSilent = false) {
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const ask = boundedQuestions(
    (name) => {
      asked.push(name);
      return isSilent ? new Promise(() => undefined) : Promise.resolve([[name]]);
    },
    () => new Promise<void>((resolve) => ends.push(resolve)),
  );
  const codeOf = (check: SenderCheck, name: string) =>
    ask(check, name, 'TXT').then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );
  const end = () => {
    for (const over of ends.splice(0)) over();
  };
  return { asked, codeOf, end };
}

describe('N1 The checks of a mail', () => {
  it.each([
    ['dkim', 12],
    ['spf', 40],
    ['dmarc', 4],
  ] as const)('%s asks DNS at most %d questions, and leaves the others theirs', async (check, most) => {
    const { asked, codeOf } = mail();
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < most + 2; n++) codes.push(await codeOf(check, `${n}.example`));
    expect([asked.length, codes.slice(most)]).toEqual([most, ['ETIMEOUT', 'ETIMEOUT']]);
    for (const other of (['dkim', 'spf', 'dmarc'] as const).filter((one) => one !== check))
      expect(await codeOf(other, 'other.example')).toBeUndefined();
  });

  it('end at their time, whatever DNS does', async () => {
    const { asked, codeOf, end } = mail(true);
    const codes = [codeOf('dkim', 'a.example'), codeOf('spf', 'b.example')];
    end();
    expect(await Promise.all(codes)).toEqual(['ETIMEOUT', 'ETIMEOUT']);
    expect(await codeOf('spf', 'c.example')).toBe('ETIMEOUT');
    expect(asked.slice(0, 2)).toEqual(['a.example', 'b.example']);
  });

  it('have their time from their own first question on: one that has used its time up takes nothing from the others', async () => {
    const { codeOf, end } = mail();
    expect(await codeOf('spf', 'a.example')).toBeUndefined();
    end();
    await new Promise(setImmediate);
    expect([await codeOf('spf', 'b.example'), await codeOf('dmarc', 'c.example')]).toEqual(['ETIMEOUT', undefined]);
  });
});
