import { describe, expect, test } from '@jest/globals';
import type { OpenApiInspection } from '../../../lib/contract.ts';
import {
  beginDraft,
  countSuggestions,
  detectedKinds,
  filterOperations,
  findFaults,
  type Operation,
  renameOperation,
  selectOperations,
  sortForTrying,
  toOverlay,
  usable,
} from './openapi-draft.ts';

function anOperation(key: string, rest: Partial<Operation> = {}): Operation {
  const name = key.toLowerCase().replace(/[^a-z]+/g, '_');
  const effects = key.startsWith('GET') ? 'read' : 'write';
  return { key, name, title: name, effects, isDeprecated: false, tags: [], suggested: {}, ...rest };
}
const operations = [
  anOperation('GET /contacts/{id}'),
  anOperation('GET /contacts', { suggested: { paginate: {} }, title: 'List contacts' }),
  anOperation('POST /contacts', { tags: ['people'] }),
  anOperation('POST /contacts/search', { suggested: { effects: 'read' } }),
  anOperation('GET /odd', { problem: 'It answers with XML only.' }),
];
const anInspection = (rest: Partial<OpenApiInspection> = {}): OpenApiInspection => ({
  ...{ title: 'Harbour CRM', version: '2.1', servers: [{ url: 'https://crm.example' }], auth: [], operations },
  ...{ webhooks: [], warnings: [], ...rest },
});
const begun = beginDraft(anInspection());

describe('an import begins', () => {
  test('with nothing selected and a name made of the title', () => {
    expect(begun).toMatchObject({ name: 'harbour-crm', title: 'Harbour CRM', signIn: { kind: 'detected' } });
    expect(begun.selected.size).toBe(0);
  });

  test.each([
    ['', 'my-service'],
    ['3 Wise APIs', 'wise-apis'],
    ['AP Invoices', 'api-invoices'],
    ['long '.repeat(20), 'long-long-long-long-long-long-long-long'],
  ])('a document called %p becomes %s', (title, expected) => {
    expect(beginDraft(anInspection({ title })).name).toBe(expected);
  });

  test('with what was chosen for the version before', () => {
    const overlay = {
      ...{ name: 'crm', title: 'CRM', version: '1.2.0', server: 1, rateLimit: { requests: 5, perSeconds: 1 } },
      operations: ['GET /contacts', 'GET /gone'],
      auth: { key: { kind: 'apiKey', title: 'Key', in: 'query', name: 'api_key' } },
      corrections: { 'GET /contacts': { name: 'list_all', paginate: false } },
    };
    const draft = beginDraft(anInspection({ overlay }));
    expect(draft).toMatchObject({
      ...{ name: 'crm', server: 1, renamed: { 'GET /contacts': 'list_all' } },
      signIn: { kind: 'apiKey', place: 'query', parameter: 'api_key' },
    });
    expect([...draft.selected]).toEqual(['GET /contacts']);
    // What was corrected by hand outweighs what names tell.
    expect(toOverlay(draft, operations, '1.3.0')).toEqual({
      ...{ name: 'crm', title: 'CRM', server: 1, version: '1.3.0', operations: ['GET /contacts'] },
      rateLimit: { requests: 5, perSeconds: 1 },
      auth: { key: { kind: 'apiKey', title: 'API key', in: 'query', name: 'api_key' } },
      corrections: { 'GET /contacts': { name: 'list_all', paginate: false } },
    });
  });

  test.each([
    [undefined, 'detected'],
    [{}, 'none'],
    [{ a: { kind: 'bearer' } }, 'bearer'],
    [{ a: { kind: 'basic' } }, 'basic'],
    [{ a: { kind: 'oauth2' } }, 'detected'],
  ])('signing in by %j is %s', (auth, kind) => {
    const overlay = auth === undefined ? {} : { auth };
    expect(beginDraft(anInspection({ overlay })).signIn.kind).toBe(kind);
  });

  test('all operations of before are all operations of now', () => {
    expect(beginDraft(anInspection({ overlay: { operations: 'all' } })).selected.size).toBe(operations.length);
  });
});

