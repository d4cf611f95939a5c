import { checkManifest } from '@millrace/connector-sdk/platform';
import { cronSeconds } from './cron-interval.ts';
import type { PieceFacts, PropertyFacts } from './guest/protocol.ts';
import { toMemberNames } from './guest/names.ts';
import { manifestOfPiece } from './manifest-of-piece.ts';
import { outputSchemaOf, schemaOfSample } from './output-schema.ts';
import { connectorNameOf, folderNameOf } from './piece-name.ts';
import { iconOf } from './piece-texts.ts';
import { objectSchema } from './property-schema.ts';

const field = (type: string, more: Partial<PropertyFacts> = {}): PropertyFacts => ({
  type,
  title: 'T',
  isRequired: true,
  ...more,
});
const schemaOf = (facts: PropertyFacts): unknown => {
  const { properties } = objectSchema({ a: field('SHORT_TEXT'), x: facts }) as { properties: Record<string, unknown> };
  return properties.x;
};
const CHOICES = {
  choices: [
    { label: 'One', value: 1 },
    { label: 'Again', value: 1 },
    { label: 'Two', value: { b: 2 } },
  ],
};
const ONE_OF = [
  { const: 1, title: 'One' },
  { const: { b: 2 }, title: 'Two' },
];

test.each<[string, Partial<PropertyFacts>, object]>([
  ['SHORT_TEXT', {}, { type: 'string' }],
  ['COLOR', {}, { type: 'string' }],
  ['LONG_TEXT', {}, { type: 'string', maxLength: 65_536, 'x-ui': { control: 'longText' } }],
  ['NUMBER', { defaultValue: 3 }, { type: 'number', default: 3 }],
  ['CHECKBOX', {}, { type: 'boolean' }],
  ['DATE_TIME', {}, { type: 'string', format: 'date-time' }],
  ['STATIC_DROPDOWN', CHOICES, { oneOf: ONE_OF }],
  ['STATIC_MULTI_SELECT_DROPDOWN', CHOICES, { type: 'array', items: { oneOf: ONE_OF } }],
  ['DROPDOWN', { source: 's', refreshers: ['a', 'auth'] }, { 'x-ui': { options: { action: 's', dependsOn: ['a'] } } }],
  [
    'MULTI_SELECT_DROPDOWN',
    { source: 's', refreshers: [] },
    { type: 'array', 'x-ui': { options: { action: 's', dependsOn: [] } } },
  ],
  [
    'DYNAMIC',
    { source: 's', refreshers: ['a'] },
    { type: 'object', 'x-ui': { schema: { action: 's', dependsOn: ['a'] } } },
  ],
  ['ARRAY', {}, { type: 'array', items: { type: 'string' } }],
  [
    'ARRAY',
    { properties: { n: field('NUMBER') } },
    { type: 'array', items: { type: 'object', required: ['n'], additionalProperties: false } },
  ],
  ['OBJECT', {}, { type: 'object', 'x-ui': { control: 'keyValue' } }],
  ['JSON', {}, { 'x-ui': { control: 'json' } }],
  ['CUSTOM', {}, { 'x-ui': { control: 'json' } }],
  ['FILE', {}, { 'x-file': true, required: ['$file', 'name', 'type', 'size'] }],
  ['SECRET_TEXT', {}, { 'x-sensitive': true, writeOnly: true }],
  ['SOMETHING_NEW', {}, { title: 'T' }],
])('%s %j', (type, more, expected) => expect(schemaOf(field(type, more))).toMatchObject(expected));

test('texts for the reader are the help of the form, and no field', () => {
  const schema = objectSchema({
    info: field('MARKDOWN', { description: 'Read *this*.' }),
    a: field('SHORT_TEXT', { isAdvanced: true, placeholder: 'p' }),
  });
  expect(schema).toMatchObject({
    required: ['a'],
    'x-ui': { help: 'Read *this*.' },
    properties: { a: { 'x-ui': { order: 0, advanced: true, placeholder: 'p' } } },
  });
  expect(Object.keys(schema.properties as object)).toEqual(['a']);
});

