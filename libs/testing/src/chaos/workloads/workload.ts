import type { Random } from '../../simulation/random.ts';
import type { Expectation } from '../facts.ts';
import type { Door } from '../ledger.ts';
import type { Json } from './states.ts';

/** One kind of traffic: its workflows, its events, and what must come of them. */
export interface Workload {
  readonly name: string;
  /** Whether the product does all that it needs. What is off is named in the report. */
  readonly isOn: boolean;
  /** Of the traffic, in parts of whatever all have together. */
  readonly share: number;
  /** Documents that are published before the traffic begins. */
  documents(around: WorkloadSurroundings): readonly Json[];
  /** Documents that take the place of those when everything is healed, so that nothing new comes of itself. */
  lastDocuments?(around: WorkloadSurroundings): readonly Json[];
  /** The next event. */
  next(around: { readonly id: string; readonly random: Random; readonly count: number }): PlannedEvent;
}
export interface WorkloadSurroundings {
  readonly sinkUrl: string;
  readonly secret: string;
}
export interface PlannedEvent {
  readonly door: Door;
  /** The workflow that takes it. */
  readonly workflow: string;
  /** Text and bytes are sent as they are, everything else as JSON. */
  readonly body: string | Uint8Array | Json;
  readonly contentType?: string;
  readonly key?: string;
  readonly seq?: number;
  readonly cancelAfterMs?: number;
  /** Cancelled so that it undoes first what it did. */
  readonly isUndone?: true;
  /** Sent once: for a door that makes each call a run. */
  readonly isSingle?: true;
  readonly expected: Expectation;
}
