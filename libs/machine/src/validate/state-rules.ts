// What a schema cannot say about single states.
import type { JsonObject, JsonValue } from '../json.ts';
import { DISTRIBUTED_FIELDS, JSONPATH_FIELDS } from '../states/unsupported.ts';
import { expressionOf } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { objectsOf, type Checking } from './context.ts';
import { addExcess, limitsOf } from './document-limits.ts';
import { isList, isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';
import { checkTask } from './task-rules.ts';

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

/** Fields that are known elsewhere, and what takes their place. */
export const FOREIGN_HINT: Readonly<Record<string, string>> = Object.fromEntries([
  ...JSONPATH_FIELDS.map((field): [string, string] => [
    field,
    `"${field}" belongs to JSONPath mode; Millrace runs JSONata mode: use Arguments, Output and Assign.`,
  ]),
  ...DISTRIBUTED_FIELDS.map((field): [string, string] => [
    field,
    `"${field}" belongs to distributed Map states; Millrace runs inline ones: read and write with a Task.`,
  ]),
]);

/** Checks one state that is at least an object. */
export function checkState(state: JsonObject, path: string, checking: Checking): void {
  checkTransition(state, path, checking);
  if (state.Type === 'Wait') checkWait(state, path, checking);
  if (state.Type === 'Map') checkMap(state, path, checking);
  if (state.Type === 'Parallel') checkParallel(state, path, checking);
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

function checkMap(state: JsonObject, path: string, { add }: Checking): void {
  const { ItemBatcher } = state;
  if (isObject(ItemBatcher) && !('MaxItemsPerBatch' in ItemBatcher || 'MaxInputBytesPerBatch' in ItemBatcher)) {
    const message = 'Batches need a limit.';
    const hint = 'Give MaxItemsPerBatch, MaxInputBytesPerBatch or both.';
    add({ code: 'machine.batcher_invalid', path: `${path}/ItemBatcher`, message, hint });
  }
}

function checkParallel({ Branches }: JsonObject, path: string, { context, add }: Checking): void {
  const { branches: limit } = limitsOf(context);
  const count = isList(Branches) ? Branches.length : 0;
  if (count <= limit.most) return;
  const message = `There are ${count} branches, and at most ${limit.most} may be.`;
  addExcess({ path: `${path}/Branches`, message, hint: 'Use a Map for what is the same.' }, limit, add);
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
