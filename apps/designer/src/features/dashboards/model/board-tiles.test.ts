import type { BoardTile } from '../../../lib/contract.ts';
import { linkOf, readBoardSearch } from './board-search.ts';
import {
  cutName,
  freeName,
  isComplete,
  KIND_GROUPS,
  kindScope,
  MAX_NAME,
  usualWidth,
  withKind,
  withPart,
} from './board-tiles.ts';

const tile: BoardTile = { kind: 'connector_p95', width: 'wide', workflow: 'orders', connector: 'http', title: 'Shop' };

it('offers every kind once', () => {
  const kinds = KIND_GROUPS.flatMap((group): readonly string[] => group.kinds);
  expect(kinds).toHaveLength(18);
  expect(new Set(kinds).size).toBe(18);
});

it.each([
  ['runs', { workflow: 'optional', hasConnector: false }],
  ['connector_calls', { workflow: 'optional', hasConnector: true }],
  ['by_connector', { workflow: 'optional', hasConnector: false }],
  ['by_version', { workflow: 'required', hasConnector: false }],
  ['top_failing', { workflow: 'none', hasConnector: false }],
  ['slowest', { workflow: 'none', hasConnector: false }],
  ['health', { workflow: 'none', hasConnector: false }],
] as const)('%s is about %p', (kind, scope) => {
  expect(kindScope(kind)).toEqual(scope);
});

it('keeps of a tile what its new kind can be about', () => {
  expect(withKind(tile, 'connector_calls')).toEqual({ ...tile, kind: 'connector_calls' });
  expect(withKind(tile, 'runs')).toEqual({ kind: 'runs', width: 'wide', workflow: 'orders', title: 'Shop' });
  expect(withKind(tile, 'health')).toEqual({ kind: 'health', width: 'wide', title: 'Shop' });
  expect(withKind({ kind: 'runs', width: 'small' }, 'connector_p95')).toEqual({
    kind: 'connector_p95',
    width: 'small',
  });
});

it('takes away a member that is emptied', () => {
  expect(withPart(tile, 'connector', 'sql')).toEqual({ ...tile, connector: 'sql' });
  const { connector: _, ...rest } = tile;
  expect(withPart(tile, 'connector', null)).toEqual(rest);
  expect(withPart(rest, 'title', '')).not.toHaveProperty('title');
});

it('waits for the workflow where there must be one', () => {
  expect(isComplete({ kind: 'by_version', width: 'full' })).toBe(false);
  expect(isComplete({ kind: 'by_version', width: 'full', workflow: 'orders' })).toBe(true);
  expect(isComplete({ kind: 'runs', width: 'full' })).toBe(true);
});

it('gives figures a third of the page, and lists more', () => {
  expect([usualWidth('runs'), usualWidth('slowest'), usualWidth('health')]).toEqual(['small', 'wide', 'wide']);
});

it('finds a name that nobody has, whatever the case', () => {
  const nameOf = (number: number): string => (number === 1 ? 'Night' : `Night ${number}`);
  expect(freeName(['Day'], nameOf)).toBe('Night');
  expect(freeName(['NIGHT', 'night 2'], nameOf)).toBe('Night 3');
  const long = `${cutName('x'.repeat(MAX_NAME), ' (copy)'.length)} (copy)`;
  expect(long).toHaveLength(MAX_NAME);
});

it('reads the range of an address, and names it in a link even where it is the usual one', () => {
  expect(readBoardSearch({ range: '7d', workflow: 'orders' })).toEqual({ range: '7d' });
  expect(readBoardSearch({ range: '24h' })).toEqual({});
  expect(readBoardSearch({ range: 'ages' })).toEqual({});
  expect(linkOf('/w/main/dashboards/b1', 'https://millrace.example', '24h')).toBe(
    'https://millrace.example/w/main/dashboards/b1?range=24h',
  );
});
