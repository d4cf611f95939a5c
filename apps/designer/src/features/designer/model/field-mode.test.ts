import { describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';
import fc from 'fast-check';
import { changeMode, expressionOf, losesValue, modeOf, pickInto, shownLiteral, storedLiteral } from './field-mode.ts';
import { plainTemplate, toTextTemplate } from './text-template.ts';

const evaluator = createEvaluator();
const input = { id: 'A-1', list: [1, [2, 3]], one: ['x'], none: [], nested: { deep: true } };

/** What the engine gives for a stored value: texts that are expressions are evaluated at any depth. */
function evaluate(value: JsonValue | undefined): JsonValue | undefined {
  const expression = expressionOf(value);
  if (expression !== undefined)
    return evaluator.evaluate({
      expression,
      bindings: { states: { input }, customer: { name: 'Ada', orders: [{ id: 1 }, { id: 2 }] } },
      nowMs: 0,
      seed: 'test',
    });
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, present(item)]));
}
function present(value: JsonValue): JsonValue {
  const found = evaluate(value);
  if (found === undefined) throw new Error('The engine fails a step for nothing.');
  return found;
}
const context = "{ 'name': $customer.name }";
const text = (of: string): string => toTextTemplate({ text: of, context });

describe('the mode of a stored value', () => {
  test.each<[JsonValue | undefined, string]>([
    [undefined, 'fixed'],
    ['', 'fixed'],
    ['{% unfinished', 'fixed'],
    ['{%}', 'fixed'],
    [7, 'fixed'],
    [{ a: '{% 1 %}' }, 'fixed'],
    ['{%%}', 'mapping'],
    ['{% $states.input %}', 'mapping'],
    ['{% "constant" %}', 'mapping'],
    ['{% "{% looks so %}" %}', 'fixed'],
    [text('a'), 'text'],
    ['{% ($template("a", {})) %}', 'mapping'],
    ['{% $template("a", {}) & "b" %}', 'mapping'],
    ['{% $template($x, {}) %}', 'mapping'],
  ])('%j is %s', (value, mode) => {
    expect(modeOf(value)).toBe(mode);
  });
});

describe('changing the mode never changes what the engine gives', () => {
  const expressions = fc.constantFrom<JsonValue>(
    '{% $states.input.id %}',
    '{% $states.input.list %}',
    '{% $states.input.one %}',
    '{% $states.input.none %}',
    '{% $customer.orders.id %}',
    '{% $customer %}',
    '{% ($a := 1; $a + 1) %}',
    '{% $uppercase("a, b") /* c */ %}',
    '{% "constant" %}',
    '{% -12.5e1 %}',
    '{% [1, { "a": [null, true] }] %}',
    '{% "{% looks like one %}" %}',
    '{% "a" ~> $length %}',
    text('Hi {{name}}'),
    text('Hi'),
  );
  const { value: values } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      expressions,
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('{{x}}', 'a\\{{b}}', '{% ', '"', '\0', '\\', "'"),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.constantFrom(null, true, false),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  }));
  const modes = fc.array(fc.constantFrom('fixed', 'mapping', 'text'), { minLength: 1, maxLength: 5 });

  test('over any way through the modes that asks nothing', () => {
    fc.assert(
      fc.property(values, modes, (first, way) => {
        let value: JsonValue | undefined = first;
        const before = evaluate(first);
        for (const mode of way) {
          if (losesValue(value, mode)) continue;
          // A text gives texts: that is what it is for.
          if (mode === 'text' && typeof before !== 'string') continue;
          value = changeMode(value, mode);
          expect(modeOf(value)).toBe(mode);
        }
        expect(evaluate(value)).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('a text from whatever was typed is that text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('{% x %}', '{{x}}', '{%%}')), (typed) => {
        const stored = storedLiteral(typed);
        expect(modeOf(stored)).toBe('fixed');
        expect(shownLiteral(stored)).toBe(typed);
        expect(evaluate(stored)).toBe(typed);
      }),
    );
  });
});

describe('changing the mode', () => {
  test('to the mode it has changes nothing, and nothing stays nothing', () => {
    const value = { a: 1 };
    expect(changeMode(value, 'fixed')).toBe(value);
    expect(changeMode(undefined, 'mapping')).toBeUndefined();
    expect(changeMode(undefined, 'text')).toBeUndefined();
  });
  test.each<[JsonValue, JsonValue]>([
    ['Hello', '{% "Hello" %}'],
    [12, '{% 12 %}'],
    [{}, '{% {} %}'],
    [{ id: '{% $x.id %}', note: 'x' }, '{% { "id": ($x.id), "note": "x" } %}'],
    [['{% $x %}'], '{% $each({ "0": ($x) }, function($item) { $item })[] %}'],
    [text('plain'), '{% "plain" %}'],
  ])('%j is mapped by %j', (value, mapped) => {
    expect(changeMode(value, 'mapping')).toBe(mapped);
  });
  test.each<[JsonValue, JsonValue | undefined]>([
    ['{% "a" %}', 'a'],
    ['{% [1, 2] %}', [1, 2]],
    ["{% ('a') %}", 'a'],
    [text('Hi {{name}}'), 'Hi {{name}}'],
    ['{% $customer %}', undefined],
  ])('%j is fixed as %j', (value, fixed) => {
    expect(changeMode(value, 'fixed')).toEqual(fixed);
  });
  test('a mapped path becomes a text with its last name', () => {
    expect(changeMode('{% $customer.name %}', 'text')).toBe(toTextTemplate({ text: '{{name}}', context }));
  });
});

describe('what a change would drop', () => {
  test.each<[JsonValue | undefined, 'fixed' | 'mapping' | 'text', boolean]>([
    ['{% $customer.name %}', 'fixed', true],
    [text('Hi {{name}}'), 'fixed', true],
    [text('Hi'), 'fixed', false],
    ['{% 12 %}', 'fixed', false],
    ['{%  %}', 'fixed', false],
    [undefined, 'fixed', false],
    ['{% $customer.name %}', 'text', false],
    ['{% 12 %}', 'text', true],
    [{ a: 1 }, 'text', true],
    ['Hello', 'text', false],
    ['Hello', 'mapping', false],
  ])('%j to %s: %s', (value, mode, isLost) => {
    expect(losesValue(value, mode)).toBe(isLost);
  });
});

describe('a datum that is picked for a fixed value', () => {
  test.each<[JsonValue | undefined]>([[undefined], [''], [7], [true], [{ a: 1 }]])('takes the place of %j', (value) => {
    expect(pickInto(value, '$customer.name')).toBe('{% $customer.name %}');
  });
  test.each(['Dear ', '{{odd}} ', '{% looks %}'])('stands at the end of %j', (value) => {
    const picked = pickInto(storedLiteral(value), '$customer.name');
    expect(modeOf(picked)).toBe('text');
    expect(evaluate(picked)).toBe(`${value}Ada`);
  });
});

test('a plain text needs no context', () => {
  expect(plainTemplate('a')).toEqual({ text: 'a', context: '{}' });
});
