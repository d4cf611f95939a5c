import { canonicalJson, hashDocument } from './hash-document.ts';

test('the order of members does not count, at any depth; that of items does', () => {
  const one = { b: 1, a: { d: [1, 2], c: null } };
  const other = { a: { c: null, d: [1, 2] }, b: 1 };
  expect(canonicalJson(one)).toBe('{"a":{"c":null,"d":[1,2]},"b":1}');
  expect(hashDocument(one)).toBe(hashDocument(other));
  expect(hashDocument(one)).not.toBe(hashDocument({ b: 1, a: { d: [2, 1], c: null } }));
});

test.each(['__proto__', 'constructor', '10', '2'])('a member named %s counts like any other', (name) => {
  const document = JSON.parse(`{"${name}":{"x":1},"a":2}`) as never;
  expect(JSON.parse(canonicalJson(document))).toEqual(document);
  expect(hashDocument(document)).not.toBe(hashDocument({ a: 2 }));
});

test('a hash is SHA-256 in hex', () => {
  expect(hashDocument(null)).toBe('74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b');
});
