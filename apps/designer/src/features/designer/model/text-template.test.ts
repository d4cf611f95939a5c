import { describe, expect, test } from '@jest/globals';
import { emptyTemplate, fillTemplate, textTemplateOf, toTextTemplate } from './text-template.ts';

describe('a text with placeholders', () => {
  test.each(['', 'Hello {{input.name}}', 'say "hi" \\ and\nmore', '{% not an expression %}'])(
    '%j is read as stored',
    (text) => {
      const template = emptyTemplate(text);
      expect(textTemplateOf(toTextTemplate(template))).toEqual(template);
    },
  );

  test('single quotes are read too', () => {
    expect(textTemplateOf(`{% $template('it\\'s "{{a}}"', { 'a': 1 }) %}`)).toEqual({
      text: `it's "{{a}}"`,
      context: "{ 'a': 1 }",
    });
  });

  test.each([
    ['no expression', 'Hello'],
    ['another function', "{% $uppercase('a', {}) %}"],
    ['a text that is computed', "{% $template($text, { 'a': 1 }) %}"],
    ['one call among others', `{% $template("a", {}) & $string("b", {}) %}`],
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
