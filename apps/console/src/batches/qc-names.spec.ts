import { readable } from './qc-names.ts';

test.each([
  ['coldJointsFound', 'Cold joints found'],
  ['burn_in-hours', 'Burn in hours'],
  ['maxPCBTemperature', 'Max PCB temperature'],
  ['LED-SEGMENT', 'LED-SEGMENT'],
  ['추가 검사', '추가 검사'],
  ['', ''],
])('a name of a record of quality control, %p, is read as %p', (name, words) => {
  expect(readable(name)).toBe(words);
});
