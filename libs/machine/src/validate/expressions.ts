// Every expression of a document: its syntax, and whether what it reads exists at its place.
import type { JsonObject, JsonValue } from '../json.ts';
import { expressionOf } from '../template.ts';
import { objectsOf, type Checking } from './context.ts';
import { isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { NONE, type Assigned } from './variables.ts';

/** Where a template stands: what it may read. */
export interface Place {
  /** Unknown for states that nothing leads to. */
  readonly assigned: Assigned | undefined;
  /** The members of `$states` that exist here. */
  readonly members: readonly string[];
}
interface At {
  readonly path: string;
  readonly place: Place;
}

const BEFORE = ['input', 'context'];
/** The fields of a state that are evaluated before it does its work. */
const EARLY_FIELDS = [
  'Arguments',
  'Seconds',
  'Timestamp',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Error',
  'Cause',
  'Condition',
  'Items',
  'ItemSelector',
  'ItemBatcher',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
];
/** The types whose work has a result. */
const WORKING = ['Task', 'Parallel', 'Map'];
const MAX_EXPRESSION_CHARACTERS = 32 * 1024;
const LATE_FIELDS = ['Assign', 'Output'];

/** Checks all expressions of one state. */
export function checkExpressions(
  state: JsonObject,
  { path, assigned }: { readonly path: string; readonly assigned: Assigned | undefined },
  checking: Checking,
): void {
  const late = WORKING.some((type) => type === state.Type) ? [...BEFORE, 'result'] : BEFORE;
  checkFields(state, { path, place: { assigned, members: late } }, checking);
  if (isObject(state.Compensate)) checkUndoing(state.Compensate, { path, assigned }, checking);
  for (const [field, members] of [
    ['Choices', BEFORE],
    ['Catch', [...BEFORE, 'errorOutput']],
  ] as const) {
    for (const [index, rule] of objectsOf(state[field])) {
      checkFields(rule, { path: `${path}/${field}/${index}`, place: { assigned, members } }, checking);
    }
  }
}

/** Its Arguments are evaluated when the step has ended, all else when it is undone: no variable is there any more. */
function checkUndoing(
  { Arguments = null, ...others }: JsonObject,
  { path, assigned }: { readonly path: string; readonly assigned: Assigned | undefined },
  checking: Checking,
): void {
  const at = `${path}/Compensate`;
  checkTemplate(Arguments, { path: `${at}/Arguments`, place: { assigned, members: [...BEFORE, 'result'] } }, checking);
  checkFields(others, { path: at, place: { assigned: NONE, members: BEFORE } }, checking);
}

/** The fields of a state, or of a rule in it; `place` is what the late ones may read. */
function checkFields(owner: JsonObject, { path, place }: At, checking: Checking): void {
  for (const [field, value] of Object.entries(owner)) {
    const isEarly = EARLY_FIELDS.includes(field);
    if (!isEarly && !LATE_FIELDS.includes(field)) continue;
    const members = isEarly ? BEFORE : place.members;
    checkTemplate(value, { path: pointerTo(path, field), place: { ...place, members } }, checking);
  }
}

/** Checks a template at any place of a document. */
export function checkTemplate(value: JsonValue, at: At, checking: Checking): void {
  if (typeof value === 'string') checkText(value, at, checking);
  else if (isObject(value) || Array.isArray(value)) {
    for (const [key, part] of Object.entries(value) as [string, JsonValue][]) {
      checkTemplate(part, { ...at, path: pointerTo(at.path, key) }, checking);
    }
  }
}

function checkText(text: string, { path, place }: At, checking: Checking): void {
  const source = expressionOf(text);
  if (source === undefined) {
    checkPlain(text, path, checking);
    return;
  }
  if (source.length > MAX_EXPRESSION_CHARACTERS) {
    const message = `The expression has ${source.length} characters, but may have ${MAX_EXPRESSION_CHARACTERS}.`;
    checking.add({ code: 'expression.too_long', path, message, hint: 'Take it apart into several steps.' });
    return;
  }
  const { problems, freeVariables, statesMembers } = checking.inspect(source);
  for (const { code, message, position, hint } of problems) {
    const where = position === undefined ? '' : ` (at character ${position})`;
    checking.add({ code, path, message: `${message}${where}`, ...(hint === undefined ? {} : { hint }) });
  }
  for (const name of freeVariables) checkVariable(name, { path, place }, checking);
  for (const member of statesMembers) checkMember(member, { path, place }, checking);
}

/** Text that looks as if it were meant to be an expression. */
function checkPlain(text: string, path: string, { add }: Checking): void {
  const [opens, closes] = [text.startsWith('{%'), text.endsWith('%}')];
  const code = 'expression.not_one';
  if (opens !== closes) {
    const message = opens
      ? 'The text begins with {% but does not end with %}.'
      : 'The text ends with %} but does not begin with {%.';
    add({ code, path, message, hint: 'An expression is the whole text: {% … %}.' });
  } else if (text.includes('{%') && text.lastIndexOf('%}') > text.indexOf('{%')) {
    const message = 'The text around {% … %} makes this plain text, not an expression.';
    const hint = "Remove spaces around it; join text and values inside: {% 'Hello ' & $name %}.";
    add({ code, severity: 'warning', path, message, hint });
  }
}

function checkMember(member: string, { path, place: { members } }: At, { add }: Checking): void {
  if (members.includes(member)) return;
  const message = `$states.${member} does not exist in this field.`;
  const hint = `What exists here: ${members.map((name) => `$states.${name}`).join(', ')}.`;
  add({ code: 'expression.states_member', path, message, hint });
}

function checkVariable(name: string, { path, place: { assigned } }: At, { add }: Checking): void {
  // A state that nothing leads to is reported as such; its variables cannot be judged.
  if (name === 'states' || assigned === undefined || assigned.isAlwaysSet(name)) return;
  if (assigned.isEverSet(name)) {
    const message = `$${name} is not set on every way to this state.`;
    const hint = 'Set it in an earlier step that every path passes.';
    add({ code: 'expression.variable_maybe_missing', severity: 'warning', path, message, hint });
    return;
  }
  const hint = 'Set it with Assign in an earlier step, or read $states.input.';
  add({ code: 'expression.variable_unknown', path, message: `No earlier step sets $${name}.`, hint });
}
