import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider, NumberInput } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, startTransition, useState } from 'react';
import { useTypedNumber } from './use-typed-number.ts';

let told: (number | undefined)[];

function Field({ isLate = false }: { readonly isLate?: boolean }): ReactElement {
  const [kept, keep] = useState<number | undefined>(7);
  const typing = useTypedNumber(kept, (number) => {
    told.push(number);
    if (isLate) startTransition(() => keep(number));
    else keep(number);
  });
  return (
    <MantineProvider env="test">
      <NumberInput aria-label="field" {...typing} />
      <output>{kept}</output>
      <button type="button" onClick={() => keep(7)}>
        Back
      </button>
    </MantineProvider>
  );
}

const field = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>('field');
const show = (isLate = false): void => {
  told = [];
  render(<Field isLate={isLate} />);
};
const type = (...texts: readonly string[]): void => {
  for (const text of texts) {
    fireEvent.change(field(), { target: { value: text } });
    expect(field().value).toBe(text);
  }
};

afterEach(cleanup);

test.each([false, true])('a decimal is typed letter by letter, drawn later: %s', (isLate) => {
  show(isLate);
  type('', '0', '0.', '0.0', '0.05');
  expect(told).toEqual([undefined, 0, 0.05]);
  fireEvent.blur(field());
  expect(field().value).toBe('0.05');
});

test.each([
  ['1.0', 1],
  ['12345678901234', 12_345_678_901_234],
])('%s is kept', (text, number) => {
  show();
  type(text);
  expect(told).toEqual([number]);
  expect(screen.getByRole('status').textContent).toBe(String(number));
});

test('a sign alone stays, and is no number', () => {
  show();
  type('-', '-3');
  expect(told).toEqual([undefined, -3]);
});

test('what comes from elsewhere takes the place of what was typed', () => {
  show();
  type('7.', '8.');
  act(() => screen.getByRole('button', { name: 'Back' }).click());
  expect(field().value).toBe('7');
});
