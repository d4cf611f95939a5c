import { chipsOf, queryOf, searchesData, withoutTerm, withQuery, withRange, withTerm } from './query-text.ts';

test('what other pages link with is a part of the query', () => {
  const search = { status: 'failed', workflow: 'orders', since: '24h', fingerprint: '12', q: 'orderId:7' } as const;
  expect(queryOf(search)).toBe('workflow:orders status:failed from:-24h fingerprint:12 orderId:7');
  expect(queryOf(search, true)).toBe('status:failed from:-24h fingerprint:12 orderId:7');
  expect(queryOf({})).toBe('');
});

test('an address holds the query whole', () => {
  expect(withQuery({ status: 'failed', span: '7d', columns: 'run' }, ' status:failed ')).toEqual({
    ...{ q: 'status:failed', span: '7d', columns: 'run' },
  });
  expect(withQuery({ q: 'x:1' }, '')).toEqual({});
});

test('terms are chips, which go one by one', () => {
  const query = 'status:failed  -workflow:"a b" text:x';
  expect(chipsOf(query).map(({ text }) => text)).toEqual(['status:failed', '-workflow:"a b"', 'text:x']);
  expect(withoutTerm(query, 1)).toBe('status:failed text:x');
  expect(withTerm('status:failed', ' orderId:7 ')).toBe('status:failed orderId:7');
  expect(withTerm('', 'orderId:7')).toBe('orderId:7');
});

test('a bound of time takes the place of the one before, and of nothing else', () => {
  const query = 'from:-24h  status:failed until:now';
  expect(withTerm(query, 'from:-1h')).toBe('status:failed until:now from:-1h');
  expect(withTerm(query, 'until:-1h orderId:7 from:-2h')).toBe('status:failed until:-1h orderId:7 from:-2h');
  expect(withTerm('from:-24h odd status:failed', 'from:-1h')).toBe('odd status:failed from:-1h');
});

test('a range takes the place of the one before', () => {
  expect(withRange('from:-24h status:failed until:now', { from: '2026-01-01' })).toBe('status:failed from:2026-01-01');
  expect(withRange('from:-24h status:failed', {})).toBe('status:failed');
});

test('data is searched by paths and texts', () => {
  expect(searchesData('status:failed orderId:7')).toBe(false);
  expect(searchesData('-input.a:1')).toBe(true);
  expect(searchesData('text:x')).toBe(true);
});
