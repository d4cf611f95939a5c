import { expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { createEvent, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { setSingleKeys } from '../../lib/single-keys.ts';
import { type CanvasSelection, DROP_TYPE, NOTHING_SELECTED } from './canvas-events.ts';
import { type CanvasProps, WorkflowCanvas } from './workflow-canvas.tsx';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders' } },
  settings: { skip: ['Log'] },
  machine: {
    StartAt: 'Charge',
    States: {
      Charge: {
        Type: 'Task',
        Resource: 'connector:http/request',
        Next: 'Each',
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Compensate: { Resource: 'connector:http/request' },
        Comment: 'Ask first.',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refund' }],
      },
      Each: {
        Type: 'Map',
        Items: '{% $orders %}',
        MaxConcurrency: 5,
        ItemProcessor: { StartAt: 'Pack', States: { Pack: { Type: 'Pass', End: true } } },
        Next: 'Log',
      },
      Log: { Type: 'Pass', End: true },
      Refund: { Type: 'Fail', Error: 'Refunded' },
    },
  },
};

/** What the canvas told its owner. */
type Heard = readonly [event: string, ...facts: unknown[]];

function draw(props: Partial<CanvasProps> = {}): {
  readonly heard: Heard[];
  readonly selection: () => CanvasSelection;
} {
  const heard: Heard[] = [];
  let selected = NOTHING_SELECTED;
  const hear =
    (event: string) =>
    (...facts: unknown[]) =>
      void heard.push([event, ...facts.filter((fact) => !(fact instanceof Element))]);
  function Owner(): ReactElement {
    const [selection, select] = useState(NOTHING_SELECTED);
    return (
      <WorkflowCanvas
        document={document}
        readOnly={false}
        connectors={[]}
        selection={selection}
        onSelect={(next) => {
          selected = next;
          select(next);
        }}
        onAdd={hear('add')}
        onMenu={(target) => heard.push(['menu', target])}
        onDisconnect={hear('disconnect')}
        onRetarget={hear('retarget')}
        onDrop={hear('drop')}
        onIteration={hear('iteration')}
        onKey={({ key }) => heard.push(['key', key])}
        {...props}
      />
    );
  }
  localStorage.clear();
  render(
    <MantineProvider>
      <Owner />
    </MantineProvider>,
  );
  return { heard, selection: () => selected };
}

/** The card of a step; without a pattern, the one that begins with its name. */
const card = (name: string | RegExp): Promise<HTMLElement> =>
  screen.findByRole('group', { name: typeof name === 'string' ? new RegExp(`^(Step [0-9.]+, )?${name}, `) : name });
/** Presses keys where the focus is; Enter presses the button that has it. */
function press(...keys: readonly string[]): void {
  for (const key of keys) {
    const target = globalThis.document.activeElement ?? globalThis.document.body;
    const isButton = target instanceof HTMLButtonElement && key === 'Enter';
    fireEvent.keyDown(target, { key });
    if (isButton) fireEvent.click(target);
  }
}

const focused = (): string => globalThis.document.activeElement?.getAttribute('aria-label') ?? '';

test('a card says all of its step', async () => {
  draw({
    stepStates: { Charge: { status: 'failed', attempts: 2, durationMs: 214, visits: 1 } },
    problems: { Charge: 1 },
    marks: { Charge: ['pinned', 'stale'] },
    changes: { Charge: 'changed' },
  });
  await card(
    /^Step 1, Charge, http · request, changed, failed after 2 attempts, 214 ms, 1 problem, result pinned, changed since last test, leads to Each, on any error leads to Refund$/i,
  );
  await card(/^Step 3, Log, Transform, skipped, ends here$/);
  const charge = await card('Charge');
  // A problem and the pin; retry and undo are counted.
  expect(charge.textContent).toContain('+2');
  expect(charge.textContent).toContain('Ask first.');
  expect(charge.getAttribute('aria-description')).toBe('Ask first.');
});

test('a box says what it goes through; its steps are inside and numbered', async () => {
  draw();
  const box = await card(/^Step 2, Each/);
  expect(box.textContent).toContain('$orders');
  expect(box.textContent).toContain('5 at a time');
  await card(/^Step 2\.1, Pack/);
});

test('arrows walk over steps and ways, with the focus; Enter on a + adds', async () => {
  const { heard, selection } = draw();
  await card('Charge');
  screen.getByRole('application', { name: 'Workflow canvas' }).focus();
  press('ArrowRight');
  await waitFor(() => expect(focused()).toBe('Trigger, Webhook'));
  press('ArrowRight');
  await waitFor(() => expect(focused()).toBe('From Webhook to Charge'));
  press('ArrowRight', 'ArrowRight', 'ArrowDown');
  await waitFor(() => expect(focused()).toBe('From Charge to Refund, any error'));
  expect(selection()).toEqual({ current: 'edge:catch:0:Charge', items: ['edge:catch:0:Charge'] });
  press('Enter');
  expect(focused()).toBe('Add step between Charge and Refund');
  press('ArrowLeft', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  await waitFor(() => expect(selection().current).toBe('Log'));
  press('ArrowRight');
  await waitFor(() => expect(focused()).toBe('Add step after Log'));
  press('Enter');
  expect(heard).toEqual([['add', { kind: 'next', state: 'Log' }]]);
});

test('the tools of a way add, lead elsewhere and end it', async () => {
  const { heard } = draw();
  await card('Charge');
  screen.getByRole('application', { name: 'Workflow canvas' }).focus();
  press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  fireEvent.click(await screen.findByRole('button', { name: 'Lead elsewhere' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove this way' }));
  fireEvent.click(screen.getByRole('button', { name: 'Add step between Charge and Each' }));
  const slot = { kind: 'next', state: 'Charge' };
  expect(heard).toEqual([
    ['retarget', slot, undefined, expect.objectContaining({ left: 0, top: 0 })],
    ['disconnect', slot],
    ['add', slot],
  ]);
});

test('several steps are selected by Shift and a click, by Shift and an arrow, and by Mod and A', async () => {
  const { selection } = draw();
  fireEvent.click(await card('Log'));
  fireEvent.click(await card('Charge'), { shiftKey: true });
  expect(selection()).toEqual({ current: 'Charge', items: ['Charge', 'Log'] });
  fireEvent.keyDown(await card('Charge'), { key: 'ArrowRight', shiftKey: true });
  expect(selection()).toEqual({ current: 'Each', items: ['Charge', 'Each', 'Log'] });
  fireEvent.keyDown(await card('Charge'), { key: 'a', ctrlKey: true });
  expect([...selection().items].sort()).toEqual(['Charge', 'Each', 'Log', 'Refund']);
});

test('menus are of what is pointed at, or of the selection', async () => {
  const { heard } = draw();
  fireEvent.contextMenu(await card('Log'));
  fireEvent.keyDown(await card('Log'), { key: 'F10', shiftKey: true });
  fireEvent.click(await card('Charge'), { shiftKey: true });
  fireEvent.contextMenu(await card('Log'));
  fireEvent.contextMenu(screen.getByRole('application', { name: 'Workflow canvas' }));
  expect(heard).toEqual([
    ['menu', { kind: 'item', item: 'Log' }],
    ['menu', { kind: 'item', item: 'Log' }],
    ['menu', { kind: 'selection' }],
    ['menu', { kind: 'canvas' }],
  ]);
});

test('E closes and opens a box, which is kept in the browser; what is selected is never hidden', async () => {
  const { selection } = draw();
  fireEvent.click(await card('Pack'));
  fireEvent.click(screen.getByRole('button', { name: 'Collapse Each' }));
  await waitFor(() => expect(screen.queryByRole('group', { name: /Pack/ })).toBeNull());
  expect(selection()).toEqual({ current: 'Each', items: ['Each'] });
  expect(localStorage.getItem('millrace-canvas-folded:orders')).toBe('["Each"]');
  fireEvent.keyDown(await card('Each'), { key: 'e' });
  await card('Pack');
});

test('keys of one character do nothing to the picture while they are turned off', async () => {
  draw();
  await card('Pack');
  setSingleKeys(false);
  fireEvent.click(await card('Each'));
  fireEvent.keyDown(await card('Each'), { key: 'e' });
  await card('Pack');
  setSingleKeys(true);
  fireEvent.keyDown(await card('Each'), { key: 'e' });
  await waitFor(() => expect(screen.queryByRole('group', { name: /Pack/ })).toBeNull());
});

test('steps and entries of lists are dropped on a +', async () => {
  const { heard } = draw();
  await card('Log');
  const drop = (data: object): void => {
    const target = screen.getByRole('button', { name: 'Add step after Log' });
    const event = createEvent.drop(target);
    Object.defineProperty(event, 'dataTransfer', {
      value: { types: [DROP_TYPE], getData: () => JSON.stringify(data) },
    });
    fireEvent(target, event);
  };
  const slot = { kind: 'next', state: 'Log' };
  drop({ kind: 'template', id: 'http' });
  drop({ kind: 'steps', names: ['Charge'] });
  drop({ kind: 'steps', names: [] });
  expect(heard).toEqual([
    ['drop', slot, { kind: 'template', id: 'http' }],
    ['drop', slot, { kind: 'steps', names: ['Charge'] }],
  ]);
});

test('read only, nothing can be added, and other keys are the owner’s', async () => {
  const { heard } = draw({ readOnly: true });
  fireEvent.keyDown(await card('Log'), { key: 'n' });
  expect(screen.queryAllByRole('button', { name: /^Add/ })).toEqual([]);
  expect(heard).toEqual([['key', 'n']]);
});

test('the iterations of a loop are picked on its head, and those that failed', async () => {
  const { heard } = draw({
    readOnly: true,
    stepStates: { Each: { status: 'running', attempts: 1, visits: 1 } },
    iterations: { Each: { index: 2, count: 12, failed: 2, failedIndexes: [1, 7] } },
  });
  expect((await card('Each')).textContent).toContain('iteration 3 of 12');
  fireEvent.click(screen.getByRole('button', { name: 'Next iteration' }));
  fireEvent.click(screen.getByRole('button', { name: '2 failed' }));
  expect(heard).toEqual([
    ['iteration', 'Each', 3],
    ['iteration', 'Each', 7],
  ]);
});

test('the iterations of the selected loop, or of the one around a step, are walked by keys', async () => {
  const { heard } = draw({
    readOnly: true,
    selection: { items: ['Pack'], current: 'Pack' },
    stepStates: { Each: { status: 'running', attempts: 1, visits: 1 } },
    iterations: { Each: { index: 2, count: 12, failed: 2, failedIndexes: [1, 7] } },
  });
  const inner = await card('Pack');
  for (const key of ['.', ',', 'f']) fireEvent.keyDown(inner, { key });
  fireEvent.keyDown(inner, { key: '.', ctrlKey: true });
  expect(heard).toEqual([
    ['iteration', 'Each', 3],
    ['iteration', 'Each', 1],
    ['iteration', 'Each', 7],
    ['key', '.'],
  ]);
  expect(screen.getByText('iteration 8 of 12')).toBeTruthy();
});
