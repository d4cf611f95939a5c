import type { Direction, LayoutScope } from './layout-input.ts';
import type { Point } from './route.ts';
import type { Rect } from './view.ts';

/** The places of one machine's nodes, and the free places that lines past other cards go through. */
export interface Arranged {
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly ways: ReadonlyMap<string, readonly Point[]>;
}
/** Loops are drawn afterwards: the edges are those that lead forward. */
export type Arrange = (scope: LayoutScope, direction: Direction) => Arranged;
