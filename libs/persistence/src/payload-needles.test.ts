import type { PayloadCondition } from '@millrace/runtime';
import { needleOf, needlesOf } from './payload-needles.ts';

test.each([
  ['ana@x.io', 'ana@x.io'],
  ['say "no" twice', ' twice'],
  ['back\\slash', 'slash'],
  ['line\nbreak', 'break'],
  ['größe', 'gr'],
  ['"', undefined],
  ['', undefined],
  ['日本', undefined],
])('the needle of %j is %j', (value, needle) => {
  expect(needleOf(value)).toBe(needle);
});

test('it stands in the data as JSON, and in JSON that is text in JSON', () => {
  for (const value of ['say "no" twice', 'a\\b c', 'tab\there']) {
    const once = JSON.stringify({ value });
    for (const text of [once, JSON.stringify({ input: once })]) expect(text).toContain(needleOf(value));
  }
});

const at = (path: readonly string[], values: readonly string[], more: Partial<PayloadCondition> = {}) =>
  needlesOf({
    ...{ kind: 'payload', place: { of: 'input' }, path, comparison: '=', isNot: false },
    values: values.map((text) => ({ text, exact: false })),
    ...more,
  } as PayloadCondition);

test('a number stands in data as JavaScript writes it', () => {
  expect(at(['n'], ['1e2'])).toEqual({ texts: ['1e2', '100'], ignoresCase: false });
});

test('what is compared, or only there, is told by its name', () => {
  expect(at(['items', '*', 'sku', '0'], [])).toEqual({ texts: ['sku'], ignoresCase: false });
  expect(at(['n'], ['5'], { comparison: '>' })).toMatchObject({ texts: ['n'] });
  expect(at(['a', '日本'], ['日本'])).toBeUndefined();
});

test('what must not be there is told by nothing', () => {
  expect(at(['n'], ['5'], { isNot: true })).toBeUndefined();
  expect(needlesOf({ kind: 'text', text: 'CARD', isNot: false })).toEqual({ texts: ['card'], ignoresCase: true });
});
