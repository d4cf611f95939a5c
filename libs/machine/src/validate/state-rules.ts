// What a schema cannot say about single states.
import type { JsonObject, JsonValue } from '../json.ts';
import { TASK_TOKEN_SUFFIX } from '../states/task.ts';
import { JSONPATH_FIELDS } from '../states/unsupported.ts';
import { expressionOf } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { checkSchema } from './check-schema.ts';
import { isList, isObject, objectsOf, type Checking } from './context.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

const TRANSITIONING: ReadonlySet<JsonValue | undefined> = new Set(['Pass', 'Task', 'Wait', 'Parallel', 'Map']);
/** The names of the specification and of AWS. The prefix belongs to them. */
const STATES_ERRORS: ReadonlySet<JsonValue> = new Set([
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
]);

/** The fields of JSONPath mode, and what takes their place. */
export const JSONPATH_HINT: Readonly<Record<string, string>> = Object.fromEntries(
  JSONPATH_FIELDS.map((field) => [
    field,
    `"${field}" belongs to JSONPath mode; Millrace runs JSONata mode: use Arguments, Output and Assign.`,
  ]),
);

/** Checks one state that is at least an object. */
export function checkState(state: JsonObject, path: string, checking: Checking): void {
  checkTransition(state, path, checking);
  if (state.Type === 'Wait') checkWait(state, path, checking);
  if (state.Type === 'Parallel' || state.Type === 'Map') refuse(`${state.Type} states`, `${path}/Type`, checking);
  if (state.Type === 'Task') checkTask(state, path, checking);
  for (const field of ['Retry', 'Catch']) checkErrorRules(state[field], `${path}/${field}`, checking);
}

function checkTransition(state: JsonObject, path: string, { add }: Checking): void {
  if (!TRANSITIONING.has(state.Type)) return;
  const hasNext = 'Next' in state;
  if (hasNext !== 'End' in state) return;
  const message = hasNext ? 'A state has Next or End, not both.' : 'A state needs Next, or "End": true.';
  const hint = 'Say where the run goes on, or that it ends here.';
  add({ code: 'machine.transition_missing', path, message, hint });
}

function checkWait(state: JsonObject, path: string, { add }: Checking): void {
  const code = 'machine.wait_invalid';
  if ('Seconds' in state === 'Timestamp' in state) {
    add({ code, path, message: 'A Wait needs exactly one of Seconds and Timestamp.' });
  }
  const { Timestamp } = state;
  if (typeof Timestamp !== 'string' || expressionOf(Timestamp) !== undefined) return;
  if (parseTimestamp(Timestamp) !== undefined) return;
  const message = `${quote(Timestamp)} is no time.`;
  add({ code, path: `${path}/Timestamp`, message, hint: 'Write it as 2030-01-31T09:00:00Z, or as an expression.' });
}

function refuse(what: string, path: string, { add }: Checking): void {
  const message = `This version of Millrace does not run ${what}.`;
  const hint = 'Use the other state types, or another workflow.';
  add({ code: 'machine.unsupported', path, message, hint });
}

function checkTask(state: JsonObject, path: string, checking: Checking): void {
  if ('Compensate' in state) refuse('compensations', `${path}/Compensate`, checking);
  checkHeartbeat(state, path, checking);
  checkConnection(state, path, checking);
  const resource = state.Resource;
  if (typeof resource !== 'string') return;
  if (resource.endsWith(TASK_TOKEN_SUFFIX)) {
    refuse('tasks that wait for a token', `${path}/Resource`, checking);
    return;
  }
  const match = /^connector:([a-z0-9-]+)\/([a-z0-9_-]+)$/.exec(resource);
  if (match === null) {
    const message = `${quote(resource)} is no resource that this version runs.`;
    const hint = 'Write connector:<name>/<action>, for example connector:http/request.';
    checking.add({ code: 'machine.resource_unknown', path: `${path}/Resource`, message, hint });
    return;
  }
  checkAction(state, { path, connector: match[1] ?? '', action: match[2] ?? '' }, checking);
}

