import { describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';
import fc from 'fast-check';
import { changeMode, expressionOf, losesValue, modeOf, pickInto, toExpression } from './field-mode.ts';
import { emptyTemplate, toTextTemplate } from './text-template.ts';

const evaluator = createEvaluator();
const evaluate = (value: JsonValue | undefined, input: JsonValue = {}) =>
  evaluator.evaluate({
    expression: expressionOf(value) ?? '',
    bindings: { states: { input }, customer: { name: 'Ada' } },
    nowMs: 0,
    seed: 'test',
  });

describe('the mode of a stored value', () => {
  test.each([
    [undefined, 'fixed'],
    ['', 'fixed'],
    ['{% unfinished', 'fixed'],
    ['{%}', 'fixed'],
    [7, 'fixed'],
    [{ a: '{% 1 %}' }, 'fixed'],
    ['{%%}', 'mapping'],
    ['{% $states.input %}', 'mapping'],
    [toTextTemplate(emptyTemplate('a')), 'text'],
  ] as const)('%j is %s', (value, mode) => {
    expect(modeOf(value)).toBe(mode);
  });
});

describe('changing the mode', () => {
  test('to the mode it has changes nothing', () => {
    const value = { a: 1 };
    expect(changeMode(value, 'fixed')).toBe(value);
  });

  test('a fixed value becomes an expression that gives it', () => {
    const plain = fc.jsonValue({ depthSize: 'small', stringUnit: 'grapheme' });
    fc.assert(
      fc.property(plain, (value) => {
        const given = JSON.parse(JSON.stringify(value)) as JsonValue;
        fc.pre(modeOf(given) === 'fixed' && !JSON.stringify(given).includes('__proto__'));
        expect(evaluate(changeMode(given, 'mapping'))).toEqual(given);
      }),
      { numRuns: 60 },
    );
  });

  test('expressions inside an object stay expressions', () => {
    const mapped = changeMode(
      { id: '{% $states.input.id %}', note: 'x', list: [1, '{% $customer.name %}'] },
      'mapping',
    );
    expect(evaluate(mapped, { id: 'A-1' })).toEqual({ id: 'A-1', note: 'x', list: [1, 'Ada'] });
  });

  test('nothing becomes the input, an empty object itself', () => {
    expect(changeMode(undefined, 'mapping')).toBe('{% $states.input %}');
    expect(changeMode({}, 'mapping')).toBe('{% {} %}');
  });

  test('a constant mapping becomes its value', () => {
    expect(changeMode('{% "a" %}', 'fixed')).toBe('a');
    expect(changeMode('{% [1, 2] %}', 'fixed')).toEqual([1, 2]);
  });

  test('a mapping becomes a text that shows the same', () => {
    const text = changeMode('{% $customer.name %}', 'text');
    expect(modeOf(text)).toBe('text');
    expect(evaluate(text)).toBe('Ada');
  });

  test.each([
    ['Hello', 'Hello'],
    ['{% "Hello" %}', 'Hello'],
    ['{% $states.input %}', ''],
    [undefined, ''],
    [12, ''],
  ])('%j becomes the text %j', (value, text) => {
    expect(changeMode(value, 'text')).toBe(toTextTemplate(emptyTemplate(text)));
  });

  test('a text becomes the mapping that it is, and what it says', () => {
    const stored = toTextTemplate(emptyTemplate('Hi {{input.name}}'));
    expect(changeMode(stored, 'mapping')).toBe(stored.replace(/\s+%\}$/, ' %}'));
    expect(changeMode(stored, 'fixed')).toBe('Hi {{input.name}}');
  });
});

describe('what a change would drop', () => {
  test.each([
    ['{% $customer.name %}', 'fixed', true],
    [toTextTemplate(emptyTemplate('Hi {{input.name}}')), 'fixed', true],
    [toTextTemplate(emptyTemplate('Hi')), 'fixed', false],
    ['{% 12 %}', 'fixed', false],
    [toExpression('$states.input'), 'fixed', false],
    [undefined, 'fixed', false],
    ['{% $customer.name %}', 'text', false],
    ['Hello', 'mapping', false],
  ] as const)('%j to %s: %s', (value, mode, isLost) => {
    expect(losesValue(value, mode)).toBe(isLost);
  });
});

describe('a datum that is picked for a fixed value', () => {
  test.each<[JsonValue | undefined]>([[undefined], [''], [7], [true], [{ a: 1 }]])('takes the place of %j', (value) => {
    expect(pickInto(value, '$customer.name')).toBe('{% $customer.name %}');
  });
  test('stands at the end of a text', () => {
    const picked = pickInto('Dear ', '$customer.name');
    expect(modeOf(picked)).toBe('text');
    expect(evaluate(picked)).toBe('Dear Ada');
  });
});
