import { afterEach, describe, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { JsonObject } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import type { OptionList } from '../../lib/contract.ts';
import { type ConnectorQuestions, ConnectorQuestionsContext } from './connector-questions.ts';
import { OptionSourceContext } from './option-source.ts';
import { PlainForm } from './plain-form.tsx';

afterEach(cleanup);

let value: JsonObject;
let asked: JsonObject[];

const NO_OPTIONS: ConnectorQuestions['listOptions'] = () => Promise.resolve({ items: [] });
const NO_SCHEMA: ConnectorQuestions['readSchema'] = () => Promise.reject(new Error('Nobody is there.'));

interface World {
  readonly schema: JsonObject;
  readonly given?: JsonObject;
  readonly questions?: Partial<ConnectorQuestions>;
  readonly needsConnection?: boolean;
}

function Form({ schema, given = {}, questions = {}, needsConnection = false }: World): ReactElement {
  const [input, setInput] = useState(given);
  const change = (next: JsonObject): void => {
    value = next;
    setInput(next);
  };
  return (
    <ConnectorQuestionsContext value={{ listOptions: NO_OPTIONS, readSchema: NO_SCHEMA, ...questions }}>
      <OptionSourceContext value={{ connector: 'sheets', needsConnection, schema, input }}>
        <PlainForm schema={schema} value={input} onChange={change} />
      </OptionSourceContext>
    </ConnectorQuestionsContext>
  );
}

function show(world: World): void {
  asked = [];
  value = world.given ?? {};
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <Form {...world} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const type = (label: string, text: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
};

describe('a field that is shown with a value of another one', () => {
  const schema: JsonObject = {
    properties: {
      kind: { type: 'string', title: 'Kind', enum: ['text', 'file'] },
      text: { type: 'string', title: 'Text', 'x-ui': { showIf: { field: 'kind', in: ['text'] } } },
    },
  };

  test('is not sent while it is hidden, and comes back as it was', () => {
    show({ schema, given: { kind: 'text' } });
    type('Text', 'hello');
    expect(value).toEqual({ kind: 'text', text: 'hello' });
    fireEvent.click(screen.getByRole('radio', { name: 'file' }));
    expect(screen.queryByLabelText('Text')).toBeNull();
    expect(value).toEqual({ kind: 'file' });
    fireEvent.click(screen.getByRole('radio', { name: 'text' }));
    expect(screen.getByLabelText<HTMLInputElement>('Text').value).toBe('hello');
    expect(value).toEqual({ kind: 'text', text: 'hello' });
  });
});

describe('fields that only the service knows', () => {
  const schema: JsonObject = {
    required: ['sheet'],
    properties: {
      sheet: { type: 'string', title: 'Sheet' },
      values: { type: 'object', title: 'Values', 'x-ui': { schema: { action: 'columns', dependsOn: ['sheet'] } } },
    },
  };
  const columns = (...names: readonly string[]): JsonObject => ({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string', title: name }])),
    additionalProperties: false,
  });
  const SHEETS: Readonly<Record<string, JsonObject>> = {
    people: columns('Name', 'Email'),
    places: columns('Name', 'Town'),
    blank: columns(),
  };
  const questions: Partial<ConnectorQuestions> = {
    readSchema: ({ source, input }) => {
      asked.push({ source, ...input });
      const found = SHEETS[input.sheet as string];
      return found === undefined ? Promise.reject(new Error('There is no such sheet.')) : Promise.resolve(found);
    },
  };

  test('wait for what they depend on, and nobody is asked before', () => {
    show({ schema, questions });
    expect(screen.getByText('Fill in “Sheet” first: what belongs here depends on it.')).toBeTruthy();
    expect(asked).toEqual([]);
  });

  test('wait for a connection, where nobody is asked without one', () => {
    show({ schema, questions, given: { sheet: 'people' }, needsConnection: true });
    expect(screen.getByText('Choose a connection first: what belongs here is asked by it.')).toBeTruthy();
    expect(asked).toEqual([]);
  });

  test('are drawn and filled in', async () => {
    show({ schema, questions, given: { sheet: 'people' } });
    expect(screen.getByRole('status').textContent).toContain('Asking the service');
    await screen.findByLabelText('Email');
    type('Email', 'ada@example.com');
    expect(value).toEqual({ sheet: 'people', values: { Email: 'ada@example.com' } });
    expect(asked).toEqual([{ source: 'columns', sheet: 'people' }]);
  });

  test('change with what they depend on: what fits stays, the rest waits for its field', async () => {
    show({ schema, questions, given: { sheet: 'people' } });
    await screen.findByLabelText('Email');
    type('Name', 'Ada');
    type('Email', 'ada@example.com');
    type('Sheet', 'places');
    await screen.findByLabelText('Town');
    await waitFor(() => expect(value).toEqual({ sheet: 'places', values: { Name: 'Ada' } }));
    type('Sheet', 'people');
    await screen.findByLabelText('Email');
    await waitFor(() => expect(value.values).toEqual({ Name: 'Ada', Email: 'ada@example.com' }));
    expect(asked.map(({ sheet }) => sheet)).toEqual(['people', 'places']);
  });

  test('who opens a form does not edit it: values without a field are named, and removed by a click', async () => {
    show({ schema, questions, given: { sheet: 'people', values: { Name: 'Ada', Phone: '1' } } });
    await screen.findByText('The service has no field for this value, which would be sent: Phone');
    expect(value.values).toEqual({ Name: 'Ada', Phone: '1' });
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(value.values).toEqual({ Name: 'Ada' });
  });

  test('that are none are said to be none', async () => {
    show({ schema, questions, given: { sheet: 'blank' } });
    await screen.findByText('There is nothing to fill in here.');
  });

  test('that the service does not tell are JSON, until it does', async () => {
    let isThere = false;
    const readSchema: ConnectorQuestions['readSchema'] = () =>
      isThere ? Promise.resolve(columns('Name')) : Promise.reject(new Error('The service is asleep.'));
    show({ schema, questions: { readSchema }, given: { sheet: 'people' } });
    expect((await screen.findByRole('alert')).textContent).toContain('The service is asleep.');
    isThere = true;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByLabelText('Name');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('are JSON while only a run knows what they depend on', () => {
    show({ schema, questions, given: { sheet: '{% $states.input.sheet %}' } });
    expect(screen.getByText(/which only a run knows/)).toBeTruthy();
    expect(asked).toEqual([]);
  });
});

describe('choices that depend on another field', () => {
  const options = { action: 'agents', dependsOn: ['team'] };
  const schema: JsonObject = {
    properties: {
      team: { type: 'string', title: 'Team' },
      agent: { type: 'string', title: 'Agent', 'x-ui': { options } },
      agents: { type: 'array', items: {}, title: 'Agents', 'x-ui': { options } },
    },
  };
  const TEAMS: Readonly<Record<string, OptionList>> = {
    red: { items: [{ value: 'a1', label: 'Ada' }] },
    blue: { items: [{ value: 'b1', label: 'Grace' }] },
  };
  const questions: Partial<ConnectorQuestions> = {
    listOptions: ({ input }) => {
      asked.push(input);
      const failure = { error: 'Connector.Fatal', message: 'There is no such team.' };
      return Promise.resolve(TEAMS[input.team as string] ?? { items: [], failure });
    },
  };

  test('are asked for anew, and say when the chosen one is gone', async () => {
    show({ schema, questions, given: { team: 'red' } });
    expect(asked).toEqual([]);
    fireEvent.click(screen.getByRole('combobox', { name: 'Agent' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Ada' }));
    expect(value.agent).toBe('a1');
    type('Team', 'blue');
    await screen.findByText('The service does not offer this for what is filled in now.');
    fireEvent.click(screen.getByRole('combobox', { name: 'Agent' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Grace' }));
    expect(value).toEqual({ team: 'blue', agent: 'b1' });
    await waitFor(() => expect(screen.queryByText(/does not offer this/)).toBeNull());
  });

  test('may be several', async () => {
    show({ schema, questions, given: { team: 'red' } });
    fireEvent.click(screen.getByRole('combobox', { name: 'Agents' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Ada' }));
    expect(value.agents).toEqual(['a1']);
  });

  test('that the service does not give have a reason, and another try', async () => {
    show({ schema, questions, given: { team: 'green' } });
    fireEvent.click(screen.getByRole('combobox', { name: 'Agent' }));
    await screen.findAllByText(/There is no such team/);
    // Both fields have asked the same, and got the same answer.
    const [again = document.body] = await screen.findAllByRole('button', { name: 'Try again' });
    fireEvent.click(again);
    await waitFor(() => expect(asked).toHaveLength(2));
  });
});
