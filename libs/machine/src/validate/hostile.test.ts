import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../json.ts';
import { check, installed } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { validate } from './validate.ts';

type Fields = Readonly<Record<string, unknown>>;
const withOutput = (Output: JsonValue): JsonObject => aMachine().pass('Shape', { Output }).inDocument();
const nested = (depth: number): JsonValue => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as JsonValue;

describe('hostile documents', () => {
  test('with members named __proto__ at every level are judged as any others', () => {
    const proto = (text: string): JsonValue => JSON.parse(text) as JsonValue;
    const state =
      '{"Type":"Pass","__proto__":{"Type":"Succeed"},"Output":{"__proto__":"{% 1 + %}"},"Assign":{"__proto__":1},"Next":"__proto__"}';
    const document = proto(
      `{"millrace":1,"name":"a","__proto__":{"x":1},"connectors":{"__proto__":"1.0.0"},"triggers":{"__proto__":{"type":"call"}},` +
        `"machine":{"QueryLanguage":"JSONata","StartAt":"__proto__","__proto__":1,"States":{"__proto__":${state}}}}`,
    );
    expect(check(document)).toEqual([
      'document.member_unknown /__proto__',
      'connector.version_unknown /connectors/__proto__',
      'document.format_wrong /triggers/__proto__',
      'document.member_unknown /machine/__proto__',
      'machine.no_end /machine/States',
      'document.member_unknown /machine/States/__proto__/__proto__',
      'expression.syntax /machine/States/__proto__/Output/__proto__',
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])('with a target named %s', (name) => {
    expect(check(aMachine().pass('A', { Next: name }).pass('B').inDocument())).toContain(
      'machine.target_missing /machine/States/A/Next',
    );
  });

  test('that nest as deep as they may, and deeper', () => {
    expect(check(withOutput(nested(95)))).toEqual([]);
    expect(check(nested(5000))).toEqual(['document.too_deep ']);
  });

  test('with a huge string in every place', () => {
    const huge = 'x'.repeat(500_000);
    const texts = [huge, `{% ${huge} %}`, `{% ${huge}`, '{%'.repeat(250_000)];
    for (const text of texts)
      expect(() =>
        check(aMachine().pass('Shape', { Comment: text, Output: text, Next: text }).inDocument()),
      ).not.toThrow();
    expect(
      check(
        aMachine()
          .choice('A', [{ Condition: huge, Next: 'B' }])
          .succeed('B')
          .inDocument({ name: huge }),
      ),
    ).toEqual(['document.format_wrong /name', 'document.format_wrong /machine/States/A/Choices/0/Condition']);
  });

  /** All that a workflow may have. Should a check become quadratic, these take minutes. */
  const chain = (states: number, next: (index: number) => Fields): JsonValue => {
    const entries = Array.from({ length: states }, (_, index) => [`s${index}`, { Type: 'Pass', ...next(index) }]);
    const machine = { QueryLanguage: 'JSONata', StartAt: 's0', States: Object.fromEntries(entries) as JsonObject };
    return { millrace: 1, name: 'a', machine };
  };
  const following = (index: number): Fields => (index === 999 ? { End: true } : { Next: `s${index + 1}` });

  test.each<[string, JsonValue, number]>([
    [
      'that each set a variable and read the one before',
      chain(1000, (index) => ({
        ...following(index),
        Assign: { [`v${index}`]: index === 0 ? 1 : `{% $v${index - 1} %}` },
      })),
      0,
    ],
    ['that nothing leads to', chain(1000, () => ({ End: true })), 999],
    ['that lead nowhere', chain(1000, () => ({ Next: 'nowhere' })), 1000 + 999 + 1],
  ])('of a thousand states %s', (_, document, problems) => expect(check(document)).toHaveLength(problems), 60_000);

  test('whose first state leads to all others, last one first', () => {
    const names = Array.from({ length: 999 }, (_, index) => `s${index}`);
    const choices = [...names].reverse().map((name) => ({ Condition: true, Next: name, Assign: { [`v${name}`]: 1 } }));
    const machine = aMachine().choice('Start', choices);
    for (const name of names) machine.pass(name);
    expect(check(machine.inDocument())).toEqual([]);
  }, 60_000);
});

describe('whatever it is given', () => {
  const anyJson = fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;
  const keys = fc.constantFrom(
    'Type',
    'Next',
    'Default',
    'Choices',
    'Catch',
    'Retry',
    'Assign',
    'Output',
    'Condition',
    'ErrorEquals',
    'Resource',
    'Arguments',
    'Seconds',
    'Timestamp',
    'Credentials',
    'Branches',
    'ItemProcessor',
    'ItemBatcher',
    'Items',
    'Compensate',
    'StartAt',
    'States',
    '__proto__',
    'constructor',
    'x',
  );
  const values = fc.oneof(
    anyJson,
    fc.constantFrom<JsonValue>(
      'A',
      'B',
      'Pass',
      'Task',
      'Choice',
      'Wait',
      'Parallel',
      'Map',
      'schedule',
      '{% $x %}',
      '{% $states.result %}',
      '{% (',
      'connector:http/request',
      'States.ALL',
    ),
  );
  const state = fc.dictionary(
    keys,
    fc.oneof(values, fc.array(fc.dictionary(keys, values, { maxKeys: 4 }), { maxLength: 3 })),
    { maxKeys: 8 },
  );
  const shaped = fc.record(
    {
      millrace: fc.constant(1),
      name: values,
      triggers: fc.oneof(
        values,
        fc.dictionary(
          fc.string(),
          fc.dictionary(fc.constantFrom('type', 'path', 'dedupe'), fc.oneof(values, fc.constant('webhook'))),
        ),
      ),
      connectors: fc.oneof(values, fc.dictionary(fc.oneof(keys, fc.string()), values)),
      settings: fc.oneof(values, fc.record({ skip: values })),
      machine: fc.oneof(
        values,
        fc.record(
          {
            StartAt: fc.oneof(values, fc.constant('A')),
            States: fc.oneof(values, fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), fc.oneof(state, values))),
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonValue>;

  const pointsInto = (document: JsonValue, path: string): boolean =>
    path
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<{ value: unknown } | undefined>(
        (at, key) => {
          const value = at?.value;
          return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
            ? { value: (value as Record<string, unknown>)[key] }
            : undefined;
        },
        { value: document },
      ) !== undefined;

  test.each([
    ['any JSON', anyJson],
    ['what has the shape of a document', shaped],
  ])('it answers, points into the document, in its order, and changes nothing: %s', (_, documents) => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = JSON.stringify(document);
        const problems = validate(document, installed);
        expect(JSON.stringify(document)).toBe(before);
        expect(validate(document, installed)).toEqual(problems);
        for (const { code, path, message } of problems) {
          expect(code).toMatch(/^[a-z]+\.[a-z_]+$/);
          expect(message).toMatch(/\S.*[.)]$/s);
          expect(pointsInto(document, path)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
