import { describe, expect, test } from '@jest/globals';
import { shownOptions } from './field-options.ts';

describe('the choices that are shown', () => {
  const items = [
    { value: 'a1', label: 'Ada' },
    { value: 7, label: 'Grace', hint: 'Support' },
  ];
  const labels = (value: string | number | undefined, typed: string): readonly string[] =>
    shownOptions({ items, chosen: value === undefined ? [] : [value], typed, word: (text) => `Use ${text}` }).map(
      ({ label }) => label,
    );

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
    expect(shownOptions({ items, chosen: [], typed: '', word: String })[1]).toMatchObject({ key: '7', value: 7 });
  });
});
