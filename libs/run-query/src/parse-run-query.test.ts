import { MAX_QUERY_CHARACTERS, parseRunQuery, selectRuns } from './parse-run-query.ts';
import { writeTerm } from './write-term.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-11-29T12:00:00Z');
const select = (text: string) => selectRuns(parseRunQuery(text), NOW_MS).selection;
const conditionsOf = (text: string) => parseRunQuery(text).terms.map(({ condition }) => condition);

describe('what is understood', () => {
  test.each<readonly [string, object]>([
    ['status:failed,timed_out', { kind: 'status', values: ['failed', 'timed_out'], isNot: false }],
    ['-status:cancelled', { kind: 'status', values: ['cancelled'], isNot: true }],
    ['workflow:orders', { kind: 'workflow', values: ['orders'] }],
    ['version:7,8', { kind: 'version', values: [7, 8] }],
    ['trigger:webhook', { kind: 'trigger', values: ['webhook'] }],
    ['error:Connector.RateLimited', { kind: 'error', values: ['Connector.RateLimited'] }],
    ['error:Connector.*', { kind: 'error', values: ['Connector.*'] }],
    ['duration:>5s', { kind: 'duration', comparison: '>', durationMs: 5000 }],
    ['duration:<=1.5h', { kind: 'duration', comparison: '<=', durationMs: 1.5 * HOUR_MS }],
    ['is:retry', { kind: 'is', value: 'retry' }],
    ['fingerprint:12', { kind: 'fingerprint', values: ['12'] }],
    ['orderId:A-1', { kind: 'attribute', name: 'orderId', values: ['A-1'] }],
    ['orderId:a:b', { kind: 'attribute', name: 'orderId', values: ['a:b'] }],
    ['"order id":"A 1"', { kind: 'attribute', name: 'order id', values: ['A 1'] }],
    ['"status":x', { kind: 'attribute', name: 'status', values: ['x'] }],
    ['attribute.status:x', { kind: 'attribute', name: 'status', values: ['x'] }],
    ['text:"card \\"declined\\", again"', { kind: 'text', text: 'card "declined", again' }],
    ['text:a,b', { kind: 'text', text: 'a,b' }],
    [
      'input.body.email:"ana@x.io"',
      {
        ...{ kind: 'payload', place: { of: 'input' }, path: ['body', 'email'], comparison: '=' },
        values: [{ text: 'ana@x.io', exact: true }],
      },
    ],
    [
      'steps."Charge card".output.amount:>100',
      {
        place: { of: 'step', step: 'Charge card', part: 'output' },
        ...{ path: ['amount'], comparison: '>', values: [{ text: '100', exact: false }] },
      },
    ],
    ['output.total:<=5', { place: { of: 'output' }, path: ['total'], comparison: '<=' }],
    ['input.items.*.sku:*', { path: ['items', '*', 'sku'], values: [] }],
    ['input.order.id = 17', { path: ['order', 'id'], comparison: '=', values: [{ text: '17', exact: false }] }],
    ['input.order.id=17', { path: ['order', 'id'], comparison: '=', isNot: false }],
    ['output.total >= 5', { place: { of: 'output' }, path: ['total'], comparison: '>=' }],
    ['steps."Charge card".output.amount>100', { path: ['amount'], comparison: '>' }],
    ['status = failed,timed_out', { kind: 'status', values: ['failed', 'timed_out'], isNot: false }],
    ['status != failed', { kind: 'status', values: ['failed'], isNot: true }],
    ['-status!=failed', { kind: 'status', values: ['failed'], isNot: false }],
    ['orderId == "A 1"', { kind: 'attribute', name: 'orderId', values: ['A 1'] }],
    ['duration > 5s', { kind: 'duration', comparison: '>', durationMs: 5000 }],
    ['workflow = orders', { kind: 'workflow', values: ['orders'] }],
    ['0196f9d4-0000-7000-8000-00000000abcd', { kind: 'id', values: ['0196f9d4-0000-7000-8000-00000000abcd'] }],
  ])('%s', (text, condition) => {
    const query = parseRunQuery(text);
    expect(query.problems).toEqual([]);
    expect(query.terms).toMatchObject([{ from: 0, to: text.length, condition }]);
  });

  test('terms are found at their places, whatever is between them', () => {
    const text = '  status:failed \t workflow:"a b"';
    const parts = parseRunQuery(text).terms.map(({ from, to }) => text.slice(from, to));
    expect(parts).toEqual(['status:failed', 'workflow:"a b"']);
    expect(parseRunQuery('')).toEqual({ terms: [], problems: [] });
    expect(conditionsOf('status = failed input.a > 1 b:c')).toMatchObject([
      { kind: 'status' },
      { kind: 'payload', comparison: '>' },
      { kind: 'attribute', name: 'b', values: ['c'] },
    ]);
  });

  test('what was written is read as it was meant', () => {
    for (const value of ['plain', 'with blank', 'a"b\\c', 'a,b', '>5', '*', '', 'a:b', 'ünï']) {
      expect(conditionsOf(writeTerm('orderId', [value]))).toEqual([
        { kind: 'attribute', name: 'orderId', values: [value], isNot: false },
      ]);
    }
  });
});

