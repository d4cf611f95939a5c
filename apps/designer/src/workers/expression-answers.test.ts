import { setImmediate } from 'node:timers';
import { describe, expect, test } from '@jest/globals';

// The evaluator gives other work a turn by what browsers and Node have, and jsdom has not.
Object.assign(globalThis, { setImmediate });
const { createAnswerer } = await import('./expression-answers.ts');
const answer = createAnswerer();
const preview = (expression: string, data: unknown = {}) =>
  answer({ kind: 'preview', expression, bindings: { data: data as string } });

describe('a preview names its outcome', () => {
  test.each([
    ["'a'", { kind: 'value', type: 'string', line: '"a"', text: '"a"' }],
    ['1 + 1', { kind: 'value', type: 'number', line: '2' }],
    ['true', { kind: 'value', type: 'boolean', line: 'true' }],
    ['null', { kind: 'value', type: 'null', line: 'null' }],
    ['[1, 2]', { kind: 'value', type: 'array', size: 2, line: '[1,2]', text: '[\n  1,\n  2\n]' }],
    ["{ 'a': 1 }", { kind: 'value', type: 'object', size: 1 }],
    ['$data.missing', { kind: 'nothing' }],
    ['1 + "a"', { kind: 'error', position: 3 }],
    ['1 +', { kind: 'error' }],
  ])('%s', (expression, expected) => {
    expect(preview(expression)).toMatchObject(expected);
  });

  test('what never ends is an error that says so, in less than a second', () => {
    const startedAt = performance.now();
    for (const expression of ['($f := function() { 1 + $f() }; $f())', '($f := function() { $f() }; $f())']) {
      expect(preview(expression)).toMatchObject({ kind: 'error' });
    }
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  test('a long result is cut', () => {
    const found = preview('$data', 'x'.repeat(100_000));
    expect(found).toMatchObject({ kind: 'value', isCut: true });
    expect(found.kind === 'value' && found.text.length).toBe(64 * 1024);
    expect(found.kind === 'value' && found.line.length).toBe(160);
  });
});

test('marks, completion, layout and functions come from the engine', () => {
  const shapes = { variables: { order: { type: 'object', properties: { id: { type: 'string' } } } } };
  expect(answer({ kind: 'lint', expression: '$order.ids', shapes })).toMatchObject({
    marks: [{ kind: 'unknownMember', replacement: 'id' }],
  });
  expect(answer({ kind: 'complete', expression: '$order.', position: 7, shapes })).toMatchObject({
    from: 7,
    options: [{ text: 'id', type: 'string' }],
  });
  expect(answer({ kind: 'complete', expression: '"', position: 1, shapes })).toMatchObject({ from: undefined });
  expect(answer({ kind: 'format', expression: '1+1' })).toEqual({ kind: 'formatted', text: '1 + 1' });
  expect(answer({ kind: 'functions' })).toMatchObject({ kind: 'functions' });
});
