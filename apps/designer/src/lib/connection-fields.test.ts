import { connectionFieldsOf, filledFields, freeName, missingFields, readHosts } from './connection-fields.ts';

const schema = {
  type: 'object',
  required: ['site', 'token'],
  properties: {
    site: { type: 'string', title: 'Site', description: 'Before .example.com.', 'x-ui': { placeholder: 'acme' } },
    token: { type: 'string', 'x-sensitive': true },
    region: { type: 'string', enum: ['eu', 'us'] },
    port: { type: 'integer' },
    strict: { type: 'boolean' },
  },
};

test('each field is what its schema says', () => {
  const fields = connectionFieldsOf(schema);
  expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'site text',
    'token secret',
    'region choice',
    'port number',
    'strict switch',
  ]);
  expect(fields[0]).toMatchObject({
    title: 'Site',
    help: 'Before .example.com.',
    placeholder: 'acme',
    isRequired: true,
  });
  expect(fields[1]).toMatchObject({ title: 'token', isRequired: true });
  expect(fields[2]).toMatchObject({ options: ['eu', 'us'], isRequired: false });
  expect(connectionFieldsOf({})).toEqual([]);
});

test('what is required and empty is missing', () => {
  const fields = connectionFieldsOf(schema);
  expect(missingFields(fields, {})).toEqual(['site', 'token']);
  expect(missingFields(fields, { site: 'acme', token: '' })).toEqual(['token']);
  expect(missingFields(fields, { site: 'acme', token: 's' })).toEqual([]);
});

test('a field that is hidden is not missed, and what was typed into it is not sent', () => {
  const fields = connectionFieldsOf({
    required: ['token'],
    properties: {
      kind: { type: 'string', enum: ['none', 'token'], default: 'none' },
      token: { type: 'string', 'x-ui': { showIf: { field: 'kind', in: ['token'] } } },
    },
  });
  expect(missingFields(fields, {})).toEqual([]);
  expect(missingFields(fields, { kind: 'token' })).toEqual(['token']);
  expect(filledFields(fields, { kind: 'token', token: 's' })).toEqual({ kind: 'token', token: 's' });
  expect(filledFields(fields, { kind: 'none', token: 's', empty: '' })).toEqual({ kind: 'none' });
});

test.each([
  ['HTTP', [], 'http'],
  ['Acme Desk', ['acme-desk'], 'acme-desk-2'],
  ['Acme Desk', ['acme-desk', 'acme-desk-2'], 'acme-desk-3'],
  ['…', [], 'connection'],
])('a free name for %s beside %j', (wanted, taken, name) => expect(freeName(wanted, taken)).toBe(name));

test('hosts are read as people write them', () => {
  expect(readHosts('api.example.com, https://files.example.com/a  *.example.org\napi.example.com')).toEqual([
    'api.example.com',
    'files.example.com',
    '*.example.org',
  ]);
  expect(readHosts(' , ')).toEqual([]);
});
