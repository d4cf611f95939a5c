import { describe, expect, test } from '@jest/globals';
import type { Connection } from '../../../lib/contract.ts';
import { sortConnections } from '../../../components/connection-health/connection-health.ts';
import { filterConnections, isNarrowed, readConnectionSearch } from './connection-search.ts';

type State = NonNullable<Connection['health']>['state'];

function aConnection(name: string, state?: State, rest: Partial<Connection> = {}): Connection {
  return {
    ...{ id: name, name, kind: 'connector', connector: 'http', fieldNames: [], version: 1, waitingSteps: 0 },
    ...{ createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' },
    ...(state === undefined ? {} : { health: { state } }),
    ...rest,
  };
}

const all = [
  aConnection('works', 'ok', { account: { label: 'Ada@Example.com' } }),
  aConnection('hook', undefined, { kind: 'secret' }),
  aConnection('signed-out', 'needs_person', { connector: 'slack' }),
  aConnection('dead', 'broken', { allowedHosts: ['api.example.com'] }),
];
const names = (found: readonly Connection[]): readonly string[] => found.map(({ name }) => name);

test('what needs somebody comes first, otherwise names decide', () => {
  expect(names(sortConnections([...all, aConnection('also-dead', 'broken')]))).toEqual([
    'also-dead',
    'dead',
    'signed-out',
    'hook',
    'works',
  ]);
});

describe('the filters', () => {
  test.each([
    ['a connector', { connector: 'slack' }, ['signed-out']],
    ['what needs attention', { health: 'attention' }, ['signed-out', 'dead']],
    ['what works', { health: 'ok' }, ['works']],
    ['what nobody has asked', { health: 'unknown' }, ['hook']],
    ['an account, in any case', { text: 'ada@' }, ['works']],
    ['a host', { text: 'API.example' }, ['dead']],
    ['both', { connector: 'http', text: 'dead' }, ['dead']],
    ['nothing', {}, names(all)],
  ] as const)('leave %s', (_, search, expected) => {
    expect(names(filterConnections(all, search))).toEqual(expected);
  });

  test('come from the address, without what is not understood', () => {
    expect(readConnectionSearch({ connector: 'http', health: 'fine', text: ' ', more: 1 })).toEqual({
      connector: 'http',
    });
    expect(readConnectionSearch({ health: 'attention', text: 42 })).toEqual({ health: 'attention', text: '42' });
  });

  test('narrow the list once one is set', () => {
    expect(isNarrowed({})).toBe(false);
    expect(isNarrowed({ text: 'a' })).toBe(true);
  });
});
