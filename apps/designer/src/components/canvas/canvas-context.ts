import { createContext, type PointerEvent, use } from 'react';
import type { ConnectorDescription, StepStatus } from '../../lib/contract.ts';
import type { CardChange, CardMark } from './canvas-events.ts';
import type { PlacedEdge } from './model/picture.ts';
import type { Slot } from './model/slot.ts';
import type { NodeWords } from './use-node-words.ts';

/** How a state went in the run that is shown. */
export interface CanvasStepState {
  readonly status: StepStatus;
  readonly durationMs?: number;
  readonly attempts: number;
  readonly visits: number;
  /** How many items came in and went out, where the results are lists. */
  readonly itemsIn?: number;
  readonly itemsOut?: number;
  /** Of a state inside of a box: how often the run went on from it to which other one. */
  readonly went?: Readonly<Record<string, number>>;
}

/** The iterations of a Map in the run that is shown. */
export interface MapIterations {
  /** The one that is shown, from 0; absent for all together. */
  readonly index?: number;
  readonly count: number;
  readonly failed: number;
  /** Indexes of those that failed, as far as they are known. */
  readonly failedIndexes?: readonly number[];
}

/** Why a run shows nothing of a state: it went another way, has not come so far, or more was done than is shown. */
export type Unseen = 'notTaken' | 'notReached' | 'notShown';

/** What a card shows besides its state: of a run, a comparison, or the shell around it. */
export interface CardFacts {
  readonly id: string;
  readonly step: CanvasStepState | undefined;
  readonly problems: number;
  readonly marks: readonly CardMark[];
  readonly change: CardChange | undefined;
  readonly iterations: MapIterations | undefined;
}

/** What everything on the canvas shares. It changes seldom: all cards are drawn anew when it does. */
export interface CanvasSurroundings {
  readonly connectors: readonly ConnectorDescription[];
  readonly readOnly: boolean;
  /** What is said of a state that a run shows nothing of; absent where no run is shown. */
  readonly unseen: Unseen | undefined;
  readonly words: NodeWords;
  readonly acts: CanvasActs;
}

/** What cards and lines do when they are pressed; the same object for good. */
export interface CanvasActs {
  readonly add: (slot: Slot, anchor: Element) => void;
  readonly retarget: (slot: Slot, anchor: Element) => void;
  readonly disconnect: (slot: Slot) => void;
  /** Shows or hides what is inside of a box. */
  readonly fold: (name: string) => void;
  readonly showIteration: (map: string, index: number | undefined) => void;
  /** Begins to lead a line elsewhere with the pointer. */
  readonly pull: (edge: PlacedEdge, event: PointerEvent<HTMLElement>) => void;
  /** Whether the focus is on the canvas, so that it goes along with the selection. */
  readonly hasFocus: () => boolean;
  /** Where the focus goes when what has it disappears. */
  readonly takeFocus: () => void;
}

export const CanvasContext = createContext<CanvasSurroundings | undefined>(undefined);

export function useCanvas(): CanvasSurroundings {
  const surroundings = use(CanvasContext);
  if (surroundings === undefined) throw new Error('There is no canvas around this component.');
  return surroundings;
}
