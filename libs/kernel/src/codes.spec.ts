import fc from 'fast-check';
import { isDamagedBySpreadsheet, normalizeCode, parseSerial, sameCode, serialRefusal, zSerial } from './codes.ts';

fc.configureGlobal({ seed: 20_260_309 });

/** The 82 characters that GS1 allows in a serial (AI 21), as in figure 7.11-1 of its General Specifications. */
const GS1 = [...`!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`];
const gs1Serial = fc.string({ unit: fc.constantFrom(...GS1), minLength: 1, maxLength: 20 });

describe('The form in which codes are compared', () => {
  it.each([
    ['GL1-26-000042', 'GL1-26-000042'],
    ['gl1-26-000042', 'GL1-26-000042'],
    [' GL1 26\t000042\n', 'GL126000042'],
    ['ＧＬ１－２６', 'GL1-26'],
    ['GL1\u00a026', 'GL126'],
    ['GL1\u201326', 'GL1-26'],
    ['GL1\u221226', 'GL1-26'],
    ['GL1ー26', 'GL1-26'],
    ['GL1ｰ26', 'GL1-26'],
    ['GL1\u200b-26', 'GL1-26'],
    ['\u200eGL1-26\u200f', 'GL1-26'],
    ['\ufeffGL1-26', 'GL1-26'],
    ['GL1\u00ad26', 'GL126'],
    ['ｗａｔｅｒ', 'WATER'],
    ['화면 꺼짐', '화면꺼짐'],
  ])('R10 %j is compared as %j', (typed, compared) => {
    expect(normalizeCode(typed)).toBe(compared);
    expect(sameCode(typed, compared)).toBe(true);
  });

  it('R10 keeps an underscore apart from a dash, and a letter from a digit that looks like it', () => {
    expect(sameCode('A_1', 'A-1')).toBe(false);
    expect(sameCode('O1', '01')).toBe(false);
  });

  it('R10 normalizing twice changes nothing, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...'aß\u0345\u0301\u0130ıΰ\u200b\u00adﬁ가ー－–'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, (typed) => {
        expect(normalizeCode(normalizeCode(typed))).toBe(normalizeCode(typed));
      }),
      { numRuns: 3000 },
    );
  });

  it('R10 normalizing twice changes nothing, for every single character', () => {
    const unstable: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const once = normalizeCode(String.fromCodePoint(point));
      if (normalizeCode(once) !== once) unstable.push(point.toString(16));
    }
    expect(unstable).toEqual([]);
  });
});

describe('Serials', () => {
  it.each([
    ['GL1-26-000042', 'GL1-26-000042'],
    ['a.b_c/d-1', 'A.B_C/D-1'],
    ['7', '7'],
    ['-1', '-1'],
    [GS1.slice(0, 20).join(''), `!"%&'()*+,-./0123456`],
    ['x'.repeat(64), 'X'.repeat(64)],
  ])('R10 %j names the unit %j', (printed, serial) => {
    expect(parseSerial(printed)).toBe(serial);
  });

  it.each(['', '   ', '\u200b', 'GL1#2', 'GL1$2', 'ГЛ1', 'x'.repeat(65), 'GL1\u0000'])(
    'R10 %j is not a serial',
    (text) => {
      expect(parseSerial(text)).toBeUndefined();
      expect(serialRefusal(text)).toMatchObject({ code: 'INVALID_SERIAL', rule: 'R10' });
    },
  );

  it.each([
    '1.23E+12',
    '1.23E12',
    '1,23E+12',
    '1.23457e+15',
    '1E+12',
    '4.0E-05',
    '1234567890123450',
    '123456789012345000',
    '１２３４５６７８９０１２３４５０',
  ])('R10 %s was damaged by a spreadsheet, and the refusal says so', (text) => {
    expect(isDamagedBySpreadsheet(text)).toBe(true);
    expect(parseSerial(text)).toBeUndefined();
    const { code, message } = serialRefusal(text);
    expect([code, message]).toEqual(['DAMAGED_BY_SPREADSHEET', expect.stringContaining('damaged by a spreadsheet')]);
  });

  it.each(['12E34', '1.23', '123456789012345', '1234567890123456', '100000000000000', '0123456789012340', 'E+12'])(
    'R10 %s was not damaged by a spreadsheet',
    (text) => {
      expect(parseSerial(text)).toBe(text);
    },
  );

  it('R10 every GS1 serial is accepted, unless a spreadsheet has damaged it', () => {
    fc.assert(
      fc.property(gs1Serial, (printed) => {
        expect(parseSerial(printed) !== undefined).toBe(!isDamagedBySpreadsheet(printed));
      }),
    );
  });

  it('R10 two GS1 serials are one unit exactly when they differ only in case', () => {
    // Also pairs that differ in one character, which random pairs rarely do.
    const pair = fc.oneof(
      fc.tuple(gs1Serial, gs1Serial),
      fc.tuple(gs1Serial, fc.nat(19), fc.constantFrom(...GS1)).map(([serial, at, other]) => {
        const place = at % serial.length;
        return [serial, serial.slice(0, place) + other + serial.slice(place + 1)] as [string, string];
      }),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(normalizeCode(a) === normalizeCode(b)).toBe(a.toUpperCase() === b.toUpperCase());
      }),
      { numRuns: 5000 },
    );
  });

  it('R10 a parsed serial does not change when parsed again, and only parsed serials may be stored', () => {
    const printed = fc.string({ unit: fc.constantFrom(...'aZ09-._/ \t\u00a0\u3000Ａ９ß가–'), maxLength: 70 });
    fc.assert(
      fc.property(fc.oneof(printed, fc.string({ unit: 'binary' })), (text) => {
        const serial = parseSerial(text);
        expect(zSerial.safeParse(text).success).toBe(serial !== undefined && text === serial);
        if (serial !== undefined) expect(parseSerial(serial.toLowerCase())).toBe(serial);
      }),
    );
  });
});
