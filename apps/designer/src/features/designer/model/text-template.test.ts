import { describe, expect, test } from '@jest/globals';
import {
  fillTemplate,
  fillWhole,
  placeholdersOf,
  settleTemplate,
  textTemplateOf,
  toTextTemplate,
} from './text-template.ts';

describe('a text with placeholders', () => {
  test.each(['', 'Hello {{input.name}}', 'say "hi" \\ and\nmore', '{% not an expression %}'])(
    '%j is read as stored',
    (text) => {
      const template = { text, context: "{ 'input': $states.input }" };
      expect(textTemplateOf(toTextTemplate(template))).toEqual(template);
    },
  );

  test('other quotes, blanks and comments are read too', () => {
    expect(textTemplateOf(`{% $template( 'say "{{a}}"' /* , */ , { 'a': /[,)]/ } ) %}`)).toEqual({
      text: 'say "{{a}}"',
      context: "{ 'a': /[,)]/ }",
    });
  });

  test.each([
    ['no expression', 'Hello'],
    ['another function', "{% $uppercase('a', {}) %}"],
    ['a text that is computed', "{% $template($text, { 'a': 1 }) %}"],
    ['one call among others', `{% $template("a", {}) & $string("b", {}) %}`],
    ['a third argument', `{% $template("a", {}, 1) %}`],
    ['a text that goes on', `{% $template("a" & "b", {}) %}`],
    ['brackets out of order', `{% $template("a", (]) %}`],
    ['an escape that is none', `{% $template("\\q", {}) %}`],
    ['a number', 7],
    ['nothing', undefined],
  ])('%s is no text', (_name, value) => {
    expect(textTemplateOf(value)).toBeUndefined();
  });
});

describe('a value dropped into a text', () => {
  const fill = (expression: string, context = "{ 'input': $states.input }") => {
    const { template, placeholder } = fillTemplate({ text: '', context }, expression);
    return [placeholder, template.context];
  };

  test.each([
    ['$states.input', '{{input}}'],
    ['$states.input.body.id', '{{input.body.id}}'],
    ['$states.input.items[0].`unit price`', '{{input.items.[0].[unit price]}}'],
  ])('%s is at hand already', (expression, placeholder) => {
    expect(fill(expression)).toEqual([placeholder, "{ 'input': $states.input }"]);
  });

  test.each([
    ['$customer.address.city', '{{customer.address.city}}', "'customer': $customer"],
    ['$states.context.Execution.Input.body', '{{trigger.body}}', "'trigger': $states.context.Execution.Input"],
    ['$states.context.Execution.Id', '{{context.Execution.Id}}', "'context': $states.context"],
    ['$states.result.status', '{{result.status}}', "'result': $states.result"],
    ['$sum(items.price)', '{{value}}', "'value': $sum(items.price)"],
    ['$states.input.a + 1', '{{value}}', "'value': $states.input.a + 1"],
    ['$states.inputs', '{{value}}', "'value': $states.inputs"],
  ])('%s gets a name in the context', (expression, placeholder, binding) => {
    expect(fill(expression)).toEqual([placeholder, `{ 'input': $states.input, ${binding} }`]);
  });

  test('a name that means something else is left alone', () => {
    expect(fill('$input.a')).toEqual(['{{input2.a}}', "{ 'input': $states.input, 'input2': $input }"]);
  });

  test('an empty context becomes one with a member', () => {
    expect(fill('$a', '{}')).toEqual(['{{a}}', "{ 'a': $a }"]);
  });

  test('a context that is computed is merged with the value', () => {
    expect(fill('$a.b', '$states.input')).toEqual(['{{a.b}}', "$merge([$states.input, { 'a': $a }])"]);
  });
});

test.each([
  ['$customer.orders.price', '{{price}}', "{ 'price': $customer.orders.price }"],
  ['$customer.each', '{{value}}', "{ 'value': $customer.each }"],
  ['$sum($a)', '{{value}}', "{ 'value': $sum($a) }"],
])('%s is filled in whole', (expression, placeholder, context) => {
  expect(fillWhole({ text: '', context: '{}' }, expression)).toEqual({ template: { text: '', context }, placeholder });
});

describe('the placeholders of a text', () => {
  test.each<[string, string, readonly (string | undefined)[]]>([
    ['{{customer.name}} and {{ id }}', "{ 'customer': $customer, 'id': $a.b[0] }", ['$customer.name', '$a.b[0]']],
    ['{{name}}', '$customer', ['$customer.name']],
    ['{{name}} {{x.[0].[a b]}}', "$merge([$customer, { 'x': $x }])", ['$customer.name', '$x[0].`a b`']],
    ['{{sum}} {{sum.a}}', "{ 'sum': $sum($x) }", ['$sum($x)', undefined]],
    ['{{#each a}}{{b}}{{/each}} {{unknown}}', "{ 'a': $a }", [undefined, undefined, undefined, undefined]],
    ['\\{{a}} {{{a}}}', "{ 'a': $a }", []],
    ['{{a}}', 'f($x)', [undefined]],
  ])('%j with %s', (text, context, found) => {
    expect(placeholdersOf({ text, context }).map(({ expression }) => expression)).toEqual(found);
  });
  test('are where they stand', () => {
    expect(placeholdersOf({ text: 'a {{b}} c', context: '{}' })).toEqual([{ from: 2, to: 7, expression: undefined }]);
  });
});

describe('a typed text', () => {
  const settle = (text: string, context = '{}'): string =>
    settleTemplate({ text, context }, new Set(['customer'])).context;
  test.each([
    ['Hi {{customer.name}}', "{ 'customer': $customer }"],
    ['Hi {{input.name}} {{trigger.body}}', "{ 'input': $states.input, 'trigger': $states.context.Execution.Input }"],
    ['Hi {{nobody.name}}', '{}'],
    ['Hi {{#each customer}}', '{}'],
  ])('%j binds what it names', (text, context) => {
    expect(settle(text)).toBe(context);
  });
  test('lets go what it names no more', () => {
    expect(settle('Hi', "{ 'a': $a }")).toBe('{}');
    expect(settle('Hi {{#if a}}', "{ 'a': $a, 'b': $b }")).toBe("{ 'a': $a }");
    expect(settle('Hi', '$customer')).toBe('$customer');
    expect(settle('Hi {{a2}} {{1a}} {{a2}}', "{ 'a': $a, 'a2': $b }")).toBe("{ 'a2': $b }");
    expect(settle('Hi {{a2}} {{#each a}}', "{ 'a': $a, 'a2': $b }")).toBe("{ 'a': $a, 'a2': $b }");
  });
});
