import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { KeyValueRows } from './key-value-rows.tsx';

afterEach(cleanup);

/** Draws rows over a value; what comes of them is drawn only on demand, as a draft is some time after it was changed. */
function open(first: JsonObject): {
  readonly made: (JsonValue | undefined)[];
  readonly draw: (value: JsonObject) => void;
} {
  const made: (JsonValue | undefined)[] = [];
  const view = (value: JsonObject): ReactElement => (
    <MantineProvider env="test">
      <KeyValueRows title="Headers" value={value} onChange={(next) => made.push(next)} />
    </MantineProvider>
  );
  const { rerender } = render(view(first));
  return { made, draw: (value) => rerender(view(value)) };
}

const input = (label: string): HTMLInputElement => screen.getByLabelText(`Headers, ${label}`);
const type = (label: string, value: string): void => void fireEvent.change(input(label), { target: { value } });
const name = (label: string, value: string): void => {
  type(label, value);
  fireEvent.blur(input(label));
};

test('letters that are typed before those ahead of them were drawn stay, and undo takes them away', () => {
  const { made, draw } = open({ accept: '' });
  type('value 1', 't');
  type('value 1', 'te');
  expect(input('value 1').value).toBe('te');
  draw({ accept: 't' });
  expect(input('value 1').value).toBe('te');
  type('value 1', 'tex');
  draw({ accept: 'tex' });
  expect(input('value 1').value).toBe('tex');
  expect(made.at(-1)).toEqual({ accept: 'tex' });
  draw({ accept: 't' });
  expect(input('value 1').value).toBe('t');
});

test('a name is stored once it is written to its end', () => {
  const { made, draw } = open({});
  fireEvent.click(screen.getByRole('button', { name: /Headers/ }));
  type('name 1', 'a');
  type('name 1', 'ac');
  expect(made).toEqual([]);
  name('name 1', 'accept');
  expect(made).toEqual([{ accept: '' }]);
  draw({ accept: '' });
  type('name 1', 'accept-language');
  fireEvent.keyDown(input('name 1'), { key: 'Enter' });
  expect(made.at(-1)).toEqual({ 'accept-language': '' });
});

test('a name that is taken is said, and overwrites nothing', () => {
  const { made } = open({ a: '1', b: '2' });
  name('name 2', 'a');
  expect(screen.getByText('There is “a” already.')).toBeDefined();
  expect(made).toEqual([]);
  name('name 2', 'c');
  expect(made).toEqual([{ a: '1', c: '2' }]);
  expect(screen.queryByText('There is “a” already.')).toBeNull();
});

test('a row that is removed takes its value along', () => {
  const { made } = open({ a: '1' });
  fireEvent.click(screen.getByRole('button', { name: 'Remove a' }));
  expect(made).toEqual([undefined]);
  expect(screen.queryByLabelText('Headers, name 1')).toBeNull();
});
