import type { Serial } from '#kernel';
import { serialInCode, unitCode } from './unit-code.ts';

const key = Buffer.alloc(32, 7);

describe('The code of a unit', () => {
  it.each(['GL1-26-000042', 'A/B+C%20?&', '"*_<>;='])('R6 names the serial %s and fits into a URL', (serial) => {
    const code = unitCode(serial as Serial, key);
    expect(code).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(serialInCode(code, key)).toBe(serial);
  });

  it('R6 cannot be made for another serial', () => {
    const [, signature] = unitCode('GL1-26-000042' as Serial, key).split('.');
    const guessed = Buffer.from('GL1-26-000043').toString('base64url');
    expect(serialInCode(`${guessed}.${signature}`, key)).toBeUndefined();
    expect(serialInCode(guessed, key)).toBeUndefined();
    expect(serialInCode(unitCode('GL1-26-000043' as Serial, Buffer.alloc(32, 8)), key)).toBeUndefined();
  });
});
