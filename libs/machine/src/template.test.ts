import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from './json.ts';
import { evaluateTemplate, expressionOf, isConstant } from './template.ts';

describe('an expression is a text that is wholly {% … %}', () => {
  test.each([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    ['{%%}', ''],
    ['{% a\n+ b %}', 'a\n+ b'],
    ["{% '%}' %}", "'%}'"],
    [' {% $x %}', undefined],
    ['{% $x %} ', undefined],
    ['{%}', undefined],
    ['{% $x', undefined],
    ['$x', undefined],
    ['', undefined],
  ])('%j: %j', (text, expected) => expect(expressionOf(text)).toBe(expected));
});

describe('a template is constant when nothing in it is an expression', () => {
  test.each<[JsonValue, boolean]>([
    [null, true],
    [0, true],
    ['text', true],
    ['{% 1 %}', false],
    [[], true],
    [{ a: [{ b: 'text' }] }, true],
    [{ a: [{ b: '{% 1 %}' }] }, false],
    [{ '{% 1 %}': 'names are not evaluated' }, true],
  ])('%j: %s', (template, expected) => {
    expect(isConstant(template)).toBe(expected);
    expect(isConstant(template)).toBe(expected);
  });
});

describe('evaluation', () => {
  test('replaces expressions at any depth, and tells each one its field', async () => {
    const fields: string[] = [];
    const value = await evaluateTemplate(
      { a: '{% 1 %}', b: [{ c: '{% 2 %}' }, 'text', null], d: { e: { f: 3 } } },
      'Output',
      (expression, field) => {
        fields.push(field);
        return Number(expression);
      },
    );
    expect(value).toEqual({ a: 1, b: [{ c: 2 }, 'text', null], d: { e: { f: 3 } } });
    expect(fields).toEqual(['Output/a', 'Output/b[0]/c']);
  });

  test('gives a constant as it is', async () => {
    const template = { a: [1] };
    expect(await evaluateTemplate(template, 'Output', () => undefined)).toBe(template);
  });

  test('keeps a member named __proto__ as data', async () => {
    const template = JSON.parse('{"__proto__": {"x": "{% 1 %}"}}') as JsonValue;
    const value = await evaluateTemplate(template, 'Output', () => 1);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1}}');
  });

  test('refuses an expression that gives nothing, in the words of AWS', async () => {
    const error = {
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$x' specified for the field 'Output/a' returned nothing (undefined).",
    };
    const evaluation = evaluateTemplate({ a: '{% $x %}' }, 'Output', () => undefined);
    await expect(evaluation).rejects.toMatchObject({ error });
  });
});
