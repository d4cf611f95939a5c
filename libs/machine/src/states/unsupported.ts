import type { Machine, State } from '../machine.ts';

/** Fields that only JSONPath mode has. Ignoring one would give another result than the document means. */
export const JSONPATH_FIELDS = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'Result',
  'Variable',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'ItemsPath',
] as const;

/** Pauses until somebody answers the task's token. */
export const TASK_TOKEN_SUFFIX = '.waitForTaskToken';

/** What of a state this version cannot run, if anything; `validate` says so before a document is published. */
export function findUnsupported(state: State, machine: Machine): string | undefined {
  const language: string = state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONata';
  if (language !== 'JSONata') return `${language} mode`;
  const field = JSONPATH_FIELDS.find((name) => Object.hasOwn(state, name));
  if (field !== undefined) return `JSONPath mode, to which ${field} belongs`;
  if (state.Type === 'Parallel' || state.Type === 'Map') return `${state.Type} states`;
  return state.Type === 'Task' && state.Resource.endsWith(TASK_TOKEN_SUFFIX)
    ? 'tasks that wait for a token'
    : undefined;
}
