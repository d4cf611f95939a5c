import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { MapState, State, TaskState, Trigger, WaitState } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import canvasWords from '../../../../i18n/en/canvas.json' with { type: 'json' };
import words from '../../../../i18n/en/designer.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { MapSetup } from './composite-setup.tsx';
import { RetryRules } from './on-error/retry-rules.tsx';
import { TriggerPanel } from './trigger-panel.tsx';
import { WaitSetup } from './wait-setup.tsx';

addWords('designer', words);
addWords('canvas', canvasWords);
afterEach(cleanup);

let edits: unknown[];

function Kept<Value>({ first, draw }: Drawn<Value>): ReactElement {
  const [value, setValue] = useState(first);
  return draw(value, (next) => {
    edits.push(next);
    setValue(next);
  });
}
interface Drawn<Value> {
  readonly first: Value;
  readonly draw: (value: Value, onChange: (next: Value) => void) => ReactElement;
}

/** Draws what keeps what is written, as the draft does. */
function show<Value>(first: Value, draw: Drawn<Value>['draw']): void {
  edits = [];
  const workbench = { openDrawer: () => undefined, document: {}, connectors: [] } as unknown as Workbench;
  // No server answers here.
  const cache = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <WorkbenchContext value={workbench}>
          <Kept first={first} draw={draw} />
        </WorkbenchContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const showTrigger = (trigger: Trigger): void =>
  show(trigger, (kept, onChange) => (
    <TriggerPanel id="t" workspace="default" isLive trigger={kept} onChange={onChange} onClose={() => undefined} />
  ));
const step = { name: 'Step', path: '/machine/States/Step' };
const showStep = <Kind extends State>(
  first: Kind,
  draw: (state: Kind, set: (next: State) => void) => ReactElement,
): void => show(first, (state, onChange) => draw(state, (next) => onChange(next as Kind)));

/** Types letter by letter: each text stays as it is. */
function type(label: string, ...texts: readonly string[]): void {
  const field = screen.getByLabelText<HTMLInputElement>(label);
  for (const text of texts) {
    fireEvent.change(field, { target: { value: text } });
    expect(field.value).toBe(text);
  }
  fireEvent.blur(field);
}
const shown = (label: string): string => screen.getByLabelText<HTMLInputElement>(label).value;

test('the days of a webhook are emptied and typed anew', () => {
  showTrigger({ type: 'webhook', path: 'a', dedupe: '{% $x %}', dedupeDays: 7 });
  type('Days that a key is remembered', '', '1', '14');
  expect(edits.at(-1)).toMatchObject({ dedupeDays: 14 });
  type('Days that a key is remembered', '');
  expect(shown('Days that a key is remembered')).toBe('14');
});

test('the distance of a schedule is emptied and typed anew, and is never 0 by that', () => {
  showTrigger({ type: 'schedule', everySeconds: 3600 });
  type('Seconds between two runs', '', '-', '6', '60');
  expect(edits).toEqual([6, 60].map((everySeconds) => ({ type: 'schedule', everySeconds })));
  type('Seconds between two runs', '');
  expect(shown('Seconds between two runs')).toBe('60');
});

test('the numbers of a retry are typed letter by letter', () => {
  const task: TaskState = {
    Type: 'Task',
    Resource: 'http:request',
    Retry: [{ ErrorEquals: ['States.ALL'] }],
    End: true,
  };
  showStep(task, (state, set) => (
    <RetryRules state={state} path={step.path} onChange={(Retry) => set({ ...state, Retry })} />
  ));
  type('Factor', '', '1', '1.', '1.0', '1.05');
  type('Retries', '', '0', '');
  expect(shown('Retries')).toBe('0');
  type('Longest delay (s)', '-', '', '9', '90');
  const rule = { ErrorEquals: ['States.ALL'], BackoffRate: 1.05, MaxAttempts: 0, MaxDelaySeconds: 90 };
  expect(edits.at(-1)).toMatchObject({ Retry: [rule] });
  type('Longest delay (s)', '');
  const { MaxDelaySeconds: _, ...without } = rule;
  expect(edits.at(-1)).toEqual({ ...task, Retry: [without] });
});

test('a batch keeps what is typed', () => {
  const map: MapState = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: {} }, End: true };
  showStep(map, (state, set) => <MapSetup {...step} state={state} onChange={set} />);
  type('Items in a batch', '0', '05', '-', '5');
  expect(edits.at(-1)).toEqual({ ...map, ItemBatcher: { MaxItemsPerBatch: 5 } });
});

test('a wait that is emptied does not become one of 0 seconds', () => {
  const wait: WaitState = { Type: 'Wait', Seconds: 60, End: true };
  showStep(wait, (state, set) => <WaitSetup {...step} state={state} onChange={set} />);
  type('Seconds', '', '3', '30');
  expect(edits).toEqual([{ Type: 'Wait', End: true }, ...[3, 30].map((Seconds) => ({ ...wait, Seconds }))]);
});