describe('what a list is narrowed to', () => {
  test('times are counted from now, or are those of the clock, in UTC unless they say otherwise', () => {
    expect(select('from:-24h until:now')).toMatchObject({
      acceptedFromMs: NOW_MS - 24 * HOUR_MS,
      acceptedUntilMs: NOW_MS,
    });
    expect(select('from:2026-11-29T10:00').acceptedFromMs).toBe(NOW_MS - 2 * HOUR_MS);
    expect(select('from:2026-11-29T10:00+02:00').acceptedFromMs).toBe(NOW_MS - 4 * HOUR_MS);
    expect(select('from:2026-11-29').acceptedFromMs).toBe(NOW_MS - 12 * HOUR_MS);
  });

  test('tests are chosen, and are left out without a word', () => {
    expect(select('is:test')).toMatchObject({ tests: 'only', conditions: [] });
    expect(select('-is:test')).not.toHaveProperty('tests');
  });

  test('columns and data are told apart', () => {
    const { conditions, payload } = select('status:failed -input.a:1 orderId:7 text:x');
    expect(conditions.map(({ kind }) => kind)).toEqual(['status', 'attribute']);
    expect(payload.map(({ kind, isNot }) => [kind, isNot])).toEqual([
      ['payload', true],
      ['text', false],
    ]);
  });

  test('a range that is empty only now is told then', () => {
    const query = parseRunQuery('from:-1h until:2026-11-29');
    expect(query.problems).toEqual([]);
    expect(selectRuns(query, NOW_MS).problems).toMatchObject([{ code: 'query.range_empty', from: 9 }]);
  });
});

describe('what is wrong is told with its place', () => {
  test.each<readonly [string, string, string]>([
    ['status:faild', 'query.status_unknown', 'faild'],
    ['status:failed,odd', 'query.status_unknown', 'odd'],
    ['trigger:sun', 'query.trigger_unknown', 'sun'],
    ['version:x', 'query.version_invalid', 'x'],
    ['version:0', 'query.version_invalid', '0'],
    ['version:99999999999', 'query.version_invalid', '99999999999'],
    ['duration:5s', 'query.duration_invalid', '5s'],
    ['duration:>5', 'query.duration_invalid', '5'],
    ['from:yesterday', 'query.time_invalid', 'yesterday'],
    ['from:2026-13-01', 'query.time_invalid', '2026-13-01'],
    ['-from:-1h', 'query.time_negated', '-1h'],
    ['from:-1h until:-2h', 'query.range_empty', 'until:-2h'],
    ['from:-1h from:-2h', 'query.bound_twice', 'from:-2h'],
    ['is:odd', 'query.kind_unknown', 'odd'],
    ['id:7', 'query.id_invalid', '7'],
    ['status:>failed', 'query.comparison_invalid', 'failed'],
    ['orderId:>5', 'query.attribute_compared', '5'],
    ['orderId > 5', 'query.attribute_compared', '5'],
    ['status = ', 'query.value_missing', 'status'],
    ['= 5', 'query.field_missing', '5'],
    ['status:', 'query.value_missing', 'status'],
    ['status: failed', 'query.value_missing', 'status'],
    [':x', 'query.field_missing', 'x'],
    ['declined', 'query.no_field', 'declined'],
    ['"card declined"', 'query.no_field', '"card declined"'],
    ['steps.Charge:5', 'query.path_invalid', '5'],
    ['input..a:5', 'query.path_invalid', '5'],
    ['outputs.a:5', 'query.path_unknown', '5'],
    ['text:"card', 'query.quote_open', '"card'],
    ['x:"', 'query.quote_open', '"'],
  ])('%s: %s', (text, code, place) => {
    const [problem] = parseRunQuery(text).problems;
    expect(problem?.code).toBe(code);
    for (const sentence of [problem?.message, problem?.hint]) expect(sentence).toMatch(/\.$/);
    expect(text.slice(problem?.from, problem?.to)).toBe(place);
  });

  test('ten kilobytes are refused, and forty conditions are enough', () => {
    expect(parseRunQuery('x'.repeat(10_240)).problems).toMatchObject([
      { code: 'query.too_long', from: MAX_QUERY_CHARACTERS, to: 10_240 },
    ]);
    expect(parseRunQuery('a:1 '.repeat(41)).problems).toMatchObject([{ code: 'query.too_many_terms', from: 160 }]);
    expect(parseRunQuery(`a:${'1,'.repeat(100)}1`).problems).toMatchObject([{ code: 'query.too_many_values' }]);
  });

  test('no text stops the reader', () => {
    for (const text of [
      '-',
      '"',
      '.',
      ':',
      '::',
      '-:-',
      'a:"b"c',
      '",',
      '\\',
      'input.:',
      '.:.',
      '-"-":',
      'a..:b',
      '""',
    ])
      expect(parseRunQuery(text).problems.length).toBeGreaterThan(0);
  });
});
