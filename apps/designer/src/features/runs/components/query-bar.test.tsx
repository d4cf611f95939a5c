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
