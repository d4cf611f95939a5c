import { checkSchema, type JsonObject, type JsonValue } from '@millrace/machine';
import { nameOfPart } from '../../../../lib/json.ts';

/** One place at which a mock is not what its step would give. */
export interface Difference {
  /** `body.id`; empty for the whole of it. */
  readonly place: string;
  readonly message: string;
}

/** Nobody reads more of them. */
const MOST_SHOWN = 10;

/** How a mocked result differs from what the step's action says that it gives. */
export function differencesOf(output: JsonValue, schema: JsonObject | undefined): readonly Difference[] {
  if (schema === undefined) return [];
  // Patterns are strangers', and could take for ever: a text is taken to have them.
  const found = checkSchema(schema, output, { matches: () => true });
  return found.slice(0, MOST_SHOWN).map(({ path, message }) => ({ place: placeOf(path), message }));
}

const placeOf = (pointer: string): string => pointer.split('/').slice(1).map(nameOfPart).join('.');
