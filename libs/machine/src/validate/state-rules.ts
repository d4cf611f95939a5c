// What a schema cannot say about single states.
import type { JsonObject, JsonValue } from '../json.ts';
import { isConstant } from '../template.ts';
import { checkSchema } from './check-schema.ts';
import { isList, isObject, objectsOf, type Checking } from './context.ts';
import { pointerTo } from './pointer.ts';

const TRANSITIONING: ReadonlySet<JsonValue | undefined> = new Set(['Pass', 'Task', 'Wait', 'Parallel', 'Map']);
const JSONPATH_FIELDS = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'Result',
  'Variable',
  'SecondsPath',
  'TimestampPath',
];

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
  if (state.Type === 'Parallel' || state.Type === 'Map')
    refuse(`${String(state.Type)} states`, `${path}/Type`, checking);
  if (state.Type === 'Task') checkTask(state, path, checking);
  for (const field of ['Retry', 'Catch']) checkErrorRules(state[field], `${path}/${field}`, checking);
}

function checkTransition(state: JsonObject, path: string, { add }: Checking): void {
  if (!TRANSITIONING.has(state.Type)) return;
  const hasNext = 'Next' in state;
  if (hasNext === 'End' in state) {
    const message = hasNext ? 'A state has Next or End, not both.' : 'A state needs Next, or "End": true.';
    add({
      code: 'machine.transition_missing',
      path,
      message,
      hint: 'Say where the run goes on, or that it ends here.',
    });
  }
}

function checkWait(state: JsonObject, path: string, { add }: Checking): void {
  if ('Seconds' in state !== 'Timestamp' in state) return;
  add({ code: 'machine.wait_invalid', path, message: 'A Wait needs exactly one of Seconds and Timestamp.' });
}

function refuse(what: string, path: string, { add }: Checking): void {
  add({
    code: 'machine.unsupported',
    path,
    message: `This version of Millrace does not run ${what}.`,
    hint: 'Use the other state types, or another workflow.',
  });
}

function checkTask(state: JsonObject, path: string, checking: Checking): void {
  if ('Compensate' in state) refuse('compensations', `${path}/Compensate`, checking);
  const resource = state.Resource;
  if (typeof resource !== 'string') return;
  if (resource.endsWith('.waitForTaskToken')) {
    refuse('tasks that wait for a token', `${path}/Resource`, checking);
    return;
  }
  const match = /^connector:([a-z0-9-]+)\/([a-z0-9_-]+)$/.exec(resource);
  if (match === null) {
    checking.add({
      code: 'machine.resource_unknown',
      path: `${path}/Resource`,
      message: `"${resource}" is no resource that this version runs.`,
      hint: 'Write connector:<name>/<action>, for example connector:http/request.',
    });
    return;
  }
  checkAction(state, { path, connector: match[1] ?? '', action: match[2] ?? '' }, checking);
}

function checkAction(
  state: JsonObject,
  { path, connector, action }: { readonly path: string; readonly connector: string; readonly action: string },
  { context, add }: Checking,
): void {
  const found = context.findAction?.(connector, action);
  if (found === undefined) return;
  if ('missing' in found) {
    const message =
      found.missing === 'connector'
        ? `There is no connector named "${connector}".`
        : `The connector "${connector}" has no action named "${action}".`;
    add({
      code: `connector.${found.missing}_unknown`,
      path: `${path}/Resource`,
      message,
      hint: 'See the Connectors page for what is installed.',
    });
    return;
  }
  // Without Arguments the action gets the state's input, which nobody knows yet.
  if (state.Arguments === undefined) return;
  const isOpen = (value: JsonValue): boolean => typeof value === 'string' && !isConstant(value);
  for (const { path: at, message } of checkSchema(found.input, state.Arguments, {
    path: `${path}/Arguments`,
    isOpen,
  })) {
    add({
      code: 'connector.arguments_invalid',
      path: at,
      message: `The argument ${message}.`,
      hint: `See ${connector}/${action} on the Connectors page.`,
    });
  }
  const connection = isObject(state.Credentials) ? state.Credentials.Connection : undefined;
  if (
    typeof connection === 'string' &&
    context.connections !== undefined &&
    !context.connections.includes(connection)
  ) {
    add({
      code: 'connection.not_found',
      path: `${path}/Credentials/Connection`,
      message: `There is no connection named "${connection}".`,
    });
  }
}

function checkErrorRules(rules: JsonValue | undefined, path: string, { add }: Checking): void {
  const list = objectsOf(rules);
  for (const [index, rule] of list) {
    const names = isList(rule.ErrorEquals) ? rule.ErrorEquals : [];
    if (!names.includes('States.ALL')) continue;
    const at = `${pointerTo(path, index)}/ErrorEquals`;
    if (names.length > 1)
      add({ code: 'machine.error_names_invalid', path: at, message: 'States.ALL must stand alone.' });
    if (index !== list.length - 1)
      add({
        code: 'machine.error_names_invalid',
        path: at,
        message: 'A rule for States.ALL must be the last one: those after it can never apply.',
      });
  }
}
