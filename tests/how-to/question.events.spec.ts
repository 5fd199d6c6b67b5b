import { readFileSync } from 'node:fs';
import { decodeEvent } from '#kernel';
import { questionEvents } from './question.events.ts';

it('QuestionAnswered is read as it was stored', () => {
  const stored = readFileSync(new URL('fixtures/QuestionAnswered.v1.json', import.meta.url), 'utf8');
  const data = JSON.parse(stored) as { readonly answer: string };
  expect(decodeEvent(questionEvents, 'QuestionAnswered', 1, data)).toStrictEqual({ type: 'QuestionAnswered', data });
});
