// What a schema cannot say about tasks, and about what undoes them.
import type { JsonObject, JsonValue } from '../json.ts';
import { TASK_TOKEN_SUFFIX } from '../states/task.ts';
import { expressionOf } from '../template.ts';
import { checkSchema } from './check-schema.ts';
import type { Checking } from './context.ts';
import { isObject } from './json-kinds.ts';
import { quote } from './quote.ts';

const MAX_SOURCE_CHARACTERS = 256 * 1024;
const ACTION = /^connector:([a-z0-9-]+)\/([a-z0-9_-]+)$/;
const WORKFLOW = /^workflow:([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)(\.fireAndForget)?$/;

/** Checks a Task, or a `Compensate`, that is at least an object. */
export function checkTask(task: JsonObject, path: string, checking: Checking): void {
  const { Resource, Compensate } = task;
  if (isObject(Compensate)) checkCompensate(Compensate, `${path}/Compensate`, checking);
  checkHeartbeat(task, path, checking);
  checkConnection(task, path, checking);
  if (typeof Resource !== 'string') return;
  const hasToken = Resource.endsWith(TASK_TOKEN_SUFFIX);
  const resource = hasToken ? Resource.slice(0, -TASK_TOKEN_SUFFIX.length) : Resource;
  const action = ACTION.exec(resource);
  const workflow = WORKFLOW.exec(resource);
  if (action !== null) {
    checkAction(task, { path, connector: action[1] ?? '', action: action[2] ?? '' }, checking);
  } else if (resource === 'code:javascript') {
    checkCode(task.Arguments, path, checking);
  } else if (workflow === null || (hasToken && workflow[2] !== undefined)) {
    const message = `${quote(Resource)} is no resource that this version runs.`;
    const hint =
      'Write connector:<name>/<action>, workflow:<name>, workflow:<name>.fireAndForget or code:javascript; ' +
      `${TASK_TOKEN_SUFFIX} behind it waits for an answer.`;
    checking.add({ code: 'machine.resource_unknown', path: `${path}/Resource`, message, hint });
  } else checkWorkflow(workflow[1] ?? '', `${path}/Resource`, checking);
}

/** It may be made before a run comes to it: two workflows may call each other, and one is published first. */
export function checkWorkflow(name: string, path: string, { context, add }: Checking): void {
  if (context.hasWorkflow?.(name) !== false) return;
  const message = `There is no workflow named ${quote(name)} in this workspace.`;
  add({ code: 'workflow.not_found', severity: 'warning', path, message, hint: 'Publish it before a run calls it.' });
}

/** Its arguments are evaluated when the step ends: a token of the undoing does not exist yet. */
function checkCompensate(undoing: JsonObject, path: string, checking: Checking): void {
  const { Resource } = undoing;
  checkTask(undoing, path, checking);
  if (typeof Resource !== 'string' || !Resource.endsWith(TASK_TOKEN_SUFFIX)) return;
  const message = 'What undoes a step cannot wait for a token.';
  const hint = `Leave ${TASK_TOKEN_SUFFIX} away, or start a workflow that waits.`;
  checking.add({ code: 'machine.resource_unknown', path: `${path}/Resource`, message, hint });
}

/** Code is part of the document: nobody may hand it in as data. */
function checkCode(given: JsonValue | undefined, path: string, { add }: Checking): void {
  const code = 'machine.code_invalid';
  const hint = 'Arguments: { "source": "export default (input) => …", "input": … }.';
  if (!isObject(given)) {
    add({ code, path, message: 'Code needs Arguments with "source" and "input".', hint });
    return;
  }
  const { source, input } = given;
  const at = `${path}/Arguments`;
  if (typeof source !== 'string' || source.trim() === '' || expressionOf(source) !== undefined) {
    add({ code, path: at, message: 'Code needs "source", a text that is no expression.', hint });
  } else if (source.length > MAX_SOURCE_CHARACTERS) {
    const message = `The source has ${source.length} characters, but may have ${MAX_SOURCE_CHARACTERS}.`;
    add({ code, path: `${at}/source`, message, hint: 'Keep large data in files.' });
  }
  if (input === undefined) add({ code, path: at, message: 'Code needs "input", what it is called with.', hint });
}

function checkHeartbeat(task: JsonObject, path: string, { add }: Checking): void {
  const { HeartbeatSeconds, TimeoutSeconds, Resource } = task;
  if (HeartbeatSeconds === undefined) return;
  const at = `${path}/HeartbeatSeconds`;
  if (
    typeof HeartbeatSeconds === 'number' &&
    typeof TimeoutSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    const message = 'HeartbeatSeconds must be less than TimeoutSeconds.';
    add({ code: 'machine.heartbeat_invalid', path: at, message });
  } else if (typeof Resource === 'string' && !mayBeat(Resource)) {
    const message =
      'Only actions of connectors and tasks that wait for a token send heartbeats: here HeartbeatSeconds changes nothing.';
    const hint = 'Limit the task by TimeoutSeconds.';
    add({ code: 'machine.heartbeat_unused', severity: 'warning', path: at, message, hint });
  }
}

const mayBeat = (resource: string): boolean =>
  resource.startsWith('connector:') || resource.endsWith(TASK_TOKEN_SUFFIX);

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
