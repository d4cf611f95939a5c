import { describe, expect, test } from '@jest/globals';
import { EVERYTHING, extendTo, isEmpty, isSelected, NOTHING, stateOf, toggle, toggleShown } from './selection.ts';

const SHOWN = ['a', 'b', 'c', 'd'];
const select = (...ids: string[]) => ids.reduce((selection, id) => toggle(selection, id, SHOWN), NOTHING);
const selected = (selection: typeof NOTHING): readonly string[] => SHOWN.filter((id) => isSelected(selection, id));

describe('one by one', () => {
  test('a run is selected, and not any more', () => {
    expect(selected(select('b', 'c'))).toEqual(['b', 'c']);
    expect(isEmpty(select('b', 'b'))).toBe(true);
    expect(isEmpty(select('b'))).toBe(false);
  });
  test('of all that match, what is shown stays but for one', () => {
    expect(selected(EVERYTHING)).toEqual(SHOWN);
    const fewer = toggle(EVERYTHING, 'b', SHOWN);
    expect(selected(fewer)).toEqual(['a', 'c', 'd']);
    expect(isSelected(fewer, 'not shown')).toBe(false);
    expect(isEmpty(EVERYTHING)).toBe(false);
  });
});

describe('a range', () => {
  test('goes from the last one, in both directions', () => {
    expect(selected(extendTo(select('b'), 'd', SHOWN))).toEqual(['b', 'c', 'd']);
    expect(selected(extendTo(select('c'), 'a', SHOWN))).toEqual(['a', 'b', 'c']);
  });
  test('begins anew from the same place', () => {
    const first = extendTo(select('b'), 'c', SHOWN);
    expect(selected(extendTo(first, 'a', SHOWN))).toEqual(['a', 'b', 'c']);
  });
  test('without a beginning, or with one that is not shown any more, is one run', () => {
    expect(selected(extendTo(NOTHING, 'c', SHOWN))).toEqual(['c']);
    expect(selected(extendTo(select('gone'), 'c', SHOWN))).toEqual(['c']);
  });
  test('of all is all', () => {
    expect(extendTo(EVERYTHING, 'c', SHOWN)).toBe(EVERYTHING);
  });
});

describe('what is shown', () => {
  test('is selected in part, or wholly, or not', () => {
    expect(stateOf(NOTHING, SHOWN)).toBe('none');
    expect(stateOf(NOTHING, [])).toBe('none');
    expect(stateOf(select('a'), SHOWN)).toBe('some');
    expect(stateOf(EVERYTHING, SHOWN)).toBe('all');
  });
  test('is selected at once, and then nothing is', () => {
    const all = toggleShown(select('a'), SHOWN);
    expect(selected(all)).toEqual(SHOWN);
    expect(isSelected(all, 'not shown')).toBe(false);
    expect(toggleShown(all, SHOWN)).toBe(NOTHING);
    expect(toggleShown(EVERYTHING, SHOWN)).toBe(NOTHING);
  });
});
