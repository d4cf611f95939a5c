import type { BoardTile, MetricName } from '../../../lib/contract.ts';
import { CALL_METRICS, QUEUE_METRICS, RUN_METRICS } from './dashboard-search.ts';

export type TileKind = BoardTile['kind'];
export type TileWidth = BoardTile['width'];

const LIST_KINDS = ['top_failing', 'slowest', 'by_version', 'by_connector'] as const satisfies readonly TileKind[];
export type ListKind = (typeof LIST_KINDS)[number];
export const TILE_WIDTHS = ['small', 'wide', 'full'] as const satisfies readonly TileWidth[];
/** The server's, for people to hear before they press. */
export const MAX_TILES = 24;
export const MAX_NAME = 80;

/** What there is to choose from, as it stands on the dashboards. */
export const KIND_GROUPS = [
  { name: 'runs', kinds: RUN_METRICS },
  { name: 'queue', kinds: QUEUE_METRICS },
  { name: 'calls', kinds: CALL_METRICS },
  { name: 'lists', kinds: [...LIST_KINDS, 'health'] },
] as const satisfies readonly { readonly name: string; readonly kinds: readonly TileKind[] }[];

export const isList = (kind: TileKind): kind is ListKind => LIST_KINDS.some((list) => list === kind);
export const isMetric = (kind: TileKind): kind is MetricName => !isList(kind) && kind !== 'health';

/** What a tile of a kind may be about; the server refuses the rest. */
export interface KindScope {
  readonly workflow: 'none' | 'optional' | 'required';
  readonly hasConnector: boolean;
}

export function kindScope(kind: TileKind): KindScope {
  const hasConnector = kind.startsWith('connector_');
  if (kind === 'by_version') return { workflow: 'required', hasConnector };
  const isOfAll = kind === 'top_failing' || kind === 'slowest' || kind === 'health';
  return { workflow: isOfAll ? 'none' : 'optional', hasConnector };
}

/** A tile of another kind: it keeps what that kind can be about. */
export function withKind({ workflow, connector, ...tile }: BoardTile, kind: TileKind): BoardTile {
  const scope = kindScope(kind);
  return {
    ...tile,
    kind,
    ...(workflow === undefined || scope.workflow === 'none' ? {} : { workflow }),
    ...(connector === undefined || !scope.hasConnector ? {} : { connector }),
  };
}

/** A tile with another member; one without a value is taken away. */
export function withPart(
  tile: BoardTile,
  part: 'workflow' | 'connector' | 'title',
  value: string | null | undefined,
): BoardTile {
  const { [part]: _, ...rest } = tile;
  const text = value ?? '';
  return text === '' ? rest : { ...rest, [part]: text };
}

/** As wide as it is usually read well. */
export const usualWidth = (kind: TileKind): TileWidth => (isMetric(kind) ? 'small' : 'wide');

/** Whether a tile could be kept as it is. */
export const isComplete = ({ kind, workflow }: BoardTile): boolean =>
  kindScope(kind).workflow !== 'required' || workflow !== undefined;

/** A name that no other board has: `nameOf(1)`, or with the next number. */
export function freeName(taken: readonly string[], nameOf: (number: number) => string): string {
  const known = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const name = nameOf(number);
    if (!known.has(name.toLowerCase())) return name;
  }
}

/** The same without its end, where the whole is too long: what is added must still be read. */
export const cutName = (name: string, added: number): string => name.slice(0, MAX_NAME - added).trim();
