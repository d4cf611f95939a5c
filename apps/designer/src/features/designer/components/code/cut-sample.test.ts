import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import fc from 'fast-check';
import { cutSample } from './cut-sample.ts';

describe('a sample for the preview', () => {
  test('small data is left whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sample = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(cutSample(sample)).toEqual({ value: sample, isCut: false });
      }),
    );
  });

  test('a member may have any name', () => {
    const sample = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as JsonValue;
    expect(JSON.stringify(cutSample(sample).value)).toBe(JSON.stringify(sample));
  });

  test('a long list keeps its first items', () => {
    const { value, isCut } = cutSample<JsonValue>(
      { items: Array.from({ length: 100 }, (_, index) => ({ index })) },
      200,
    );
    const { items } = value as { items: { index: number }[] };
    expect(isCut).toBe(true);
    expect(items.length).toBeGreaterThan(5);
    expect(items.length).toBeLessThan(100);
    expect(items[0]).toEqual({ index: 0 });
  });

  test('a long text keeps its beginning, and what follows is left out', () => {
    expect(cutSample<JsonValue>(['abcdef', 'x'], 5)).toEqual({ value: ['abc'], isCut: true });
    expect(cutSample<JsonValue>({ a: 'abcdef', b: 1 }, 8)).toEqual({ value: { a: 'abc' }, isCut: true });
  });
});
