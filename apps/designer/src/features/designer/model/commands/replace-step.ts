import type { JsonObject, JsonValue, State, TaskState, WorkflowDocument } from '@millrace/machine';
import { findState, namesInside } from '../../../../components/canvas/model/scope.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import { isObject, isSame } from '../../../../lib/json.ts';
import { isExpression, mapExpressions } from '../expression-tokens.ts';
import { freeVariable, variableFor } from '../names.ts';
import type { StepTemplate } from '../step-templates.ts';
import { withPins, withWayOut } from './add-step.ts';
import { type Attempt, refuse } from './edit.ts';
import { connectorsOf } from './fragment.ts';
import { setStep, targetOf } from './ways.ts';

/** What the two actions take, as far as it is known. */
interface ReplacedInputs {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** Makes a step do something else: its name, variable, ways, error rules and the arguments that fit stay. */
export function replaceStep(
  document: WorkflowDocument,
  name: string,
  { template, inputs }: { readonly template: StepTemplate; readonly inputs: ReplacedInputs },
): Attempt {
  const old = findState(document, name);
  if (old === undefined) return refuse({ kind: 'nothing' });
  if (old.Type === 'Choice') return refuse({ kind: 'branches', name });
  if (namesInside(document, name).length > 0) return refuse({ kind: 'holds', name });
  const target = targetOf(document, { kind: 'next', state: name });
  const made: State = { ...template.state, ...keptOf(old, template.state, inputs) };
  const state = withWayOut(name, withVariable(document, name, { made, template }), target);
  if (target !== undefined && slotsOf(name, state).every((way) => way.target !== target))
    return refuse({ kind: 'ends', name });
  const pinned = withPins(document, template.connector === undefined ? [] : [template.connector]);
  return { document: setStep(pinned, name, state), states: [name] };
}

const hasResult = ({ Type }: State): boolean => Type === 'Task' || Type === 'Map' || Type === 'Parallel';
const mayAssign = ({ Type }: State): boolean => Type !== 'Succeed' && Type !== 'Fail';

/** The members of the old step that the new one keeps. */
function keptOf(old: State, made: State, inputs: ReplacedInputs): object {
  const { Comment } = old;
  return {
    ...(Comment === undefined ? {} : { Comment }),
    ...(mayAssign(made) && 'Assign' in old ? { Assign: keptAssign(old.Assign, old, made) } : {}),
    ...(hasResult(old) && hasResult(made) ? pick(old, ['Retry', 'Catch', 'Output']) : {}),
    ...(old.Type === 'Task' && made.Type === 'Task' ? keptOfTask(old, made, inputs) : {}),
  };
}

/** A step without a result keeps its input in the place of it. */
function keptAssign(assign: JsonObject, old: State, made: State): JsonObject {
  if (hasResult(old) === hasResult(made)) return assign;
  if (!hasResult(made))
    return mapExpressions(assign, (text) => text.replaceAll(/\$states\.result\b/g, '$states.input'));
  return Object.fromEntries(Object.keys(assign).map((variable) => [variable, '{% $states.result %}']));
}

function keptOfTask(old: TaskState, made: TaskState, inputs: ReplacedInputs): object {
  const [connector] = connectorsOf(made);
  const isSameConnector = connector !== undefined && connectorsOf({ ...old, Resource: old.Resource })[0] === connector;
  const undo = old.Compensate;
  const isOwnUndo = undo !== undefined && connectorsOf({ Type: 'Task', Resource: undo.Resource })[0] === connector;
  return {
    ...pick(old, ['TimeoutSeconds', 'HeartbeatSeconds']),
    ...(isSameConnector ? pick(old, ['Credentials']) : {}),
    ...(isOwnUndo ? { Compensate: undo } : {}),
    Arguments: keptArguments(old.Arguments, made.Arguments, inputs),
  };
}

function keptArguments(
  old: JsonValue | undefined,
  made: JsonValue | undefined,
  { before, after }: ReplacedInputs,
): JsonValue {
  const own = isObject(made) ? made : {};
  if (!isObject(old)) return own;
  const kept = Object.entries(old).filter(([name, value]) => {
    // What nobody can judge is kept: the check says what does not fit.
    if (after === undefined) return true;
    const to = memberOf(after, name);
    return to !== undefined && fitsType(value, memberOf(before, name), to);
  });
  return { ...own, ...Object.fromEntries(kept) };
}

function memberOf(schema: JsonObject | undefined, name: string): JsonObject | undefined {
  const properties = schema?.properties;
  const member = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isObject(member) ? member : undefined;
}

function fitsType(value: JsonValue, before: JsonObject | undefined, { type }: JsonObject): boolean {
  if (type === undefined || (before !== undefined && isSame(before.type, type))) return true;
  const types = Array.isArray(type) ? type : [type];
  return before === undefined && (isExpression(value) || types.includes(typeOf(value)));
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const pick = (whole: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name)));

function withVariable(
  document: WorkflowDocument,
  name: string,
  { made, template }: { readonly made: State; readonly template: StepTemplate },
): State {
  if (!template.keepsResult || made.Type !== 'Task' || Object.keys(made.Assign ?? {}).length > 0) return made;
  return { ...made, Assign: { [freeVariable(document, variableFor(name))]: '{% $states.result %}' } };
}