describe('operations', () => {
  test('are found by method, path, title and tag', () => {
    const keys = (text: string): readonly string[] => filterOperations(operations, text).map(({ key }) => key);
    expect(keys('post contacts')).toEqual(['POST /contacts', 'POST /contacts/search']);
    expect(keys('list')).toEqual(['GET /contacts']);
    expect(keys('people')).toEqual(['POST /contacts']);
    expect(keys(' ')).toHaveLength(operations.length);
    expect(usable(operations)).toHaveLength(4);
  });

  test('are selected, and no longer', () => {
    const some = selectOperations(begun, operations.slice(0, 3), true);
    expect(some.selected.size).toBe(3);
    expect([...selectOperations(some, operations.slice(0, 2), false).selected]).toEqual(['POST /contacts']);
    expect(begun.selected.size).toBe(0);
  });

  test('are renamed, and get their name back', () => {
    const [first] = operations;
    if (first === undefined) throw new Error('There is an operation.');
    const renamed = renameOperation(begun, first, 'read_contact');
    expect(renamed.renamed).toEqual({ 'GET /contacts/{id}': 'read_contact' });
    expect(renameOperation(renamed, first, '').renamed).toEqual({});
    expect(renameOperation(renamed, first, first.name).renamed).toEqual({});
  });

  test('are tried in the order of what can go wrong', () => {
    const draft = selectOperations(begun, operations.slice(0, 3), true);
    expect(sortForTrying(draft, operations).map(({ key }) => key)).toEqual([
      'GET /contacts',
      'GET /contacts/{id}',
      'POST /contacts',
    ]);
  });
});

describe('the choices that are sent', () => {
  const chosen = selectOperations(begun, operations.slice(1, 4), true);

  test('take what names tell, unless that is declined', () => {
    expect(countSuggestions(chosen, operations)).toBe(2);
    expect(toOverlay(chosen, operations)).toEqual({
      ...{ name: 'harbour-crm', title: 'Harbour CRM' },
      operations: ['GET /contacts', 'POST /contacts', 'POST /contacts/search'],
      corrections: { 'GET /contacts': { paginate: true }, 'POST /contacts/search': { effects: 'read' } },
    });
    expect(toOverlay({ ...chosen, takesSuggestions: false }, operations)).not.toHaveProperty('corrections');
  });

  test('say how to sign in and where', () => {
    const signedIn = (kind: 'none' | 'bearer' | 'basic'): unknown =>
      toOverlay({ ...chosen, signIn: { kind }, baseUrl: ' https://x.example ' }, []);
    expect(signedIn('none')).toMatchObject({ auth: {}, baseUrl: 'https://x.example' });
    expect(signedIn('bearer')).toMatchObject({ auth: { token: { kind: 'bearer' } } });
    expect(signedIn('basic')).toMatchObject({ auth: { basic: { kind: 'basic' } } });
  });

  test.each([
    ['nothing', {}, []],
    ['a name that begins as pieces do', { name: 'ap-crm' }, ['name']],
    ['no title', { title: ' ' }, ['title']],
    ['a key without a place', { signIn: { kind: 'apiKey', place: 'header', parameter: '' } }, ['parameter']],
    ['no operation', { selected: new Set<string>() }, ['operations']],
    ['a name that no action may have', { renamed: { 'GET /contacts': 'List All' } }, ['renamed']],
  ] as const)('are at fault by %s', (_, change, expected) => {
    expect(findFaults({ ...chosen, ...change })).toEqual(expected);
  });
});

test('ways of signing in are told by their kind', () => {
  const auth = [
    { name: 'a', choice: { kind: 'bearer' } },
    { name: 'b', note: 'Choose by hand.' },
  ];
  expect(detectedKinds({ auth })).toEqual(['bearer']);
});
