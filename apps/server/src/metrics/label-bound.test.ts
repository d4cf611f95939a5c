import { LabelBound } from './label-bound.ts';

test('the first values stay themselves, and all later ones are one', () => {
  const bound = new LabelBound(2);
  expect(['a', 'b', 'c', 'a', 'd'].map((value) => bound.bound(value))).toEqual(['a', 'b', 'other', 'a', 'other']);
});
