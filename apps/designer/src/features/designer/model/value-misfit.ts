import { checkSchema, type JsonObject, type JsonValue } from '@millrace/machine';
import { parseJson } from '../../../lib/json.ts';

const MOST_SAID = 3;

/** What does not fit a schema in a value that is given as JSON; a few sentences at most. */
export function misfitsOf(json: string, schema: JsonObject): readonly string[] {
  const { value, problem } = parseJson(json);
  if (problem !== '') return [];
  // Patterns are written by strangers, and this is no worker.
  const found = checkSchema(schema, value as JsonValue, { matches: () => true });
  return [...new Set(found.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)))].slice(
    0,
    MOST_SAID,
  );
}
