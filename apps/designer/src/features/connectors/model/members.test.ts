import { describe, expect, test } from '@jest/globals';
import type { ConnectorDetail } from '../../../lib/contract.ts';
import { readConnectorSearch } from './connector-search.ts';
import { categoryTitle, chosenMember, errorPrefixOf, filterMembers, type Member } from './members.ts';

const member = (name: string, title: string): object => ({ name, title, description: '' });
const connector = {
  actions: [member('create_ticket', 'Create a ticket'), member('find_ticket', 'Find a ticket')],
  triggers: [member('ticket_created', 'Ticket created')],
} as unknown as ConnectorDetail;
const nameOf = (found: Member | undefined): string | undefined =>
  found?.kind === 'action' ? found.action.name : found?.trigger.name;

describe('what is open', () => {
  test.each([
    ['the first action when nothing is named', {}, 'create_ticket'],
    ['the action that is named', { action: 'find_ticket' }, 'find_ticket'],
    ['the trigger that is named', { trigger: 'ticket_created' }, 'ticket_created'],
    ['the first action when what is named is gone', { action: 'gone', trigger: 'gone' }, 'create_ticket'],
  ])('is %s', (_, search, expected) => {
    expect(nameOf(chosenMember(connector, search))).toBe(expected);
  });

  test('is a trigger where there are no actions, and nothing where there is neither', () => {
    expect(nameOf(chosenMember({ ...connector, actions: [] }, {}))).toBe('ticket_created');
    expect(chosenMember({ actions: [], triggers: [] }, {})).toBeUndefined();
  });

  test('comes from the address', () => {
    expect(readConnectorSearch({ tab: 'readme', action: 'x', trigger: '', other: 1 })).toEqual({
      tab: 'readme',
      action: 'x',
    });
    expect(readConnectorSearch({ tab: 'nothing', action: 3, trigger: 'y' })).toEqual({ trigger: 'y' });
  });
});

test('actions and triggers are found by all words, in any order', () => {
  const found = filterMembers(connector, 'ticket create');
  expect(found.actions.map(({ name }) => name)).toEqual(['create_ticket']);
  expect(found.triggers.map(({ name }) => name)).toEqual(['ticket_created']);
  expect(filterMembers(connector, '').actions).toHaveLength(2);
});

test('errors and categories have their names', () => {
  expect(errorPrefixOf('acme-desk')).toBe('AcmeDesk');
  expect(categoryTitle('human-resources')).toBe('Human resources');
});
