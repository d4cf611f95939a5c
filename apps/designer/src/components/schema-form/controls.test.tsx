import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { PlainForm } from './plain-form.tsx';

afterEach(cleanup);
// A text that grows asks for it, and jsdom has none.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });

let stored: JsonObject;

function Form({ field, given }: { readonly field: JsonObject; readonly given: JsonObject }): ReactElement {
  const [value, setValue] = useState(given);
  return (
    <MantineProvider env="test">
      <PlainForm
        schema={{ type: 'object', properties: { x: { title: 'X', ...field } } }}
        value={value}
        onChange={(next) => {
          stored = next;
          setValue(next);
        }}
      />
    </MantineProvider>
  );
}

function show(field: JsonObject, x?: JsonValue): void {
  stored = x === undefined ? {} : { x };
  render(<Form field={field} given={stored} />);
}

const text = { type: 'string' };

test.each<[string, JsonObject, string]>([
  ['a text', text, 'text'],
  ['a day', { ...text, format: 'date' }, 'date'],
  ['a time', { ...text, format: 'time' }, 'time'],
  ['a moment', { ...text, format: 'date-time' }, 'datetime-local'],
])('%s is given in an input for it', (_, field, type) => {
  show(field);
  expect(screen.getByLabelText<HTMLInputElement>('X').type).toBe(type);
});

test('a long text has several lines', () => {
  show({ ...text, maxLength: 500 });
  expect(screen.getByLabelText('X').tagName).toBe('TEXTAREA');
});

test('a web address and an email address are looked at', () => {
  show({ ...text, format: 'uri' }, 'example.com');
  expect(screen.getByText(/This is no web address/)).toBeTruthy();
  cleanup();
  show({ ...text, format: 'email' }, 'ada@example.com');
  expect(screen.queryByText(/This is no email/)).toBeNull();
});

test('a few values stand side by side, more in a list', () => {
  show({ enum: ['a', 'b', 'c', 'd'] });
  fireEvent.click(screen.getByRole('radio', { name: 'c' }));
  expect(stored).toEqual({ x: 'c' });
  cleanup();
  show({ enum: ['a', 'b', 'c', 'd', 'e'] });
  expect(screen.getByRole('combobox', { name: 'X' })).toBeTruthy();
  cleanup();
  show({ enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'x-ui': { control: 'segmented' } });
  expect(screen.getAllByRole('radio')).toHaveLength(5);
});

test('a truth is a switch, a number a number', () => {
  show({ type: 'boolean' });
  fireEvent.click(screen.getByRole('switch', { name: /X|Off/ }));
  expect(stored).toEqual({ x: true });
  cleanup();
  show({ type: 'integer' });
  fireEvent.change(screen.getByLabelText('X'), { target: { value: '12' } });
  expect(stored).toEqual({ x: 12 });
});

test('a list keeps its order, which the arrow keys change', () => {
  show({ type: 'array', items: text }, ['a', 'b', 'c']);
  fireEvent.keyDown(screen.getByRole('button', { name: 'Move X, item 1' }), { key: 'ArrowDown' });
  expect(stored).toEqual({ x: ['b', 'a', 'c'] });
  fireEvent.keyDown(screen.getByRole('button', { name: 'Move X, item 1' }), { key: 'ArrowUp' });
  expect(stored).toEqual({ x: ['b', 'a', 'c'] });
  fireEvent.click(screen.getByRole('button', { name: 'Add to X' }));
  fireEvent.change(screen.getByLabelText('X, item 4'), { target: { value: 'd' } });
  expect(stored).toEqual({ x: ['b', 'a', 'c', 'd'] });
  fireEvent.click(screen.getByRole('button', { name: 'Remove item 1' }));
  expect(stored).toEqual({ x: ['a', 'c', 'd'] });
});

/** Drags an item of one list onto an item, maybe of another. */
function drag(from: string, to: string): void {
  const data = new Map<string, string>();
  const dataTransfer = {
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? '',
  };
  fireEvent.dragStart(screen.getByRole('button', { name: from }), { dataTransfer });
  fireEvent.drop(screen.getByRole('button', { name: to }), { dataTransfer });
}

