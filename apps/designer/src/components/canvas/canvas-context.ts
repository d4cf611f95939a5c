import { createContext, useContext } from 'react';
import type { ConnectorDescription, StepStatus } from '../../lib/contract.ts';
import type { Slot } from './model/slot.ts';

/** How a state went in the run that is shown. */
export interface CanvasStepState {
  readonly status: StepStatus;
  readonly durationMs?: number;
  readonly attempts: number;
  readonly visits: number;
  /** How many items came in and went out, where the results are lists. */
  readonly itemsIn?: number;
  readonly itemsOut?: number;
}

/** The iterations of a Map in the run that is shown. */
export interface MapIterations {
  /** The one that is shown, from 0; absent for all together. */
  readonly index?: number;
  readonly count: number;
  readonly failed: number;
}

/** Why a run shows nothing of a state: it went another way, has not come so far, or more was done than is shown. */
export type Unseen = 'notTaken' | 'notReached' | 'notShown';

/** What nodes and edges share besides their own data. */
export interface CanvasSurroundings {
  readonly connectors: readonly ConnectorDescription[];
  readonly readOnly: boolean;
  readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
  /** What is said of a state that `stepStates` does not have. */
  readonly unseen: Unseen;
  /** State name -> number of problems. */
  readonly problems: Readonly<Record<string, number>>;
  readonly onAdd: ((slot: Slot, anchor: Element) => void) | undefined;
}

export const CanvasContext = createContext<CanvasSurroundings>({
  connectors: [],
  readOnly: true,
  stepStates: undefined,
  unseen: 'notTaken',
  problems: {},
  onAdd: undefined,
});

export const useCanvas = (): CanvasSurroundings => useContext(CanvasContext);
