import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { useSearchText } from './use-search-text.ts';

let searched: string[];

interface Props {
  readonly inEffect: string | undefined;
  readonly onSearch: (text: string) => void;
}

function Field({ inEffect, onSearch }: Props): ReactElement {
  const { text, type, clear } = useSearchText(inEffect, (next) => {
    searched.push(next);
    onSearch(next);
  });
  return (
    <>
      <input aria-label="field" value={text} onChange={({ currentTarget: { value } }) => type(value)} />
      <button type="button" onClick={clear}>
        Clear
      </button>
    </>
  );
}

const field = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>('field');
const type = (value: string): boolean => fireEvent.change(field(), { target: { value } });
const wait = (ms: number): void =>
  act(() => {
    jest.advanceTimersByTime(ms);
  });

/** Draws the field, with what brings a search into effect, as a page's address does. A slow page does not do so by itself. */
function show({ isSlow = false } = {}): (text: string | undefined) => void {
  const draw = (inEffect: string | undefined): ReactElement => (
    <Field inEffect={inEffect} onSearch={isSlow ? () => undefined : goTo} />
  );
  const { rerender } = render(draw('old'));
  function goTo(text: string | undefined): void {
    rerender(draw(text));
  }
  return goTo;
}

beforeEach(() => {
  searched = [];
  jest.useFakeTimers();
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

test('what is typed is searched for once', () => {
  show();
  type('a');
  wait(100);
  type('ab');
  wait(1000);
  expect([field().value, searched]).toEqual(['ab', ['ab']]);
  type('');
  wait(1000);
  expect(searched).toEqual(['ab', '']);
  type('ab');
  wait(1000);
  expect(searched).toEqual(['ab', '', 'ab']);
});

test('what is typed while a search comes into effect stays', () => {
  const goTo = show({ isSlow: true });
  type('a');
  wait(300);
  type('ab');
  goTo('a');
  expect(field().value).toBe('ab');
  wait(300);
  expect(searched).toEqual(['a', 'ab']);
});

test('another search that comes into effect is shown, and takes the place of what was typed', () => {
  const goTo = show();
  goTo('other');
  expect(field().value).toBe('other');
  type('typed');
  goTo(undefined);
  wait(1000);
  expect([field().value, searched]).toEqual(['', []]);
});

test('a search that was in effect and is cleared is cleared in the field', () => {
  const goTo = show();
  type('a');
  wait(1000);
  goTo(undefined);
  expect(field().value).toBe('');
  goTo('a');
  expect(field().value).toBe('a');
});

test('a field that is emptied searches for nothing', () => {
  show();
  type('a');
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
  wait(1000);
  expect(searched).toEqual([]);
});
