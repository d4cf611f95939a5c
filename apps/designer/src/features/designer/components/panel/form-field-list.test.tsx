import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonObject } from '@millrace/machine';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import words from '../../../../i18n/en/designer.json' with { type: 'json' };
import fieldWords from '../../../../i18n/en/fields.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';
import { FIELD_KINDS } from '../../model/form-schema.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { FormFieldList } from './form-field-list.tsx';

addWords('designer', words);
addWords('fields', fieldWords);
afterEach(cleanup);

/** Draws the fields of a form; gives its newest schema, and how somebody else changes it. */
function open(first: JsonObject | undefined): {
  readonly schema: () => JsonObject | undefined;
  readonly replace: (schema: JsonObject | undefined) => void;
} {
  let current = first;
  let replace: (schema: JsonObject | undefined) => void = () => undefined;
  function Form(): ReactElement {
    const [schema, setSchema] = useState(first);
    current = schema;
    replace = setSchema;
    return (
      <FormFieldList title="Fields" help="" schema={schema} kinds={FIELD_KINDS} onChange={(next) => setSchema(next)} />
    );
  }
  render(
    <MantineProvider env="test">
      <WorkbenchContext value={{ openDrawer: () => undefined } as unknown as Workbench}>
        <Form />
      </WorkbenchContext>
    </MantineProvider>,
  );
  return { schema: () => current, replace: (schema) => replace(schema) };
}

const add = (): void => void fireEvent.click(screen.getByRole('button', { name: 'Add a field' }));
const field = (name: string) => within(screen.getByRole('group', { name }));
const type = (of: string, label: string, value: string): void => {
  const input = field(of).getByRole('textbox', { name: label });
  fireEvent.change(input, { target: { value } });
  fireEvent.blur(input);
};
const names = (): readonly string[] =>
  screen.getAllByRole<HTMLInputElement>('textbox', { name: 'Name' }).map(({ value }) => value);
const pick = (of: string, kind: string): void => {
  fireEvent.click(field(of).getByRole('combobox', { name: 'Asks for' }));
  fireEvent.click(screen.getByRole('option', { name: kind, hidden: true }));
};

test('a field is added, named, labelled and demanded', () => {
  const { schema } = open(undefined);
  add();
  expect(schema()).toBeUndefined();
  type('Field 1', 'Name', 'amount');
  pick('amount', 'Number');
  type('amount', 'Label', 'Amount in euros');
  fireEvent.click(field('amount').getByRole('checkbox', { name: 'Required' }));
  expect(schema()).toEqual({
    ...{ type: 'object', additionalProperties: false, required: ['amount'] },
    properties: { amount: { title: 'Amount in euros', type: 'number' } },
  });
});

test('what is typed stays while the draft that came of it is not drawn yet, and undo takes it away', () => {
  let drawn: JsonObject | undefined;
  const made: (JsonObject | undefined)[] = [];
  const view = (): ReactElement => (
    <MantineProvider env="test">
      <WorkbenchContext value={{} as unknown as Workbench}>
        <FormFieldList title="Fields" help="" schema={drawn} kinds={FIELD_KINDS} onChange={(next) => made.push(next)} />
      </WorkbenchContext>
    </MantineProvider>
  );
  const { rerender } = render(view());
  const draw = (schema: JsonObject | undefined): void => {
    drawn = schema;
    rerender(view());
  };
  add();
  type('Field 1', 'Name', 's');
  type('s', 'Name', 'si');
  expect(names()).toEqual(['si']);
  // The first letter is drawn when there are two already.
  draw(made[0]);
  expect(names()).toEqual(['si']);
  type('si', 'Label', 'Size');
  draw(made[1]);
  draw(made[2]);
  expect(names()).toEqual(['si']);
  expect(drawn).toMatchObject({ properties: { si: { title: 'Size' } } });
  draw(made[1]);
  expect(field('si').getByRole<HTMLInputElement>('textbox', { name: 'Label' }).value).toBe('');
  draw(undefined);
  expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull();
});

test('a choice has one option at least', () => {
  const { schema } = open({ type: 'object', properties: { size: { type: 'string' } } });
  pick('size', 'Choice');
  expect(schema()).toMatchObject({ properties: { size: { type: 'string', enum: ['First option'] } } });
});

test('a name that is taken is said, and takes nothing away', () => {
  const { schema } = open({ type: 'object', properties: { a: { type: 'number' } } });
  add();
  type('Field 2', 'Name', 'a');
  expect(screen.getByText('Another field has this name.')).toBeDefined();
  expect(schema()).toEqual({ type: 'object', properties: { a: { type: 'number' } } });
});

test('fields are moved and removed, and what somebody else made of them is shown', () => {
  const before = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } } };
  const { schema, replace } = open(before);
  fireEvent.keyDown(field('b').getByRole('button', { name: 'Move b' }), { key: 'ArrowUp' });
  expect(names()).toEqual(['b', 'a']);
  expect(Object.keys(schema()?.properties as object)).toEqual(['b', 'a']);
  // As undo does.
  fireEvent.click(field('b').getByRole('button', { name: /^Remove/ }));
  expect(names()).toEqual(['a']);
  act(() => replace(before));
  expect(names()).toEqual(['a', 'b']);
});

test('what only its JSON can say stays until another kind is picked', () => {
  const { schema } = open({ type: 'object', properties: { tags: { type: 'array' } } });
  type('tags', 'Label', 'Tags');
  expect(schema()).toMatchObject({ properties: { tags: { type: 'array', title: 'Tags' } } });
  pick('tags', 'Text');
  expect(schema()).toMatchObject({ properties: { tags: { type: 'string', title: 'Tags' } } });
});

test('a schema that is no list of fields is left to the JSON', () => {
  open({ type: 'array', items: {} });
  expect(screen.getByText(/no list of fields/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Add a field' })).toBeNull();
});
