import { describe, expect, test } from '@jest/globals';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { categoriesOf, filterCatalogue, originsOf, readCatalogueSearch } from './catalogue.ts';

function aConnector(title: string, rest: Partial<ConnectorDescription> = {}): ConnectorDescription {
  return {
    ...{ name: title.toLowerCase(), title, description: '', categories: ['web'], origin: 'built-in' },
    ...{ actions: [], triggers: [] },
    ...rest,
  } as unknown as ConnectorDescription;
}
const member = (title: string): { readonly name: string; readonly title: string } => ({ name: 'x', title });
const all = [
  aConnector('Slack', { categories: ['chat'], actions: [member('Post a message')] } as Partial<ConnectorDescription>),
  aConnector('HTTP', { description: 'Any service, also Slack.' }),
  aConnector('CRM', {
    ...{ origin: 'openapi', categories: ['sales', 'web'], triggers: [member('Contact created')] },
  } as Partial<ConnectorDescription>),
];
const titles = (found: readonly ConnectorDescription[]): readonly string[] => found.map(({ title }) => title);

describe('the catalogue', () => {
  test.each([
    ['nothing, by title', {}, ['CRM', 'HTTP', 'Slack']],
    ['a name, what begins with it first', { text: 'sl' }, ['Slack', 'HTTP']],
    ['an action', { text: 'message post' }, ['Slack']],
    ['a trigger', { text: 'created' }, ['CRM']],
    ['a category', { category: 'web' }, ['CRM', 'HTTP']],
    ['an origin', { origin: 'openapi' }, ['CRM']],
    ['both', { origin: 'openapi', text: 'slack' }, []],
  ] as const)('is narrowed by %s', (_, search, expected) => {
    expect(titles(filterCatalogue(all, search))).toEqual(expected);
  });

  test('counts categories and origins', () => {
    expect(categoriesOf(all)).toEqual([
      { value: 'chat', count: 1 },
      { value: 'sales', count: 1 },
      { value: 'web', count: 2 },
    ]);
    expect(originsOf(all)).toEqual([
      { value: 'built-in', count: 2 },
      { value: 'openapi', count: 1 },
    ]);
  });

  test('reads its filters from the address', () => {
    expect(readCatalogueSearch({ text: 7, category: 'chat', origin: 'package' })).toEqual({
      ...{ text: '7', category: 'chat', origin: 'package' },
    });
    expect(readCatalogueSearch({ text: '', origin: 'elsewhere', action: 'x' })).toEqual({});
  });
});
