import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../json.ts';
import { evaluate, failureOf, type Given } from '../testing/evaluate.ts';

const context = {
  name: 'Ada',
  none: null,
  zero: 0,
  one: 1,
  two: 2,
  no: false,
  html: '<b>&"',
  list: ['x', 'y'],
  rows: [
    { id: 1, tags: ['a'] },
    { id: 2, tags: [] },
  ],
  map: { a: 1, b: 2 },
};
const given = (template: JsonValue): Given => ({ bindings: { text: template, context } });
const render = (template: string) => evaluate('$template($text, $context)', given(template));
const refusal = (template: JsonValue) => failureOf('$template($text, $context)', given(template));

test.each([
  ['text alone', 'no placeholder', 'no placeholder'],
  ['a name', 'Hello {{name}}', 'Hello Ada'],
  ['a path', '{{map.a}}{{rows.[0].id}}', '11'],
  ['numbers side by side, which are not added', '{{one}}{{two}}{{{one}}}', '121'],
  ['a number alone, which becomes a text', '{{one}}', '1'],
  ['nothing for what is missing or null', '[{{missing}}{{none}}{{missing.deep}}]', '[]'],
  ['zero and false', '{{zero}} {{no}}', '0 false'],
  ['markup as it is', '{{html}} {{{html}}}', '<b>&" <b>&"'],
  ['a list with commas', '{{list}}', 'x,y'],
  ['a condition', '{{#if name}}yes{{else}}no{{/if}}{{#if zero}}yes{{else}}no{{/if}}', 'yesno'],
  ['an empty list as false', '{{#each rows}}{{#if tags}}{{id}}{{/if}}{{/each}}', '1'],
  ['a chain of conditions', '{{#if no}}1{{else if zero}}2{{else if name}}3{{else}}4{{/if}}', '3'],
  ['its opposite', '{{#unless no}}no{{else}}yes{{/unless}}{{#unless one}}no{{^}}yes{{/unless}}', 'noyes'],
  [
    'a loop over a list',
    '{{#each list}}{{@index}}{{this}}{{#if @first}}<{{/if}}{{#if @last}}>{{/if}}{{/each}}',
    '0x<1y>',
  ],
  ['a loop over an object', '{{#each map}}{{@key}}={{this}};{{/each}}', 'a=1;b=2;'],
  ['a loop over nothing', '{{#each missing}}x{{else}}none{{/each}}{{#each name}}x{{else}}none{{/each}}', 'nonenone'],
  ['a loop with names', '{{#each rows as |row index|}}{{index}}:{{row.id}} {{/each}}', '0:1 1:2 '],
  ['a loop in a loop', '{{#each rows}}{{#each tags}}{{../id}}{{this}}{{@root.name}}{{/each}}{{/each}}', '1aAda'],
  ['another context', '{{#with map}}{{a}}{{../name}}{{/with}}{{#with none}}x{{else}}y{{/with}}', '1Aday'],
  ['another context with a name', '{{#with map as |m|}}{{m.b}}{{/with}}', '2'],
  ['a member by its name', '{{lookup map "b"}}{{lookup list 0}}{{lookup map missing}}{{lookup none "a"}}', '2x'],
  ['a member of a member', '{{lookup (lookup rows 1) "id"}}', '2'],
  ['space taken away', 'a {{~one~}} b', 'a1b'],
  ['comments', '{{! hidden }}{{!-- {{hidden}} --}}x', 'x'],
  ['a name that begins like a helper', '{{iffy}}{{elsewhere}}|', '|'],
])('%s', (_, template, expected) => {
  expect(render(template)).toBe(expected);
});

test('a template without a context has an empty one', () => {
  expect(evaluate('$template("{{a}}x")')).toBe('x');
  expect(evaluate('$template("{{a}}x", missing)')).toBe('x');
  expect(evaluate('$template("{{this}}", "text")')).toBe('text');
});

describe('reaches nothing but the context', () => {
  test.each([
    '{{constructor}}',
    '{{constructor.name}}',
    '{{__proto__}}',
    '{{toString}}',
    '{{name.constructor}}',
    '{{lookup this "constructor"}}',
    '{{lookup this "__proto__"}}',
    '{{lookup list "push"}}',
    '{{list.push}}',
    '{{helperMissing}}',
    '{{@state}}',
    '{{#with name as |s|}}{{s.sub}}{{/with}}',
    '{{#each this.constructor}}x{{/each}}',
  ])('%s', (template) => {
    expect(render(template)).toBe('');
  });
});

