import type { Expectation } from '../facts.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Names the event, in every run that belongs to it. */
export const ID_HEADER = 'x-chaos-id';
const ID = `$lookup($states.context.Execution.Input.headers, '${ID_HEADER}')`;

/** How often, and how soon, a step is tried again. Every delay is one that a run waits for in memory. */
export const USUAL_RETRY = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 1,
    MaxAttempts: 10,
    BackoffRate: 1.5,
    MaxDelaySeconds: 4,
    JitterStrategy: 'FULL',
  },
];
export const USUAL_ATTEMPTS = 11;

/** What may end a run that did all it could: its downstream failed as often as it was asked. */
export const GAVE_UP = /^(?:Connector\.(?:Retryable|RateLimited)|States\.Timeout)$/;
export const USUAL_ENDS: Expectation['ends'] = { succeeded: /^$/, failed: GAVE_UP };

/** One effect: a call of the runner's sink, which tells who it is for and who makes it. */
export function effectTask(
  sinkUrl: string,
  {
    path,
    members = {},
    more = {},
    ...rest
  }: {
    /** The state's path: a text, or an expression that gives it. */
    readonly path: string | { readonly expression: string };
    /** Of the body. */
    readonly members?: Json;
    /** Of the arguments. */
    readonly more?: Json;
    readonly Next?: string;
    readonly End?: true;
    readonly Retry?: readonly unknown[];
    readonly TimeoutSeconds?: number;
    readonly Assign?: Json;
    readonly Resource?: string;
    readonly Compensate?: unknown;
  },
): Json {
  return {
    Type: 'Task',
    Retry: USUAL_RETRY,
    Resource: 'connector:http/request',
    Arguments: effectArguments(sinkUrl, { path, members, more }),
    ...rest,
  };
}

/** The arguments of such a call; `Compensate` needs them alone. */
export function effectArguments(
  sinkUrl: string,
  {
    path,
    members = {},
    more = {},
  }: { readonly path: string | { readonly expression: string }; readonly members?: Json; readonly more?: Json },
): Json {
  return {
    method: 'POST',
    url: `${sinkUrl}/effects`,
    idempotencyHeader: 'Idempotency-Key',
    timeoutSeconds: 10,
    body: {
      id: `{% ${ID} %}`,
      runId: '{% $states.context.Execution.Id %}',
      path: typeof path === 'string' ? path : `{% ${path.expression} %}`,
      ...members,
    },
    // Not in the body, which is the same in every attempt.
    headers: {
      'x-chaos-by': '{% $states.context.Millrace.BaseUrl %}',
      'x-chaos-attempt': '{% $string($states.context.State.RetryCount + 1) %}',
    },
    ...more,
  };
}

/** A workflow whose webhook has its name for a path, and takes each event once. */
export function hookWorkflow(
  name: string,
  { states, respond = 'accepted', ...rest }: { readonly states: Json; readonly respond?: 'accepted' | 'result' } & Json,
): Json {
  const { trigger = {}, ...members } = rest as { readonly trigger?: Json } & Json;
  return {
    millrace: 1,
    name,
    triggers: {
      hook: {
        type: 'webhook',
        path: name,
        respond,
        dedupe: `{% $lookup($states.input.headers, '${ID_HEADER}') %}`,
        ...trigger,
      },
    },
    machine: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states },
    ...members,
  };
}
