import type { JsonValue } from '@millrace/machine';
import type { RunEnd } from './run.ts';

/** What `connector:core/respond` said. */
export interface RunResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue;
}

/** What a run has to say, to whoever waits for it. */
export type RunWord =
  | { readonly kind: 'responded'; readonly response: RunResponse }
  | { readonly kind: 'ended'; readonly end: RunEnd }
  /** Accepted, and going on. */
  | { readonly kind: 'pending' };

/** What a caller who waits for a run gets. `isRepetition`: the run was started by an earlier event with the same key. */
export type RunAnswer = RunWord & {
  readonly runId: string;
  readonly isRepetition: boolean;
  /** False: the repetition had another body than the first event. */
  readonly sameContent?: boolean;
};

/** The resource of the task that answers the caller. */
export const RESPOND = 'connector:core/respond';

/** Reads what a respond task was given or has returned; the action has checked it. */
export function toRunResponse(response: JsonValue): RunResponse {
  const {
    status = 200,
    headers = {},
    body = null,
  } = response as { status?: number; headers?: Record<string, string>; body?: JsonValue };
  return { status, headers, body };
}
