import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from './json.ts';
import { expressionOf, prepareTemplate, type EvaluateField } from './template.ts';

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

describe('a template is a constant when nothing in it is an expression', () => {
  test.each<[JsonValue, boolean]>([
    [null, true],
    [0, true],
    ['text', true],
    ['{% 1 %}', false],
    [[], true],
    [{ a: [{ b: 'text' }] }, true],
    [{ a: [{ b: '{% 1 %}' }] }, false],
    [{ '{% 1 %}': 'names are not evaluated' }, true],
  ])('%j: %s', (template, expected) => expect(prepareTemplate(template) === undefined).toBe(expected));
});

describe('evaluation', () => {
  const valueOf = (template: JsonValue, evaluate: EvaluateField = () => undefined): JsonValue | undefined =>
    prepareTemplate(template)?.('Output', evaluate);

  test('replaces expressions at any depth, and tells each one its field', () => {
    const fields: string[] = [];
    const value = valueOf(
      { a: '{% 1 %}', b: [{ c: '{% 2 %}' }, 'text', null], d: { e: { f: 3 } } },
      (expression, field) => {
        fields.push(field);
        return Number(expression);
      },
    );
    expect(value).toEqual({ a: 1, b: [{ c: 2 }, 'text', null], d: { e: { f: 3 } } });
    expect(fields).toEqual(['Output/a', 'Output/b[0]/c']);
  });

  test('gives another value each time; only what is constant is shared, and the template stays as it is', () => {
    const template = { n: '{% $n %}', list: ['{% $n %}'], fixed: { deep: [1] } };
    const before = structuredClone(template);
    const prepared = prepareTemplate(template);
    const first = prepared?.('Output', () => 1);
    const second = prepared?.('Output', () => 2);
    expect(first).toEqual({ n: 1, list: [1], fixed: { deep: [1] } });
    expect(second).toEqual({ n: 2, list: [2], fixed: { deep: [1] } });
    expect((first as typeof template).fixed).toBe(template.fixed);
    expect(template).toEqual(before);
  });

  test('may be of several fields', () => {
    const fields: string[] = [];
    const prepared = prepareTemplate(['{% 1 %}']);
    for (const name of ['Output', 'Catch[0]/Output']) prepared?.(name, (_, field) => fields.push(field));
    expect(fields).toEqual(['Output[0]', 'Catch[0]/Output[0]']);
  });

  test('keeps members in their order, one named __proto__ among them', () => {
    const template = JSON.parse('{"a": 1, "__proto__": {"x": "{% 1 %}"}, "b": "{% 1 %}"}') as JsonValue;
    const value = valueOf(template, () => 1);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"a":1,"__proto__":{"x":1},"b":1}');
  });

  test('replaces a member named __proto__ itself', () => {
    const value = valueOf(JSON.parse('{"__proto__": "{% 1 %}"}') as JsonValue, () => ({ a: 1 }));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
  });

  test('refuses an expression that gives nothing, in the words of AWS', () => {
    const error = {
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$x' specified for the field 'Output/a' returned nothing (undefined).",
    };
    let thrown: unknown;
    try {
      valueOf({ a: '{% $x %}' });
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).toMatchObject({ error });
  });
});
