import type { Manifest } from '@millrace/connector-sdk/platform';
import { canonicalJson } from './canonical-json.ts';
import { schemaHashOf } from './schema-hash.ts';
import { aManifest } from './testing/package-entries.ts';

const hashOf = (changes: object = {}): string => schemaHashOf(aManifest(changes) as Manifest);
const actions = (action: object) => ({
  actions: { get_ticket: { ...(aManifest() as Manifest).actions.get_ticket, ...action } },
});

test('the hash of schemas does not depend on the order of their members', () => {
  const [one, other] = [
    { type: 'object', title: 'A' },
    { title: 'A', type: 'object' },
  ];
  expect(hashOf(actions({ input: one }))).toBe(hashOf(actions({ input: other })));
  expect(hashOf(actions({ input: one }))).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['an input', actions({ input: { type: 'object', required: ['a'] } })],
  ['an output', actions({ output: { type: 'array' } })],
  ['a name', { actions: { read_ticket: (aManifest() as Manifest).actions.get_ticket } }],
  [
    'the fields of a way of signing in',
    { auth: { token: { kind: 'bearer', title: 'T', fields: { type: 'object' } } } },
  ],
])('it changes with %s', (_, changes) => expect(hashOf(changes)).not.toBe(hashOf()));

test.each([
  ['the version', { version: '2.0.0' }],
  ['a text', actions({ title: 'Read a ticket' })],
  ['a permission', { permissions: {} }],
])('it does not change with %s', (_, changes) => expect(hashOf(changes)).toBe(hashOf()));

// RFC 8785 §3.2.2 and §3.2.3.
test('canonical JSON is written as the RFC shows', () => {
  const value = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as unknown;
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  expect(Object.values(JSON.parse(canonicalJson(keys)) as object).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});
