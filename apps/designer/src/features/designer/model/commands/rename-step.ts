import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { findPlace, findState } from '../../../../components/canvas/model/scope.ts';
import { isList, isObject } from '../../../../lib/json.ts';
import type { Edit } from './edit.ts';
import { withAnswers, withSkips } from './step-settings.ts';
import { lead, pointersTo, withStates } from './ways.ts';

/** Why a step cannot be called so; `undefined` when it can. */
export function refuseName(document: WorkflowDocument, name: string, wanted: string): 'empty' | 'taken' | undefined {
  const to = wanted.trim();
  if (to === '') return 'empty';
  return to !== name && findState(document, to) !== undefined ? 'taken' : undefined;
}

const MAX_NAME_CHARACTERS = 80;

/** Renames a step and every pointer to it, its skip, its answer and its tests; its variable keeps its name, so no expression changes. */
export function renameStep(document: WorkflowDocument, name: string, wanted: string): Edit {
  const to = wanted.trim().slice(0, MAX_NAME_CHARACTERS);
  const place = findPlace(document, name);
  if (to === name || place === undefined || refuseName(document, name, to) !== undefined)
    return { document, states: [name] };
  const pointed = lead(document, pointersTo(document, name), to);
  const renamed = withStates(pointed, place.scope.path, (states) => withKey(states, name, to));
  const skipped = withSkips(renamed, (skip) => skip.map((entry) => (entry === name ? to : entry)));
  const answered = withAnswers(skipped, (entry) => (entry === name ? to : entry));
  return { document: withTests(answered, (test) => renamedInTest(test, name, to)), states: [to] };
}

/** The members of an object in their order, one of them under another name. */
function withKey<Value>(
  whole: Readonly<Record<string, Value>>,
  from: string,
  to: string,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(whole).map(([key, value]) => [key === from ? to : key, value]));
}

function withTests(document: WorkflowDocument, change: (test: JsonValue) => JsonValue): WorkflowDocument {
  // A draft may hold anything under this name.
  const { tests } = document as { readonly tests?: unknown };
  return isList(tests) ? ({ ...document, tests: tests.map(change) } as unknown as WorkflowDocument) : document;
}

function renamedInTest(test: JsonValue, from: string, to: string): JsonValue {
  if (!isObject(test)) return test;
  const { mocks, expect } = test;
  const steps = isObject(expect) ? expect.steps : undefined;
  return {
    ...test,
    ...(isObject(mocks) ? { mocks: withKey(mocks, from, to) } : {}),
    ...(isObject(expect) && isObject(steps) ? { expect: { ...expect, steps: withKey(steps, from, to) } } : {}),
  };
}
