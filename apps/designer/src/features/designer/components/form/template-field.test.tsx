import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { fieldOf } from '../../../../components/schema-form/model/schema.ts';
import type { PickerRoot } from '../../model/picker-root.ts';
import { PanelContext } from '../panel/panel-context.ts';
import { TemplateField } from './template-field.tsx';

afterEach(cleanup);
// An editor measures its text, which jsdom cannot.
Object.assign(Range.prototype, { getClientRects: () => [] });
// Loaded before, so that nothing is still on its way when a test ends.
await import('../../../../components/code-editor/code-editor.tsx');
await import('./template-pills.ts');

let stored: JsonValue | undefined;
const roots: readonly PickerRoot[] = [
  {
    ...{ id: 'item', kind: 'item', label: 'Current item', expression: '$states.context.Map.Item.Value' },
    sample: { email: 'ada@example.com' },
  },
];
const surroundings = { problems: [], roots, expressions: [], bindings: undefined, wanted: undefined };

function Field({ given }: { readonly given: JsonValue | undefined }): ReactElement {
  const [value, setValue] = useState(given);
  return (
    <MantineProvider env="test">
      <PanelContext value={surroundings}>
        <TemplateField
          spec={fieldOf('to', { type: 'string', title: 'To' }, true)}
          value={value}
          path="/machine/States/A/Arguments/to"
          onChange={(next) => {
            stored = next;
            setValue(next);
          }}
        />
      </PanelContext>
    </MantineProvider>
  );
}

async function show(given?: JsonValue): Promise<void> {
  stored = given;
  render(<Field given={given} />);
  await act(async () => Promise.resolve());
}
const modeKey = (): boolean =>
  fireEvent.keyDown(screen.getByRole('button', { name: /^To: / }), { key: 'e', ctrlKey: true });

test('Mod+E goes through the modes, and back to the same value', async () => {
  await show('Hello');
  expect(screen.getByRole('button', { name: 'To: Fixed' })).toBeTruthy();
  modeKey();
  expect(stored).toBe('{% "Hello" %}');
  modeKey();
  expect(stored).toBe('{% $template("Hello", {}) %}');
  modeKey();
  expect(stored).toBe('Hello');
});

test('a change that would drop something asks first', async () => {
  await show('{% $template("Hi {{a}}", { \'a\': $a }) %}');
  modeKey();
  expect(screen.getByRole('alert').textContent).toContain('Fixed would drop this.');
  fireEvent.click(screen.getByRole('button', { name: 'Keep' }));
  expect(stored).toBe('{% $template("Hi {{a}}", { \'a\': $a }) %}');
});

test('an empty value may be in any mode, and nothing is written for it', async () => {
  await show();
  modeKey();
  expect(screen.getByRole('button', { name: 'To: Mapping' })).toBeTruthy();
  expect(stored).toBeUndefined();
});

test('a text that looks like an expression stays a text', async () => {
  await show();
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '{% typed %}' } });
  expect(stored).toBe('{% "{% typed %}" %}');
  expect(screen.getByDisplayValue('{% typed %}')).toBeTruthy();
});

const ITEM = '{% $states.context.Map.Item.Value.email %}';

test('a path is a pill with its value, which a key removes', async () => {
  await show(ITEM);
  const pill = screen.getByRole('button', { name: 'Current item › email' });
  expect(screen.getByText('"ada@example.com"')).toBeTruthy();
  fireEvent.keyDown(pill, { key: 'Delete' });
  expect(stored).toBeUndefined();
});

test('F2 shows the text of a pill', async () => {
  await show(ITEM);
  fireEvent.keyDown(screen.getByRole('button', { name: 'Current item › email' }), { key: 'F2' });
  await act(async () => Promise.resolve());
  expect(screen.queryByRole('button', { name: 'Current item › email' })).toBeNull();
});
