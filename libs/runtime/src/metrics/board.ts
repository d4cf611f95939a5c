import type { MetricName } from './metric.ts';

/** What a tile shows that is not one figure: figures side by side, or what is not well. */
export const BOARD_LISTS = ['top_failing', 'slowest', 'by_version', 'by_connector', 'health'] as const;
export const BOARD_WIDTHS = ['small', 'wide', 'full'] as const;

/** One tile of a board. Which scope a kind may have is up to whoever accepts it. */
export interface BoardTile {
  readonly kind: MetricName | (typeof BOARD_LISTS)[number];
  /** By name, and it may be gone by now. Absent: of all of the workspace. */
  readonly workflow?: string;
  readonly connector?: string;
  /** Absent: it is called by its kind and scope. */
  readonly title?: string;
  readonly width: (typeof BOARD_WIDTHS)[number];
}

/** A board without what is on it. */
export interface BoardHead {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  /** 1 at first, one more with each edit. */
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** Who has edited it last. */
  readonly updatedBy: string;
  readonly updatedAtMs: number;
}
/** Tiles that people of a workspace have put together, in their order. */
export interface Board extends BoardHead {
  readonly tiles: readonly BoardTile[];
}

/** In a workspace. */
export const MAX_BOARDS = 50;
/** On a board. */
export const MAX_TILES = 24;

interface BoardName {
  readonly workspaceId: string;
  readonly id: string;
}

/** The boards of workspaces. */
export interface BoardStore {
  /** In the order in which they were made, all of them. */
  list(request: { readonly workspaceId: string }): Promise<readonly BoardHead[]>;
  find(request: BoardName): Promise<Board | undefined>;
  /** `board.name_taken`, whatever the case of the name, and `board.too_many` beyond {@link MAX_BOARDS}. */
  create(board: Pick<Board, 'id' | 'workspaceId' | 'name' | 'tiles' | 'createdBy'>): Promise<Board>;
  /**
   * Writes over the revision that is named, and no other: `board.changed` where somebody was faster, `board.not_found` where it is
   * gone, `board.name_taken`.
   */
  replace(board: Pick<Board, 'id' | 'workspaceId' | 'name' | 'tiles' | 'revision' | 'updatedBy'>): Promise<Board>;
  /** Whether there was one. */
  remove(request: BoardName): Promise<boolean>;
}
