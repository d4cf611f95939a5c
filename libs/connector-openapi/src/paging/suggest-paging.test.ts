import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { inspectOpenApi } from '../inspect-openapi.ts';
import { aDocument, importOne } from '../testing/a-document.ts';

const items = { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } };
const text = { type: 'string' };
const whole = { type: 'integer' };
const listing = (query: readonly string[], properties: JsonObject, headers: JsonObject = {}): JsonObject => ({
  parameters: query.map((name) => ({ name, in: 'query', schema: whole })),
  responses: { 200: { headers, content: { 'application/json': { schema: { type: 'object', properties } } } } },
});
function suggest(operation: JsonObject, key = 'get'): unknown {
  const document = aDocument({ paths: { '/things': { [key]: operation } } });
  return inspectOpenApi(document).operations[0]?.suggested.paginate;
}

test.each<[string, JsonObject, JsonValue]>([
  [
    'a cursor',
    listing(['cursor', 'limit'], { items, next_cursor: text }),
    {
      records: 'items',
      paginate: { by: 'cursor', next: 'next_cursor', send: { query: 'cursor' }, size: { query: 'limit', max: 100 } },
    },
  ],
  [
    'a cursor further in',
    listing(['pageToken'], {
      things: items,
      other: items,
      meta: { type: 'object', properties: { nextPageToken: text } },
    }),
    { records: 'things', paginate: { by: 'cursor', next: 'meta.nextPageToken', send: { query: 'pageToken' } } },
  ],
  [
    'the last one read',
    listing(['starting_after', 'limit'], { data: items, has_more: { type: 'boolean' } }),
    {
      records: 'data',
      paginate: {
        by: 'cursor',
        next: 'has_more ? data[-1].id',
        send: { query: 'starting_after' },
        size: { query: 'limit', max: 100 },
      },
    },
  ],
  [
    'an address',
    listing([], { value: items, '@odata.nextLink': text }),
    { records: 'value', paginate: { by: 'nextUrl', next: '`@odata.nextLink`' } },
  ],
  [
    'an address further in',
    listing(['per_page'], {
      data: items,
      _links: { type: 'object', properties: { next: { type: 'object', properties: { href: text } } } },
    }),
    { records: 'data', paginate: { by: 'nextUrl', next: '_links.next.href', size: { query: 'per_page', max: 100 } } },
  ],
  [
    'a header',
    listing(['page', 'per_page'], { things: items }, { Link: { schema: text } }),
    { records: 'things', paginate: { by: 'link', size: { query: 'per_page', max: 100 } } },
  ],
  [
    'pages',
    listing(['page', 'pageSize'], { results: items }),
    { records: 'results', paginate: { by: 'page', send: { query: 'page' }, size: { query: 'pageSize', max: 100 } } },
  ],
  [
    'an offset',
    listing(['$skip', '$top'], { value: items }),
    { records: 'value', paginate: { by: 'offset', send: { query: '$skip' }, size: { query: '$top', max: 100 } } },
  ],
])('by %s', (_, operation, expected) => expect(suggest(operation)).toEqual(expected));

test('an offset that is a text is given by the answer before, or nobody knows it', () => {
  const next_page = { type: 'object', properties: { offset: text, uri: text } };
  const parameters = [{ name: 'offset', in: 'query', schema: text }];
  expect(suggest({ ...listing([], { data: items, next_page }), parameters })).toEqual({
    ...{ records: 'data', paginate: { by: 'cursor', next: 'next_page.offset', send: { query: 'offset' } } },
  });
  expect(suggest({ ...listing([], { data: items }), parameters })).toBeUndefined();
});

test('pages are counted from where the parameter says, in sizes that it allows', () => {
  const operation = listing([], { items });
  const parameters = [
    { name: 'page', in: 'query', schema: { type: 'integer', default: 0 } },
    { name: 'size', in: 'query', schema: { type: 'integer', maximum: 25 } },
  ];
  expect(suggest({ ...operation, parameters })).toMatchObject({
    paginate: { from: 0, size: { query: 'size', max: 25 } },
  });
});

test.each<[string, JsonObject, string]>([
  ['no list', listing(['page'], { name: text }), 'get'],
  ['no way from page to page', listing(['q'], { items }), 'get'],
  ['lists of which none is the list', listing(['page'], { left: items, right: items }), 'get'],
  ['a write', listing(['page'], { items }), 'post'],
])('%s is read as a whole', (_, operation, key) => expect(suggest(operation, key)).toBeUndefined());

describe('a list that is confirmed', () => {
  const operation = {
    ...listing(['cursor', 'limit', 'q'], { items, next_cursor: text }),
    security: [],
  };
  const confirm = (paginate: JsonValue) =>
    importOne(operation, { key: 'GET /things', choices: { corrections: { 'GET /things': { paginate } as never } } })
      .action;

  test.each<[string, JsonValue]>([
    ['as suggested', true],
    [
      'as people say',
      {
        records: 'items',
        paginate: { by: 'cursor', next: 'next_cursor', send: { query: 'cursor' }, size: { query: 'limit', max: 50 } },
      },
    ],
  ])('%s: the platform asks how much, the service is asked for records', (_, paginate) => {
    const action = confirm(paginate);
    const properties = action.input.properties as JsonObject;
    expect(Object.keys(properties)).toEqual(['query', 'limit', 'cursor']);
    expect((properties.query as JsonObject).properties).toEqual({ q: whole });
    expect(action.output).toMatchObject({ properties: { items: { items: { properties: { id: text } } }, next: {} } });
    expect(action.sample).toEqual({ items: [{ id: 'text' }], next: null });
    expect(action.http).toMatchObject({ records: 'items', paginate: { by: 'cursor', next: 'next_cursor' } });
  });

  test('one that is not is read as it comes', () => expect(confirm(false).http).not.toHaveProperty('paginate'));
});
