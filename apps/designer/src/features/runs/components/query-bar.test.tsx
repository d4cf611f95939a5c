import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { QueryBar } from './query-bar.tsx';

afterEach(cleanup);

function Bar({ start }: { readonly start: string }): ReactElement {
  const [query, setQuery] = useState(start);
  return (
    <MantineProvider env="test">
      <QueryBar query={query} known={{ workflows: [], errors: [], attributes: new Map() }} onQuery={setQuery} />
      <output>{query}</output>
    </MantineProvider>
  );
}

const asked = (): string | null => screen.getByRole('status').textContent;
const field = (): HTMLInputElement => screen.getByRole<HTMLInputElement>('textbox', { name: 'Add a condition' });

test('whoever edits a condition goes on in the field, and what stands there half written stays', () => {
  render(<Bar start="status:failed workflow:orders" />);
  fireEvent.change(field(), { target: { value: 'version:' } });
  fireEvent.click(screen.getByRole('button', { name: 'Edit status:failed' }));
  expect(document.activeElement).toBe(field());
  expect([field().value, asked()]).toEqual(['status:failed version:', 'workflow:orders']);
});

test('a condition is edited twice, though the field was emptied in between', () => {
  render(<Bar start="status:failed status:failed" />);
  for (const left of ['status:failed', '']) {
    fireEvent.click(screen.getAllByRole('button', { name: 'Edit status:failed' })[0]!);
    expect([field().value, asked()]).toEqual(['status:failed', left]);
    fireEvent.change(field(), { target: { value: '' } });
  }
});

test('whoever removes a condition goes on in the field', () => {
  render(<Bar start="status:failed" />);
  fireEvent.change(field(), { target: { value: 'version:' } });
  fireEvent.click(screen.getByRole('button', { name: /^Remove/ }));
  expect(document.activeElement).toBe(field());
  expect([field().value, asked()]).toEqual(['version:', '']);
});

/** Types it and presses Enter. */
function add(text: string): void {
  fireEvent.change(field(), { target: { value: text } });
  fireEvent.keyDown(field(), { key: 'Enter' });
}

test('a bound of time is added in the place of the one before', () => {
  render(<Bar start="from:2026-01-01 until:2026-01-02 status:failed" />);
  add('from:2026-01-01T12:00');
  expect([field().value, asked()]).toEqual(['', 'until:2026-01-02 status:failed from:2026-01-01T12:00']);
});

test('a condition that contradicts the others is not added, and why is said', () => {
  render(<Bar start="until:2026-01-02" />);
  add('from:2026-01-03');
  expect([field().value, asked()]).toEqual(['from:2026-01-03', 'until:2026-01-02']);
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole('alert').textContent).toMatch(/The range ends before it begins/);
  fireEvent.change(field(), { target: { value: 'from:2026-01-01' } });
  expect(screen.queryByRole('alert')).toBeNull();
});

test('one condition too many is not added, and that is said', () => {
  render(<Bar start={'a:1 '.repeat(40).trim()} />);
  add('b:2');
  expect(field().value).toBe('b:2');
  expect(screen.getByRole('alert').textContent).toMatch(/more than 40 conditions/);
});

const whole = (): HTMLInputElement => screen.getByRole<HTMLInputElement>('textbox', { name: 'Query' });
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }));

const shown = (query: string): ReactElement => (
  <MantineProvider env="test">
    <QueryBar query={query} known={{ workflows: [], errors: [], attributes: new Map() }} onQuery={() => undefined} />
  </MantineProvider>
);

test('a query that comes broken is shown as text, though chips were shown before', () => {
  const { rerender } = render(shown('status:failed'));
  rerender(shown('status:failed from:-1h from:-2h'));
  expect(whole().value).toBe('status:failed from:-1h from:-2h');
  expect(screen.getByRole('alert').textContent).toMatch(/from is given twice/);
});

test('who mends a broken query and asks for chips gets them, though the address takes a moment', () => {
  const { rerender } = render(shown('status:faild'));
  fireEvent.change(whole(), { target: { value: 'status:failed' } });
  press('As chips');
  rerender(shown('status:failed'));
  screen.getByRole('button', { name: 'Edit status:failed' });
});

test('what is half written stays when the query is shown as text', () => {
  render(<Bar start="status:failed" />);
  fireEvent.change(field(), { target: { value: 'version:' } });
  press('As text');
  expect([whole().value, asked()]).toEqual(['status:failed version:', 'status:failed']);
  fireEvent.change(whole(), { target: { value: 'status:failed version:7' } });
  press('As chips');
  expect([field().value, asked()]).toEqual(['', 'status:failed version:7']);
});

test('text that is not understood is not left for chips', () => {
  render(<Bar start="status:failed" />);
  press('As text');
  fireEvent.change(whole(), { target: { value: 'status:faild' } });
  press('As chips');
  expect([whole().value, asked()]).toEqual(['status:faild', 'status:failed']);
  expect(document.activeElement).toBe(whole());
  expect(screen.getByRole('alert').textContent).toMatch(/faild/);
});

test('a query that somebody else changes is shown as it is now', () => {
  render(<Bar start="status:failed" />);
  press('As text');
  fireEvent.change(whole(), { target: { value: 'status:failed version:' } });
  press('Clear filters');
  expect(whole().value).toBe('');
});
