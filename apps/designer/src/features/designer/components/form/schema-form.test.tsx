import { afterEach, describe, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonObject } from '@millrace/machine';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import words from '../../../../i18n/en/designer.json' with { type: 'json' };
import type { Finding } from '../../../../lib/contract.ts';
import { addWords } from '../../../../lib/i18n.ts';
import { PanelContext } from '../panel/panel-context.ts';
import { SchemaForm } from './schema-form.tsx';

addWords('designer', words);
afterEach(cleanup);

const schema: JsonObject = {
  type: 'object',
  required: ['url'],
  properties: {
    url: { type: 'string', title: 'URL' },
    note: { type: 'string', title: 'Note', 'x-ui': { advanced: true } },
    seconds: { type: 'integer', title: 'Seconds', 'x-ui': { advanced: true } },
  },
};
let stored: JsonObject;

function Form({ problems }: { readonly problems: readonly Finding[] }): ReactElement {
  const [value, setValue] = useState<JsonObject>({});
  return (
    <MantineProvider env="test">
      <PanelContext value={{ problems, roots: [], expressions: [], bindings: undefined, wanted: undefined }}>
        <SchemaForm
          schema={schema}
          value={value}
          path="/machine/States/A/Arguments"
          onChange={(next) => {
            stored = next;
            setValue(next);
          }}
        />
      </PanelContext>
    </MantineProvider>
  );
}

describe('the form of a schema', () => {
  test('shows what is required, and the rest on demand', () => {
    render(<Form problems={[]} />);
    expect(screen.queryByLabelText('Note')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More options (2)' }));
    expect(screen.getByLabelText('Note')).toBeTruthy();
  });

  test('keeps a field where it is while its value is typed', () => {
    render(<Form problems={[]} />);
    fireEvent.click(screen.getByRole('button', { name: 'More options (2)' }));
    const note = screen.getByLabelText('Note');
    fireEvent.change(note, { target: { value: 'hello' } });
    expect(stored).toEqual({ note: 'hello' });
    // Another place would be another element, and the caret would be lost.
    expect(screen.getByLabelText('Note')).toBe(note);
    fireEvent.click(screen.getByRole('button', { name: 'Fewer options' }));
    expect(screen.getByRole('button', { name: 'More options (1)' })).toBeTruthy();
    expect(screen.getByLabelText('Note')).toBeTruthy();
  });

  test('says what is missing, and what is wrong with a field', () => {
    const path = '/machine/States/A/Arguments';
    const problem = { code: 'x', severity: 'error' } as const;
    render(
      <Form
        problems={[
          { ...problem, path, message: 'There is no URL.' },
          { ...problem, path: `${path}/url`, message: 'This is no URL.' },
        ]}
      />,
    );
    expect(screen.getByText('There is no URL.')).toBeTruthy();
    expect(screen.getByText('This is no URL.')).toBeTruthy();
  });
});