describe('is refused', () => {
  test.each([
    ['an unknown helper', '{{upper name}}', 'There is no helper "upper" here'],
    ['an unknown block', '{{#list}}x{{/list}}', 'There is no block {{#list}} here'],
    ['an unknown inverse block', '{{^list}}x{{/list}}', 'There is no block {{^list}} here'],
    ['the log', '{{log "x"}}', 'There is no helper "log" here'],
    ['a missing-helper hook', '{{helperMissing 1}}', 'There is no helper "helperMissing" here'],
    ['a partial', '{{> other}}', 'partial other could not be found'],
    ['a partial block', '{{#> other}}{{/other}}', 'There is no block {{#>'],
    ['a decorator', '{{*n}}', 'Missing decorator'],
    ['a partial of its own', '{{#*inline "a"}}x{{/inline}}{{> a}}', 'There is no block {{#*inline}} here'],
    ['a block without a value', '{{#if}}x{{/if}}', '{{#if}} takes one value.'],
    ['a block with two values', '{{#each list rows}}x{{/each}}', '{{#each}} takes one value.'],
    ['a placeholder that does not end', '{{name', 'Parse error on line 1: Expecting'],
    ['a block that does not end', '{{#if name}}', 'Parse error on line 1: Expecting'],
    ['blocks that cross', '{{#if name}}{{#each list}}{{/if}}{{/each}}', "each doesn't match if"],
    ['too many placeholders', '{{a}}'.repeat(1001), '1000 placeholders'],
    ['too long a placeholder', `{{a${'.a'.repeat(600)}}}`, '1000 characters'],
    ['too many brackets', `{{lookup a ${'(lookup a '.repeat(21)}b${')'.repeat(21)}}}`, '20 brackets'],
    ['blocks nested too deep', `${'{{#if a}}'.repeat(51)}${'{{/if}}'.repeat(51)}`, '50 blocks'],
    ['chains nested too deep', `{{#if a}}${'{{else if a}}'.repeat(51)}{{/if}}`, '50 blocks'],
    ['a quote that hides placeholders', `{{lookup a "\\""}}${'{{a}}'.repeat(1000)}`, '1000 placeholders'],
    ['a quote that does not end', '{{lookup a "', 'Parse error on line 1'],
    ['a comment that does not end', `{{!-- ${'{{a}}'.repeat(2000)}`, 'Lexical error on line 1'],
    ['a book', 'x'.repeat(66_000), '65536 characters'],
  ])('%s', (_, template, message) => {
    const failure = refusal(template);
    expect(failure).toMatchObject({ code: 'expression.template_invalid' });
    expect(failure.message).toContain(message);
  });

  test('what is no text: a syntax tree is never taken for a template', () => {
    const tree = { type: 'Program', body: [] };
    expect(refusal(tree)).toMatchObject({ code: 'expression.failed', detail: { jsonataCode: 'T0410' } });
    expect(failureOf('$template(missing, {})')).toMatchObject({ message: 'A template is a text.' });
  });

  test('data that cannot be written', () => {
    const failure = failureOf('$template("{{a}}", {"a": {"toString": 1}})');
    expect(failure).toMatchObject({ code: 'expression.template_invalid' });
  });
});

describe('limits', () => {
  test.each([
    ['rounds of a loop', '{{#each many}}x{{/each}}', 'templateRounds'],
    ['output of loops', '{{#each a}}{{../long}}{{/each}}', 'templateCharacters'],
    ['output of placeholders', '{{long}}'.repeat(500), 'templateCharacters'],
    ['output past all texts', '{{huge}}'.repeat(900), 'templateCharacters'],
  ])('%s', (_, template, limit) => {
    const bindings = {
      text: template,
      context: {
        many: Array.from({ length: 100_001 }, () => 1),
        a: Array.from({ length: 400 }, (__, id) => id),
        long: 'x'.repeat(20_000),
        huge: 'x'.repeat(1_000_000),
      },
    };
    const failure = failureOf('$template($text, $context)', { bindings });
    expect(failure).toMatchObject({ code: 'expression.budget_exceeded', detail: { limit } });
  });
});

test('as much as the limits is rendered, and one more is not', () => {
  const rounds = (count: number) => ({
    text: '{{#each many}}{{/each}}',
    context: { many: Array.from({ length: count }, () => 1) },
  });
  const long = (characters: number) => ({ text: '{{long}}', context: { long: 'x'.repeat(characters) } });
  const expression = '$template($text, $context)';
  // As many rounds may take a busy machine longer than an expression has.
  expect(evaluate(expression, { bindings: rounds(100_000), limits: { timeMs: 60_000 } })).toBe('');
  const tooMany = failureOf(expression, { bindings: rounds(100_001) });
  expect(tooMany).toMatchObject({ detail: { limit: 'templateRounds' } });
  expect(evaluate(expression, { bindings: long(4 * 1024 * 1024) })).toHaveLength(4 * 1024 * 1024);
  const tooLong = failureOf(expression, { bindings: long(4 * 1024 * 1024 + 1) });
  expect(tooLong).toMatchObject({ detail: { limit: 'templateCharacters' } });
});

test('time is the last resort', () => {
  const slow = '{{lookup ../../none "x"}}'.repeat(200);
  const bindings = {
    text: `{{#each a}}{{#each ../a}}${slow}{{/each}}{{/each}}`,
    a: Array.from({ length: 300 }, () => 1),
  };
  const failure = failureOf('$template($text, {"a": $a})', { bindings, limits: { timeMs: 20 } });
  expect(failure).toMatchObject({ code: 'expression.budget_exceeded', detail: { limit: 'timeMs', most: 20 } });
});

test('many templates are kept, each with its own meaning', () => {
  for (let index = 0; index < 2200; index += 1) expect(render(`${index} {{one}}`)).toBe(`${index} 1`);
  expect(render('0 {{one}}')).toBe('0 1');
});