function checkHeartbeat({ HeartbeatSeconds, TimeoutSeconds }: JsonObject, path: string, { add }: Checking): void {
  if (HeartbeatSeconds === undefined) return;
  const at = `${path}/HeartbeatSeconds`;
  if (
    typeof HeartbeatSeconds === 'number' &&
    typeof TimeoutSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    const message = 'HeartbeatSeconds must be less than TimeoutSeconds.';
    add({ code: 'machine.heartbeat_invalid', path: at, message });
    return;
  }
  const message = 'No task of this version sends heartbeats: HeartbeatSeconds is checked, and changes nothing.';
  const hint = 'Limit the task by TimeoutSeconds.';
  add({ code: 'machine.heartbeat_unused', severity: 'warning', path: at, message, hint });
}

function checkConnection({ Credentials }: JsonObject, path: string, { context, add }: Checking): void {
  const name = isObject(Credentials) ? Credentials.Connection : undefined;
  if (typeof name !== 'string' || context.connections === undefined || context.connections.includes(name)) return;
  const message = `There is no connection named ${quote(name)}.`;
  add({ code: 'connection.not_found', path: `${path}/Credentials/Connection`, message });
}

function checkAction(
  { Arguments }: JsonObject,
  { path, connector, action }: { readonly path: string; readonly connector: string; readonly action: string },
  { context, add }: Checking,
): void {
  const found = context.findAction?.(connector, action);
  if (found === undefined) return;
  if ('missing' in found) {
    const message =
      found.missing === 'connector'
        ? `There is no connector named ${quote(connector)}.`
        : `The connector ${quote(connector)} has no action named ${quote(action)}.`;
    const hint = 'See the Connectors page for what is installed.';
    add({ code: `connector.${found.missing}_unknown`, path: `${path}/Resource`, message, hint });
    return;
  }
  // Without Arguments the action gets the state's input, which nobody knows yet.
  if (Arguments === undefined) return;
  const isOpen = (value: JsonValue): boolean => typeof value === 'string' && expressionOf(value) !== undefined;
  const hint = `See ${connector}/${action} on the Connectors page.`;
  const misfitOf = (open: JsonValue, schema: JsonObject) =>
    typeof open === 'string' ? context.misfitOf?.(expressionOf(open) ?? '', schema) : undefined;
  for (const violation of checkSchema(found.input, Arguments, { path: `${path}/Arguments`, isOpen, misfitOf })) {
    const message = `The argument ${violation.message}.`;
    const severity = violation.keyword === 'expression' ? 'warning' : 'error';
    add({ code: 'connector.arguments_invalid', severity, path: violation.path, message, hint });
  }
}

function checkErrorRules(rules: JsonValue | undefined, path: string, checking: Checking): void {
  const list = objectsOf(rules);
  for (const [index, rule] of list) {
    const names = isList(rule.ErrorEquals) ? rule.ErrorEquals : [];
    const at = `${pointerTo(path, index)}/ErrorEquals`;
    if (names.includes('States.ALL'))
      checkCatchAll({ at, isAlone: names.length === 1, isLast: index === list.length - 1 }, checking);
    for (const [position, name] of names.entries()) checkErrorName(name, pointerTo(at, position), checking);
  }
}

const ERROR_NAMES = 'machine.error_names_invalid';

function checkCatchAll(
  { at, isAlone, isLast }: { readonly at: string; readonly isAlone: boolean; readonly isLast: boolean },
  { add }: Checking,
): void {
  if (!isAlone) add({ code: ERROR_NAMES, path: at, message: 'States.ALL must stand alone.' });
  if (isLast) return;
  const message = 'A rule for States.ALL must be the last one: those after it can never apply.';
  add({ code: ERROR_NAMES, path: at, message });
}

function checkErrorName(name: JsonValue, path: string, { add }: Checking): void {
  if (typeof name !== 'string' || !name.startsWith('States.')) return;
  if (name === 'States.Runtime') {
    const message = 'No rule handles States.Runtime: the run ends with it.';
    add({ code: ERROR_NAMES, severity: 'warning', path, message });
  } else if (!STATES_ERRORS.has(name)) {
    const message = `${quote(name)} does not exist, and names that begin with "States." are reserved.`;
    const hint = 'States.TaskFailed stands for every failure of a task, States.Timeout for its time-out.';
    add({ code: ERROR_NAMES, path, message, hint });
  }
}
