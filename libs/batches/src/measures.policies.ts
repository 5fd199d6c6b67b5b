import { firstRefusal, type Json, type Refusal } from '#kernel';
import { componentsRefusal } from './component-lots.policies.ts';
import { isObject, memberOf } from './quality-record.policies.ts';

/** B1: the record is in the factory's own form, but for what is compared: the lots in it, and its measures. */
export const qualityRecordRefusal = (qc: Json): Refusal | undefined =>
  isObject(qc) ? firstRefusal(componentsRefusal(qc), measuresRefusal(qc)) : NOT_AN_OBJECT;

const NOT_AN_OBJECT: Refusal = {
  code: 'INVALID_INPUT',
  message:
    'The quality-control record must be an object with named members, such as {"line": "A1", "sampled": 80}, not a list, text or number.',
  rule: 'B1',
};

const LIMITS = ['min', 'max'] as const;

/** `measures`: an object from each name to the value that was measured and its limits. */
function measuresRefusal(qc: Json): Refusal | undefined {
  const measures = memberOf(qc, 'measures');
  if (measures === undefined) return undefined;
  if (!isObject(measures))
    return wrong(
      ' must be an object from each measure to its value and limits, such as {"peakCelsius": {"value": 243, "min": 238, "max": 248}}.',
    );
  for (const [name, measure] of Object.entries(measures)) {
    if (!isObject(measure))
      return wrong(`.${name} must be an object with the value and its limits, such as {"value": 243, "min": 238}.`);
    for (const number of ['value', ...LIMITS]) {
      const given = measure[number];
      if (given === undefined ? number === 'value' : typeof given !== 'number')
        return wrong(
          `.${name}.${number} must be a number${typeof given === 'string' ? `, not text: remove the quotes around ${given}` : ''}.`,
        );
    }
    const { min, max } = measure as { readonly min?: number; readonly max?: number };
    if (min === undefined && max === undefined)
      return wrong(`.${name} has no limit: state min, max or both, so that the value can be judged.`);
    if (min !== undefined && max !== undefined && min > max)
      return wrong(`.${name}: min ${min} is above max ${max}. Exchange them.`);
  }
  return undefined;
}

const wrong = (message: string): Refusal => ({ code: 'INVALID_INPUT', message: `measures${message}`, rule: 'B1' });
