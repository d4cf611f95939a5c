import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pointerPart } from '../../../../lib/json.ts';
import { firstFault, pointerAt, rangeOf } from './json-places.ts';

const text = JSON.stringify(
  { machine: { StartAt: 'A/B', States: { 'A/B': { Type: 'Pass', Tags: [1, { x: true }] } } } },
  null,
  2,
);
const at = (part: string): number => text.indexOf(part) + 1;
const shown = (pointer: string): string => {
  const range = rangeOf(text, pointer);
  return range === undefined ? '' : text.slice(range.from, range.to).replace(/\s+/g, ' ');
};

describe('the pointer at a place', () => {
  test.each([
    ['of a name', '"StartAt"', '/machine/StartAt'],
    ['of a value', '"Pass"', '/machine/States/A~1B/Type'],
    ['of a member of a list', 'true', '/machine/States/A~1B/Tags/1/x'],
    ['between members', '{', ''],
  ])('%s', (_, part, expected) => {
    expect(pointerAt(text, at(part))).toBe(expected);
  });
  test('is found in a text that is not quite JSON', () => {
    const broken = '{ "machine": { "States": { "A": { "Type": "Pass", "Next" } } } }';
    expect(pointerAt(broken, broken.indexOf('Next') + 2)).toBe('/machine/States/A/Next');
  });
});

describe('the range of a pointer', () => {
  test.each([
    ['a member with its name', '/machine/StartAt', '"StartAt": "A/B"'],
    ['a member of a list', '/machine/States/A~1B/Tags/0', '1'],
    ['of what is not there, what is around it', '/machine/States/A~1B/Type/Nothing', '"Type": "Pass"'],
  ])('%s', (_, pointer, expected) => {
    expect(shown(pointer)).toBe(expected);
  });
  test('an empty text has none', () => {
    expect(rangeOf('', '/machine')).toBeUndefined();
  });
});

test.each([
  ['{ "a": 1 }', undefined],
  ['{ "a": }', 7],
  ['{ "a" 1 }', 6],
])('%s stops being JSON at %s', (broken, offset) => {
  expect(firstFault(broken)).toBe(offset);
});

test('every member of any document is found where its pointer leads, and its place leads to its pointer', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.integer())), (document) => {
      const written = JSON.stringify(document, null, 2);
      for (const [outer, members] of Object.entries(document))
        for (const inner of Object.keys(members)) {
          const pointer = `/${pointerPart(outer)}/${pointerPart(inner)}`;
          const range = rangeOf(written, pointer);
          expect(pointerAt(written, (range?.from ?? 0) + 1)).toBe(pointer);
        }
    }),
    { numRuns: 200 },
  );
});
