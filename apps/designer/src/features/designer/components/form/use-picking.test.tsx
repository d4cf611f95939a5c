import { afterEach, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import { act, cleanup, renderHook } from '@testing-library/react';
import { createRef, useState } from 'react';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { fillTemplate, toTextTemplate } from '../../model/text-template.ts';
import type { Picked } from '../picker/picked.ts';
import { usePicking } from './use-picking.ts';

afterEach(cleanup);

/** A text whose `email` is an expression that no name tells of. */
const greeting = (text: string): string => toTextTemplate({ text, context: "{ 'email': $states.input.user.mail }" });

/** A field that shows what was stored, with an editor that puts what is picked at the end of its text. */
function open(first: JsonValue) {
  const path = { current: '/machine/States/A/Arguments/text' };
  const hook = renderHook(() => {
    const [value, onChange] = useState<JsonValue | undefined>(first);
    const insert = (placeholder: string): void => picking.template.onText(picking.template.template.text + placeholder);
    const state = { mode: 'text', stay: () => undefined } as unknown as Parameters<typeof usePicking>[0]['state'];
    const editor = { current: { insert, focus: () => undefined } satisfies EditorHandle };
    const picking = usePicking({ value, onChange, path: path.current, state, editor, field: createRef() });
    return { value, set: onChange, picking };
  });
  return {
    value: () => hook.result.current.value,
    set: (value: JsonValue) => act(() => hook.result.current.set(value)),
    type: (text: string) => act(() => hook.result.current.picking.template.onText(text)),
    pick: (expression: string) => act(() => hook.result.current.picking.pick({ expression, isMany: false } as Picked)),
    show: (pointer: string) => {
      path.current = pointer;
      hook.rerender();
    },
  };
}

test.each([
  ['cut and pasted', ['Dear ', 'Dear {{email}}']],
  ['typed over', ['Dear {{emai}}', 'Dear {{em}}', 'Dear {{email}}']],
  ['cleared with all of the text', ['', 'D', 'Dear {{email}}']],
])('a placeholder that is %s shows what it showed', (_, texts) => {
  const field = open(greeting('Dear {{email}}'));
  for (const text of texts) field.type(text);
  expect(field.value()).toBe(greeting('Dear {{email}}'));
});

test('a name that was cut is not given to something else', () => {
  const { template, placeholder } = fillTemplate({ text: '', context: '{}' }, '$sum(prices)');
  const field = open(toTextTemplate({ ...template, text: placeholder }));
  field.type('Total ');
  field.pick('$max(prices)');
  expect(field.value()).toBe(`{% $template("Total {{value2}}", { 'value2': $max(prices) }) %}`);
  field.type('{{value}} {{value2}}');
  expect(field.value()).toContain("'value': $sum(prices)");
});

test('a text that is computed as a whole comes back whole', () => {
  const stored = toTextTemplate({ text: 'Dear {{name}}', context: '$states.input' });
  const field = open(stored);
  field.type('');
  expect(field.value()).toBeUndefined();
  field.type('Dear {{name}}');
  expect(field.value()).toBe(stored);
});

test('another value knows nothing of it', () => {
  const field = open(greeting('Dear {{email}}'));
  field.type('Dear ');
  field.show('/machine/States/B/Arguments/text');
  field.type('Dear {{email}}');
  expect(field.value()).toBe('{% $template("Dear {{email}}", {}) %}');
});

test('what others stored meanwhile counts', () => {
  const field = open(greeting('Dear {{email}}'));
  field.type('Dear {{email}}!');
  const theirs = toTextTemplate({ text: 'Dear {{email}}', context: "{ 'email': $other }" });
  field.set(theirs);
  field.type('Dear ');
  field.type('Dear {{email}}');
  expect(field.value()).toBe(theirs);
});
