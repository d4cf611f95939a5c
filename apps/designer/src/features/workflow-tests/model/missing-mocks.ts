import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import { isObject, parseJson } from '../../../lib/json.ts';

/** Tasks of a workflow that a text of mocks does not name; none while the text is no JSON. */
export function missingMocks(document: WorkflowDocument, mocks: string): readonly string[] {
  const { value } = parseJson(mocks);
  if (!isObject(value)) return [];
  const skipped = document.settings?.skip ?? [];
  return placesOf(document)
    .filter(({ name, state }) => state.Type === 'Task' && !Object.hasOwn(value, name) && !skipped.includes(name))
    .map(({ name }) => name);
}

/** The text with a mock for each of these, which gives nothing yet. */
export function withMocks(mocks: string, names: readonly string[]): string {
  const { value } = parseJson(mocks);
  const given = (isObject(value) ? value : {}) as Readonly<Record<string, JsonValue>>;
  const more = Object.fromEntries(names.map((name) => [name, [{ return: null }]]));
  return JSON.stringify({ ...given, ...more }, undefined, 2);
}
