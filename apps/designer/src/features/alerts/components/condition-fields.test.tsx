import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import words from '../../../i18n/en/alerts.json' with { type: 'json' };
import type { AlertCondition } from '../../../lib/contract.ts';
import { addWords } from '../../../lib/i18n.ts';
import { ConditionFields } from './condition-fields.tsx';

addWords('alerts', words);
afterEach(cleanup);

let told: AlertCondition | undefined;

function Kept({ first }: { readonly first: AlertCondition }): ReactElement {
  const [condition, setCondition] = useState(first);
  return (
    <MantineProvider env="test">
      <ConditionFields
        condition={condition}
        onChange={(next) => {
          told = next;
          setCondition(next);
        }}
      />
    </MantineProvider>
  );
}

/** Types letter by letter: each text stays as it is. */
function type(label: string, ...texts: readonly string[]): void {
  const field = screen.getByLabelText<HTMLInputElement>(label);
  for (const text of texts) {
    fireEvent.change(field, { target: { value: text } });
    expect(field.value).toBe(text);
  }
  fireEvent.blur(field);
}

const above = { kind: 'above', threshold: 0.05, windowMinutes: 5, minCount: 20 } as const;

test('a limit, its window and its least count are emptied and typed anew', () => {
  render(<Kept first={{ ...above, metric: 'queue_age' }} />);
  type(words.form.threshold.seconds, '', '0', '0.', '0.0', '0.07', '0.075');
  type(words.form.window, '', '1', '15');
  type(words.form.minCount, '', '0', '05', '50');
  expect(told).toEqual({ ...above, metric: 'queue_age', threshold: 75, windowMinutes: 15, minCount: 50 });
});

test('a count of many digits is kept as it is typed', () => {
  render(<Kept first={{ ...above, metric: 'failed' }} />);
  type(words.form.threshold.count, '1234567');
  expect(told).toMatchObject({ threshold: 1_234_567 });
});

test('what is left empty is what it was', () => {
  render(<Kept first={{ ...above, metric: 'failed' }} />);
  told = undefined;
  type(words.form.window, '');
  expect(told).toBeUndefined();
  expect(screen.getByLabelText<HTMLInputElement>(words.form.window).value).toBe('5');
});
