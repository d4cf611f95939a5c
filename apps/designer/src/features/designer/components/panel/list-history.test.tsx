// Rows that come, go and move are undone one by one, and what is written into one of them by itself.
import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { ChoiceState, PassState, State, TaskState } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import canvasWords from '../../../../i18n/en/canvas.json' with { type: 'json' };
import words from '../../../../i18n/en/designer.json' with { type: 'json' };
import workbenchWords from '../../../../i18n/en/workbench.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';
import { setStep } from '../../model/commands/ways.ts';
import { changeOf, edit, type History, startHistory, undo } from '../../model/history.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { ChoiceSetup } from './choice-setup.tsx';
import { ErrorTab } from './on-error/error-tab.tsx';
import { PassSetup } from './pass-setup.tsx';
import type { StepProps } from './step-panel.tsx';

addWords('designer', words);
addWords('canvas', canvasWords);
addWords('workbench', workbenchWords);
afterEach(cleanup);
// An editor measures its text, which jsdom cannot.
Object.assign(Range.prototype, { getClientRects: () => [] });
// Loaded before, so that nothing is still on its way when a test ends.
await import('../../../../components/code-editor/code-editor.tsx');

let history: History;
const edited = (state: State, field?: string): History => {
  history = edit(history, setStep(history.present, 'Step', state), changeOf('Step', field));
  return history;
};

function Kept<Kind extends State>({ draw }: { readonly draw: (step: StepProps<Kind>) => ReactElement }): ReactElement {
  const [{ present }, keep] = useState(history);
  const onChange: StepProps['onChange'] = (next, field) => keep(edited(next, field));
  const step = { name: 'Step', path: '/machine/States/Step', state: present.machine.States.Step as Kind, onChange };
  const workbench = { document: present, connectors: [] } as unknown as Workbench;
  return <WorkbenchContext value={workbench}>{draw(step)}</WorkbenchContext>;
}

/** Draws a step whose edits go into a history, as those of the draft do. */
async function show<Kind extends State>(state: Kind, draw: (step: StepProps<Kind>) => ReactElement): Promise<void> {
  history = startHistory({ millrace: 1, name: 'orders', machine: { StartAt: 'Step', States: { Step: state } } });
  // No server answers here.
  const cache = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <Kept draw={draw} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await act(async () => Promise.resolve());
}
const write = (label: string, ...texts: readonly string[]): void => {
  for (const value of texts) fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

/** What a member of the step was before each of the edits, the newest first. */
function undone(member: string): unknown[] {
  const before: unknown[] = [];
  while (history.past.length > 0) {
    history = undo(history);
    before.push((history.present.machine.States.Step as unknown as Record<string, unknown>)[member]);
  }
  return before;
}

test('the rows of a transform', async () => {
  const pass: PassState = { Type: 'Pass', Output: { a: '', b: '' }, End: true };
  await show(pass, (step) => <PassSetup {...step} />);
  write('Value of a', '1', '12');
  write('Value of b', '3', '34');
  write('Name of a', 'c');
  fireEvent.blur(screen.getByLabelText('Name of a'));
  write('Value of c', '125');
  write('Name of a new value', 'd');
  fireEvent.blur(screen.getByLabelText('Name of a new value'));
  press('Remove b');
  press('Remove d');
  expect(undone('Output')).toEqual([
    { c: '125', d: '' },
    { c: '125', b: '34', d: '' },
    { c: '125', b: '34' },
    { c: '12', b: '34' },
    { a: '12', b: '34' },
    { a: '12', b: '' },
    { a: '', b: '' },
  ]);
});

test('the rules that try again', async () => {
  const ErrorEquals = ['States.ALL'];
  const task: TaskState = { Type: 'Task', Resource: 'http:request', Retry: [{ ErrorEquals }], End: true };
  await show(task, (step) => <ErrorTab {...step} />);
  write('Retries', '1', '12');
  write('Longest delay (s)', '6', '60');
  press('Add retry rule');
  press('Move rule 1 down');
  press('Remove retry rule 1');
  const written = { ErrorEquals, MaxAttempts: 12, MaxDelaySeconds: 60 };
  expect(undone('Retry')).toEqual([
    [{ ErrorEquals }, written],
    [written, { ErrorEquals }],
    [written],
    [{ ErrorEquals, MaxAttempts: 12 }],
    [{ ErrorEquals }],
  ]);
});

test('the rules that go another way', async () => {
  const rule = { ErrorEquals: ['States.ALL'], Next: '' };
  const task: TaskState = { Type: 'Task', Resource: 'http:request', Catch: [rule], End: true };
  await show(task, (step) => <ErrorTab {...step} />);
  write('Keep the error as', 'failure');
  fireEvent.blur(screen.getByLabelText('Keep the error as'));
  press('Add catch rule');
  press('Remove catch rule 1');
  const written = { ...rule, Assign: { failure: '{% $states.errorOutput %}' } };
  expect(undone('Catch')).toEqual([[written, rule], [written], [rule]]);
});

test('the rules of a choice', async () => {
  const rule = { Condition: '{% false %}', Next: '' };
  const choice: ChoiceState = { Type: 'Choice', Choices: [rule] };
  await show(choice, (step) => <ChoiceSetup {...step} />);
  write('Label', 'f', 'first');
  press('Add rule');
  fireEvent.keyDown(screen.getByLabelText(/^Move rule 1/), { key: 'ArrowDown', altKey: true });
  press('Remove rule 1');
  const written = { ...rule, Comment: 'first' };
  expect(undone('Choices')).toEqual([[rule, written], [written, rule], [written], [rule]]);
});
