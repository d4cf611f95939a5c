/**
 * A query of runs, as people write it and as the store takes it.
 *
 * - **term**: one `field:value`, perhaps with `-` before it, at its place in the text. All terms of a query must hold.
 * - **condition**: what a term means. One of columns is answered by the run's row; one of payloads needs its data read.
 * - **selection**: a query with its times worked out: what a list of runs is narrowed to.
 * - **problem**: what is wrong with a text, and where. A text with problems selects nothing.
 */

/** In the order in which they are offered. */
export const QUERY_STATUSES = [
  'queued',
  'running',
  'waiting',
  'compensating',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'compensated',
] as const;
export type QueryStatus = (typeof QUERY_STATUSES)[number];
export const QUERY_TRIGGERS = ['webhook', 'form', 'schedule', 'connector', 'call', 'manual', 'test'] as const;
export type QueryTrigger = (typeof QUERY_TRIGGERS)[number];
/** How a run came to be. `test` chooses tests instead of real runs. */
export const QUERY_KINDS = ['test', 'retry', 'replay', 'child'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

export type Comparison = '=' | '>' | '>=' | '<' | '<=';
/** `exact`: it was quoted, so it is a text and nothing else. */
export interface QueryValue {
  readonly text: string;
  readonly exact: boolean;
}
/** Where in the data of a run: a member of its input or output, or of one step's. */
export type PayloadPlace =
  { readonly of: 'input' | 'output' } | { readonly of: 'step'; readonly step: string; readonly part: StepPart };
export const STEP_PARTS = ['input', 'arguments', 'output', 'assigned'] as const;
export type StepPart = (typeof STEP_PARTS)[number];

interface Named<Kind extends string> {
  readonly kind: Kind;
  readonly values: readonly string[];
}
/** What is known of a run without its data. */
export type ColumnMeaning =
  | { readonly kind: 'status'; readonly values: readonly QueryStatus[] }
  | { readonly kind: 'trigger'; readonly values: readonly QueryTrigger[] }
  | { readonly kind: 'version'; readonly values: readonly number[] }
  | Named<'workflow'>
  /** One may end with `*`: all whose names begin so. */
  | Named<'error'>
  | Named<'fingerprint'>
  | Named<'id'>
  | Named<'parent'>
  | { readonly kind: 'attribute'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'duration'; readonly comparison: Comparison; readonly durationMs: number }
  | { readonly kind: 'is'; readonly value: Exclude<QueryKind, 'test'> };
/** What only the data of a run tells. */
export type PayloadMeaning =
  | {
      readonly kind: 'payload';
      readonly place: PayloadPlace;
      /** Members from the top; `*` is any of a list or an object. */
      readonly path: readonly string[];
      readonly comparison: Comparison;
      /** One of them. None: whatever is there. */
      readonly values: readonly QueryValue[];
    }
  | { readonly kind: 'text'; readonly text: string };
/** What chooses the range of a list. */
export type RangeMeaning =
  | { readonly kind: 'from'; readonly at: QueryTime }
  | { readonly kind: 'until'; readonly at: QueryTime }
  | { readonly kind: 'is'; readonly value: 'test' };
/** A moment, or one counted from now. */
export type QueryTime = { readonly epochMs: number } | { readonly fromNowMs: number };

interface Negatable {
  readonly isNot: boolean;
}
export type ColumnCondition = ColumnMeaning & Negatable;
export type PayloadCondition = PayloadMeaning & Negatable;
export type RunCondition = ColumnCondition | PayloadCondition | (RangeMeaning & Negatable);

/** A part of the text: [from, to). */
export interface QuerySpan {
  readonly from: number;
  readonly to: number;
}
export type QueryTerm = QuerySpan & { readonly condition: RunCondition };

export interface QueryProblem extends QuerySpan {
  readonly code: `query.${string}`;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

/** What a list is narrowed to. */
export interface RunSelection {
  readonly acceptedFromMs?: number;
  readonly acceptedUntilMs?: number;
  /** Default: real runs. */
  readonly tests?: 'only';
  readonly conditions: readonly ColumnCondition[];
  /** What makes a search read the data of runs, newest first. */
  readonly payload: readonly PayloadCondition[];
}

export interface RunQuery {
  /** What was understood, also of a text with problems. */
  readonly terms: readonly QueryTerm[];
  readonly problems: readonly QueryProblem[];
}
