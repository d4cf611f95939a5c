// What a schema cannot say about tests: that what they name is there.
import { sizeOf } from '../data-limit.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { objectsOf, type Checking } from './context.ts';
import { isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

/** Of one test, in characters of JSON: all of them are loaded with the workflow. */
const MOST_CHARACTERS = 512 * 1024;

/** Checks the tests of a document with a machine of any shape. What they name wrongly keeps nothing from running: it is a warning. */
export function checkTests({ tests, triggers, machine }: JsonObject, checking: Checking): void {
  if (tests === undefined) return;
  const known = { types: typesOf(machine), triggers: isObject(triggers) ? triggers : {} };
  const names = new Map<string, number>();
  for (const [index, test] of objectsOf(tests)) {
    const path = `/tests/${index}`;
    if (typeof test.name === 'string') checkName(test.name, { names, index }, checking);
    checkSize(test, path, checking);
    checkStates(test, { path, known }, checking);
  }
}

interface Known {
  /** State name -> its Type, nested states included. */
  readonly types: ReadonlyMap<string, JsonValue | undefined>;
  readonly triggers: JsonObject;
}

/** No name is looked for deeper than documents nest. */
function typesOf(machine: JsonValue | undefined, types = new Map<string, JsonValue | undefined>()): Known['types'] {
  const states = isObject(machine) && isObject(machine.States) ? machine.States : {};
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    types.set(name, state.Type);
    typesOf(state.ItemProcessor, types);
    for (const [, branch] of objectsOf(state.Branches)) typesOf(branch, types);
  }
  return types;
}

function checkName(
  name: string,
  { names, index }: { readonly names: Map<string, number>; readonly index: number },
  { add }: Checking,
): void {
  const other = names.get(name);
  names.set(name, other ?? index);
  if (other === undefined) return;
  const message = `There is another test named ${quote(name)}, at /tests/${other}.`;
  add({ code: 'test.name_taken', path: `/tests/${index}/name`, message, hint: 'Names of tests are unique.' });
}

function checkSize(test: JsonObject, path: string, { add }: Checking): void {
  const characters = sizeOf(test);
  if (characters <= MOST_CHARACTERS) return;
  const message = `The test takes ${characters} characters of JSON, and may take ${MOST_CHARACTERS}.`;
  add({ code: 'test.too_large', path, message, hint: 'Test with less data: a few items say as much as a thousand.' });
}

function checkStates(
  { trigger, mocks, expect }: JsonObject,
  { path, known }: { readonly path: string; readonly known: Known },
  { add }: Checking,
): void {
  if (typeof trigger === 'string' && !Object.hasOwn(known.triggers, trigger)) {
    const message = `There is no trigger named ${quote(trigger)}.`;
    const hint = `Known here: ${Object.keys(known.triggers).join(', ') || 'none'}.`;
    add({ code: 'test.trigger_unknown', severity: 'warning', path: `${path}/trigger`, message, hint });
  }
  const expected = isObject(expect) && isObject(expect.steps) ? Object.keys(expect.steps) : [];
  const mocked = isObject(mocks) ? Object.keys(mocks) : [];
  const named = [
    ...mocked.map((state) => [state, `${path}/mocks`] as const),
    ...expected.map((state) => [state, `${path}/expect/steps`] as const),
  ];
  for (const [state, at] of named) {
    if (known.types.has(state)) continue;
    const message = `There is no state named ${quote(state)}.`;
    const hint = 'Rename it here too, or remove it.';
    add({ code: 'test.state_unknown', severity: 'warning', path: pointerTo(at, state), message, hint });
  }
  for (const state of mocked) {
    if (!known.types.has(state) || known.types.get(state) === 'Task') continue;
    const message = `${quote(state)} is no Task: nobody asks for its mock.`;
    const hint = 'Remove it, or move it to the Task that it is meant for.';
    add({ code: 'test.mock_unused', severity: 'warning', path: pointerTo(`${path}/mocks`, state), message, hint });
  }
}
