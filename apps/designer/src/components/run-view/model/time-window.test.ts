import { isWhole, moved, selected, WHOLE, zoomed } from './time-window.ts';

const rounded = ({ from, to }: { readonly from: number; readonly to: number }): readonly number[] =>
  [from, to].map((value) => Number(value.toFixed(3)));

test('one comes nearer to the middle, ten times at most, and back to the whole', () => {
  expect(rounded(zoomed(WHOLE, true))).toEqual([0.188, 0.813]);
  let window = WHOLE;
  for (let step = 0; step < 20; step += 1) window = zoomed(window, true);
  expect(rounded(window)).toEqual([0.45, 0.55]);
  for (let step = 0; step < 20; step += 1) window = zoomed(window, false);
  expect(isWhole(window)).toBe(true);
});

test('what is drawn over is looked at, whichever way it was drawn, also within a part', () => {
  expect(rounded(selected(WHOLE, [0.7, 0.2]))).toEqual([0.2, 0.7]);
  expect(rounded(selected({ from: 0.2, to: 0.7 }, [0.5, 1.4]))).toEqual([0.45, 0.7]);
  expect(rounded(selected(WHOLE, [0.98, 1]))).toEqual([0.9, 1]);
});

test('one moves as far as there is time', () => {
  expect(rounded(moved({ from: 0.2, to: 0.4 }, 0.5))).toEqual([0.3, 0.5]);
  expect(rounded(moved({ from: 0.2, to: 0.4 }, -5))).toEqual([0, 0.2]);
  expect(rounded(moved(WHOLE, 1))).toEqual([0, 1]);
});
