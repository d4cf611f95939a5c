import type { JsonValue } from '@millrace/machine';
import type { RunEnd } from './run.ts';

/** What `connector:core/respond` said. */
export interface RunResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue;
}

/** What a caller who waits for a run gets. */
export type RunAnswer =
  | { readonly kind: 'responded'; readonly runId: string; readonly response: RunResponse }
  | { readonly kind: 'ended'; readonly runId: string; readonly end: RunEnd; readonly isRepetition: boolean }
  /** Accepted, and going on. */
  | { readonly kind: 'pending'; readonly runId: string; readonly isRepetition: boolean };

/** Reads an early respond's output; the action has checked it already. */
export function toRunResponse(output: JsonValue): RunResponse {
  const {
    status = 200,
    headers = {},
    body = null,
  } = output as { status?: number; headers?: Record<string, string>; body?: JsonValue };
  return { status, headers, body };
}