test('an item is dragged over several others, and not into another list', () => {
  show({ type: 'array', items: text }, ['a', 'b', 'c', 'd']);
  drag('Move X, item 1', 'Move X, item 4');
  expect(stored).toEqual({ x: ['b', 'c', 'd', 'a'] });
  drag('Move X, item 3', 'Move X, item 1');
  expect(stored).toEqual({ x: ['d', 'b', 'c', 'a'] });
  cleanup();
  const list = { type: 'array', items: text };
  show(
    { type: 'object', properties: { p: { ...list, title: 'P' }, q: { ...list, title: 'Q' } } },
    { p: ['a', 'b'], q: ['c', 'd'] },
  );
  drag('Move P, item 1', 'Move Q, item 2');
  expect(stored).toEqual({ x: { p: ['a', 'b'], q: ['c', 'd'] } });
});

test('a row of a list of numbers is emptied and filled again', () => {
  show({ type: 'array', items: { type: 'number' } }, [1, 2]);
  for (const value of ['', '0', '0.', '0.5']) {
    fireEvent.change(screen.getByLabelText('X, item 1'), { target: { value } });
    expect(screen.getByLabelText<HTMLInputElement>('X, item 1').value).toBe(value);
  }
  expect(stored).toEqual({ x: [0.5, 2] });
});

test('of many objects the first twenty are cards, the others come on demand', () => {
  const item = { type: 'object', properties: { sku: { ...text, title: 'SKU' } } };
  show(
    { type: 'array', items: item },
    Array.from({ length: 25 }, (_, index) => ({ sku: `s${index}` })),
  );
  expect(screen.getAllByLabelText('SKU')).toHaveLength(20);
  fireEvent.click(screen.getByRole('button', { name: 'Show 5 more' }));
  expect(screen.getAllByLabelText('SKU')).toHaveLength(25);
  const card = screen.getByRole('region', { name: 'X, item 1' });
  fireEvent.change(within(card).getByLabelText('SKU'), { target: { value: 'new' } });
  expect((stored.x as readonly JsonValue[])[0]).toEqual({ sku: 'new' });
});

test('values with names of their own are rows', () => {
  show({ type: 'object', additionalProperties: text }, { a: '1' });
  fireEvent.change(screen.getByLabelText('X, value 1'), { target: { value: '2' } });
  expect(stored).toEqual({ x: { a: '2' } });
});

test('shapes are told by a constant', () => {
  const shape = (kind: string, member: string): JsonObject => ({
    ...{ type: 'object', title: kind, properties: { kind: { const: kind }, [member]: { ...text, title: member } } },
  });
  show({ oneOf: [shape('user', 'name'), shape('key', 'token')] }, { kind: 'key' });
  expect(screen.getByLabelText('token')).toBeTruthy();
  expect(screen.queryByLabelText('name')).toBeNull();
});

test.each([{ writeOnly: true }, { format: 'password' }])('a secret of %j is refused', (more) => {
  show({ ...text, ...more }, 's3cret');
  expect(screen.queryByDisplayValue('s3cret')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Remove what stands here' }));
  expect(stored).toEqual({});
});

test.each<[JsonObject, JsonValue]>([
  [text, { a: 1 }],
  [{ type: 'number' }, 'x'],
  [{ type: 'boolean' }, [1]],
  [{ enum: ['a'] }, 'z'],
  [{ type: 'array', items: text }, 'no list'],
  [{ type: 'array', items: { type: 'object', properties: { a: {} } } }, [1]],
  [{ type: 'object', additionalProperties: text }, 7],
  [{ type: 'object', properties: { a: text } }, null],
])('a value that %j cannot show is JSON: %j', (field, value) => {
  show(field, value);
  expect(screen.getByText('This value cannot be shown — edit as JSON.')).toBeTruthy();
});

test('a form of a thousand fields shows what is required', () => {
  const properties = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, text]));
  render(
    <MantineProvider env="test">
      <PlainForm
        schema={{ type: 'object', required: ['f7'], properties }}
        value={{ f9: 'given' }}
        onChange={() => undefined}
      />
    </MantineProvider>,
  );
  expect(screen.getAllByRole('textbox')).toHaveLength(2);
  expect(screen.getByRole('button', { name: 'More options (998)' })).toBeTruthy();
});
