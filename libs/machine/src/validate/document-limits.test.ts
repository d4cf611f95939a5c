// Every limit of a document at its edge: what may just be has no problem, and one more has one, with its place.
import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../json.ts';
import type { DocumentLimits } from '../problem.ts';
import { check, installed } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { sizeOf } from '../data-limit.ts';
import { validate } from './validate.ts';

const QueryLanguage = 'JSONata';
const pass = { Type: 'Pass', End: true };
/** So many states one after the other. */
function chained(states: number): JsonObject {
  const machine = aMachine();
  for (let index = 0; index < states; index += 1) machine.pass(`S${index}`);
  return machine.inDocument();
}
/** So many Parallel states inside one another. */
function nested(levels: number): JsonObject {
  const inner = (level: number): object =>
    level === 0
      ? { StartAt: 'S0', States: { S0: pass } }
      : {
          StartAt: `S${level}`,
          States: { [`S${level}`]: { Type: 'Parallel', Branches: [inner(level - 1)], End: true } },
        };
  return { millrace: 1, name: 'test', machine: { QueryLanguage, ...inner(levels) } };
}
function branching(branches: number): JsonObject {
  const all = Array.from({ length: branches }, (_, index) => ({
    StartAt: `B${index}`,
    States: { [`B${index}`]: pass },
  }));
  return aMachine().state('Fork', { Type: 'Parallel', Branches: all, End: true }).inDocument();
}
const noted = (characters: number): JsonObject => {
  const withComment = (Comment: string): JsonObject => aMachine().pass('A', { Comment }).inDocument();
  return withComment('x'.repeat(characters - sizeOf(withComment(''))));
};
const output = (text: JsonValue): JsonObject => aMachine().pass('A', { Output: text }).inDocument();
/** An expression of so many characters. */
const sum = (characters: number): string => `1${' '.repeat(characters - 3)}+1`;
const code = (characters: number): JsonObject =>
  aMachine()
    .task('A', { Resource: 'code:javascript', Arguments: { source: 'x'.repeat(characters), input: null } })
    .inDocument();
const withMembers = (member: string, count: number, value: JsonValue): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${member}${index}`, value]));
const triggers = (count: number): JsonObject =>
  aMachine()
    .pass('A')
    .inDocument({ triggers: withMembers('call', count, { type: 'call' }) });
const attributes = (count: number): JsonObject =>
  aMachine()
    .pass('A')
    .inDocument({ settings: { searchAttributes: withMembers('a', count, '{% $states.input.id %}') } });
const every = (everySeconds: number): JsonObject =>
  aMachine()
    .pass('A')
    .inDocument({ triggers: { often: { type: 'schedule', everySeconds } } });
const cron = (pattern: string): JsonObject =>
  aMachine()
    .pass('A')
    .inDocument({ triggers: { often: { type: 'schedule', cron: pattern } } });

test.each<[string, JsonObject, JsonObject, string]>([
  ['2 Mi characters', noted(2 * 1024 * 1024), noted(2 * 1024 * 1024 + 1), 'workflow.too_large '],
  ['1,000 states', chained(1000), chained(1001), 'workflow.too_large /machine'],
  ['10 levels of composite states', nested(10), nested(11), 'workflow.too_large /machine'],
  ['100 branches', branching(100), branching(101), 'workflow.too_large /machine/States/Fork/Branches'],
  [
    '80 characters of a name',
    aMachine().pass('x'.repeat(80)).inDocument(),
    aMachine().pass('x'.repeat(81)).inDocument(),
    `document.invalid /machine/StartAt`,
  ],
  ['50 triggers', triggers(50), triggers(51), 'document.invalid /triggers'],
  [
    '32 Ki characters of an expression',
    output(`{% ${sum(32 * 1024)} %}`),
    output(`{% ${sum(32 * 1024 + 1)} %}`),
    'expression.too_long /machine/States/A/Output',
  ],
  [
    '200 levels of an expression',
    output(`{% ${'('.repeat(200)}1${')'.repeat(200)} %}`),
    output(`{% ${'('.repeat(201)}1${')'.repeat(201)} %}`),
    'expression.too_complex /machine/States/A/Output',
  ],
  [
    '256 Ki characters of code',
    code(256 * 1024),
    code(256 * 1024 + 1),
    'machine.code_invalid /machine/States/A/Arguments/source',
  ],
  ['20 search attributes', attributes(20), attributes(21), 'document.invalid /settings/searchAttributes'],
  ['every 10 seconds', every(10), every(9), 'schedule.too_frequent /triggers/often/everySeconds'],
  ['every minute', cron('* * * * *'), cron('* * * * * *'), 'schedule.too_frequent /triggers/often/cron'],
])('%s', (...[, within, over, problem]) => {
  expect(check(within)).toEqual([]);
  expect(check(over)).toContain(problem);
});

describe('an installation moves its limits, and the problem names the setting', () => {
  const limited = (limits: Partial<Record<keyof DocumentLimits, number>>) => {
    const named = Object.entries(limits).map(
      ([name, most]) => [name, { most, setting: 'MILLRACE_SOMETHING' }] as const,
    );
    return { ...installed, limits: Object.fromEntries(named) };
  };

  test.each<[keyof DocumentLimits, number, (count: number) => JsonObject]>([
    ['characters', 5000, noted],
    ['states', 3, chained],
    ['states', 5000, chained],
    ['nesting', 2, nested],
    ['nesting', 20, nested],
    ['branches', 2, branching],
    ['branches', 1000, (count) => branching(count)],
  ])('%s: %i', (limit, most, documentOf) => {
    const context = limited({ [limit]: most, ...(limit === 'branches' ? { states: 5000 } : {}) });
    expect(validate(documentOf(most), context)).toEqual([]);
    const problems = validate(documentOf(most + 1), context);
    expect(problems).toMatchObject([{ code: 'workflow.too_large', severity: 'error' }]);
    expect(problems[0]?.hint).toMatch(/ MILLRACE_SOMETHING moves the limit\.$/);
    expect(problems[0]?.message).toContain(String(most));
  });

  test('without a setting it says nothing of one', () => {
    const [problem] = validate(chained(1001), installed);
    expect(problem?.hint).toBe('Move a part of it into a workflow of its own, and call that.');
  });
});