test('what has a default, is a box, or is dynamic may be left out', () => {
  const schema = objectSchema({
    a: field('NUMBER', { defaultValue: 1 }),
    b: field('CHECKBOX'),
    c: field('DYNAMIC'),
    d: field('NUMBER', { isRequired: false }),
  });
  expect(schema.required).toBeUndefined();
});

test('members have names that a manifest takes, once each', () => {
  const members = { sendMessage: 1, 'send-message': 2, 'Custom API Call': 3, '2fa': 4, x: 5, HTTPGet: 6 };
  expect([...toMemberNames(members).keys()]).toEqual([
    'send_message',
    'send_message_2',
    'custom_api_call',
    'do_2fa',
    'do_x',
    'httpget',
  ]);
});

test.each([
  ['@activepieces/piece-slack', 'ap-slack'],
  ['@activepieces/piece-google-sheets', 'ap-google-sheets'],
  ['@acme/piece-slack', 'ap-acme-slack'],
  ['piece-a_b.c', 'ap-a-b-c'],
  [`@activepieces/piece-${'long-'.repeat(20)}x`, 'ap-long-long-long-long-long-long-long-lo'],
])('%s is %s', (packageName, name) => {
  expect(connectorNameOf(packageName)).toBe(name);
  expect(folderNameOf({ packageName, version: '1.0.0' })).not.toMatch(/[\\/]/);
});

test.each([
  ['*/5 * * * *', 300],
  ['* * * * *', 60],
  ['0 */6 * * *', 21_600],
  ['0,30 * * * *', 1800],
  ['15 * * * *', 3600],
  ['0 9 * * *', 86_400],
  ['0-59/15 * * * *', 900],
  ['not a cron', undefined],
  ['', undefined],
])('"%s" is every %p seconds', (expression, seconds) => expect(cronSeconds(expression)).toBe(seconds));

test('outputs are described without a promise', () => {
  const declared = {
    fields: [
      { key: 'id', label: 'Post', value: 'body.id', format: 'number' },
      { key: 'tags', label: 'Tags', listItems: [{ key: 'name', label: 'Name' }] },
      { key: 'who', children: [{ key: 'mail', label: 'Mail' }] },
    ],
  };
  expect(outputSchemaOf(declared)).toEqual({
    properties: {
      body: { properties: { id: { title: 'Post' } } },
      tags: { title: 'Tags', items: { properties: { name: { title: 'Name' } } } },
      who: { properties: { mail: { title: 'Mail' } } },
    },
  });
  expect(outputSchemaOf(undefined)).toEqual({});
  expect(schemaOfSample({ a: [{ b: 1 }], c: null })).toEqual({
    properties: { a: { items: { properties: { b: {} } } }, c: {} },
  });
});

const facts: PieceFacts = {
  ...{
    title: '  A\n title ',
    description: 'd'.repeat(500),
    categories: ['ARTIFICIAL_INTELLIGENCE'],
    contextVersion: '2',
    generation: 2,
  },
  ...{ hasEvents: false, auth: {}, actions: {}, triggers: {} },
};
test('whatever a piece says of itself, the manifest is one, or the piece is refused', () => {
  const address = { packageName: '@activepieces/piece-tiny', version: '1.2.3' };
  const manifest = manifestOfPiece(facts, address);
  expect(checkManifest(manifest)).toEqual([]);
  expect(manifest).toMatchObject({
    title: 'A title',
    categories: ['artificial intelligence'],
  });
  expect(manifest.description).toHaveLength(140);
  expect(manifestOfPiece({ ...facts, title: '', description: '', categories: [] }, address)).toMatchObject({
    title: '@activepieces/piece-tiny',
    categories: ['piece'],
  });
  expect(() => manifestOfPiece(facts, { ...address, version: 'latest' })).toThrow(
    expect.objectContaining({ code: 'piece.manifest_invalid' }) as Error,
  );
});

test('the picture is our own, and small', () => {
  const icon = iconOf({ name: 'ap-x', title: '<script>' });
  expect(icon).toMatch(/^<svg .*>S<\/text><\/svg>$/);
  expect(icon.length).toBeLessThan(600);
});
