import { DocumentStoreError } from './document-store-error.ts';
import { type Logger, silentLogger } from './logger.ts';
import { logFailure, Outage } from './outage.ts';

function watched() {
  let now = 0;
  const lines: string[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    lines.push(`${level}: ${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { ...silentLogger, debug: at('debug'), warn: at('warn') };
  return {
    outage: new Outage('MONGODB_URL', logger, () => now),
    logger,
    lines,
    pass(seconds: number) {
      now += seconds * 1_000;
    },
  };
}
const away = () => new DocumentStoreError('unavailable', 'MongoDB cannot be reached');

const BEGINS =
  'warn: the server cannot be reached: waiting for it {"setting":"MONGODB_URL","error":"MongoDB cannot be reached"}';
const ends = (seconds: number, refused: number) =>
  `warn: the server can be reached again {"setting":"MONGODB_URL","seconds":${seconds},"refused":${refused}}`;

describe('An outage of a server', () => {
  it('of five minutes, with ten refused calls a second, is seven lines', () => {
    const { outage, lines, pass } = watched();
    outage.answered();
    for (let call = 0; call <= 3_000; call++) {
      outage.noted(away());
      pass(0.1);
    }
    for (let call = 0; call < 100; call++) {
      outage.answered();
      pass(0.1);
    }
    const still = (minutes: number) =>
      `warn: the server still cannot be reached {"setting":"MONGODB_URL","error":"MongoDB cannot be reached","seconds":${minutes * 60},"refused":${minutes * 600}}`;
    expect(lines).toEqual([BEGINS, still(1), still(2), still(3), still(4), still(5), ends(300, 3_001)]);
  });

  it('is one while the server comes and goes, and ends with the last refused call', () => {
    const { outage, lines, pass } = watched();
    for (let call = 0; call < 10; call++) {
      outage.noted(away());
      outage.answered();
      pass(4);
    }
    expect(lines).toEqual([BEGINS]);
    outage.answered();
    pass(5);
    outage.answered();
    outage.answered();
    expect(lines).toEqual([BEGINS, ends(36, 10)]);
    outage.noted(away());
    expect(lines).toEqual([BEGINS, ends(36, 10), BEGINS]);
  });

  it('begins with a call that has no answer yet, and does not count it before it fails', () => {
    const { outage, lines, pass } = watched();
    outage.silent();
    outage.noted(away());
    pass(5);
    outage.answered();
    expect(lines).toEqual([
      'warn: the server cannot be reached: waiting for it {"setting":"MONGODB_URL","error":"no answer yet"}',
      ends(5, 1),
    ]);
  });

  it('counts a failure once, however often it is told, and no failure of another kind', () => {
    const { outage, lines, pass } = watched();
    const error = away();
    expect(outage.noted(error)).toBe(error);
    outage.noted(error);
    outage.noted(new DocumentStoreError('unavailable', 'told in other words', { cause: error }));
    outage.noted(new DocumentStoreError('access-denied', 'no rights'));
    outage.noted(new TypeError('a bug'));
    pass(5);
    outage.answered();
    expect(lines).toEqual([BEGINS, ends(5, 1)]);
  });

  it('is not told again by the work that waits for it; other failures are', () => {
    const { outage, logger, lines } = watched();
    const error = outage.noted(away());
    lines.splice(0);
    logFailure(logger, error, { feed: 'x' }, 'trying again');
    logFailure(logger, new Error('a bug'), { feed: 'x' }, 'trying again');
    logFailure(logger, away(), {}, 'trying again');
    expect(lines).toEqual([
      'debug: trying again {"feed":"x","error":"DocumentStoreError: MongoDB cannot be reached"}',
      'warn: trying again {"feed":"x","error":"Error: a bug"}',
      // Of the embedded store, which has no outages.
      'warn: trying again {"error":"DocumentStoreError: MongoDB cannot be reached"}',
    ]);
  });
});
