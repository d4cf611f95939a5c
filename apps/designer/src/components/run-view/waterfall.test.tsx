import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import type { Run, Step } from '../../lib/contract.ts';
import { foldThreads } from './model/thread-pages.ts';
import { waterfallRows } from './model/waterfall.ts';
import { Waterfall } from './waterfall.tsx';

afterEach(cleanup);

// jsdom lays nothing out, and only rows that fit are drawn.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { value: 600 });
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { value: 800 });

const AT = '2026-01-01T00:00:00.000Z';
const run = {
  ...{ id: 'run', status: 'succeeded', workflow: { name: 'orders' }, acceptedAt: AT, startedAt: AT, endedAt: AT },
  ...{ durationMs: 0, stepCount: 2, held: [] },
} as unknown as Run;
const steps = ['Check stock', 'Charge card'].map((state, index) => ({
  ...{ sequence: index + 1, path: `/States/${state}`, state, type: 'Task', status: 'succeeded' },
  ...{ attempts: [], startedAt: AT, endedAt: AT, enteredAt: AT },
})) as unknown as readonly Step[];
const nowMs = Date.parse(AT);
const rows = waterfallRows(run, steps, { running: [], nowMs, held: [], isCut: false });

function Place(): ReactElement {
  const [selected, select] = useState<string>();
  return (
    <MantineProvider env="test">
      <Waterfall
        run={run}
        steps={{ rows, folded: foldThreads(rows, {}), nowMs, isCut: false, showThreads: () => undefined }}
        selected={selected}
        onSelect={select}
      />
    </MantineProvider>
  );
}

test('the list says which of its rows the arrows are at', () => {
  render(<Place />);
  const list = screen.getByRole('listbox');
  expect(list.getAttribute('aria-activedescendant')).toBeNull();
  for (const name of [/Check stock/, /Charge card/]) {
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    const row = screen.getByRole('option', { name, selected: true });
    expect(list.getAttribute('aria-activedescendant')).toBe(row.id);
  }
});
