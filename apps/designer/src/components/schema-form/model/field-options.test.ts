import { describe, expect, test } from '@jest/globals';
import { dependedOn, optionSourceOf, shownOptions } from './field-options.ts';

const schema = { type: 'string', 'x-ui': { options: { action: 'agents', dependsOn: ['team', 'site'] } } };

test('a hint names whom to ask, and what the choices depend on', () => {
  expect(optionSourceOf(schema)).toBe('agents');
  expect(optionSourceOf({ type: 'string' })).toBeUndefined();
  expect(dependedOn(schema, { team: 't1', site: '{% $site %}', other: 1 })).toEqual({ team: 't1' });
  expect(dependedOn({ 'x-ui': { options: { action: 'agents' } } }, { team: 't1' })).toEqual({});
});

describe('the choices that are shown', () => {
  const items = [
    { value: 'a1', label: 'Ada' },
    { value: 7, label: 'Grace', hint: 'Support' },
  ];
  const labels = (value: string | number | undefined, typed: string): readonly string[] =>
    shownOptions({ items, value, typed, word: (text) => `Use ${text}` }).map(({ label }) => label);

  test.each([
    ['are those of the service', undefined, '', ['Ada', 'Grace · Support']],
    ['have what is chosen, also when the service does not offer it', 'gone', '', ['Ada', 'Grace · Support', 'gone']],
    ['have it once', 'a1', '', ['Ada', 'Grace · Support']],
    ['have what is typed', undefined, 'x-9', ['Ada', 'Grace · Support', 'Use x-9']],
    ['but not a choice that is typed', undefined, 'Ada', ['Ada', 'Grace · Support']],
    ['nor what is chosen already', 'gone', 'gone', ['Ada', 'Grace · Support', 'gone']],
  ])('%s', (...[, value, typed, expected]) => {
    expect(labels(value, typed)).toEqual(expected);
  });

  test('keep the values that they stand for', () => {
    expect(shownOptions({ items, value: undefined, typed: '', word: String })[1]).toMatchObject({ key: '7', value: 7 });
  });
});
