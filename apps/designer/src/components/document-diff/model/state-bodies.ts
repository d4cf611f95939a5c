// States as they are compared: each by itself, without the states inside of it, and with where it leads as plain pointers.
import type { JsonObject, JsonValue, Machine, State } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import type { FieldChange } from './change.ts';

/** Members that name another state. */
const POINTERS: ReadonlySet<string | number> = new Set(['Next', 'Default', 'StartAt']);

/** Whether a value that differs says where the way leads. */
export const isPointer = ({ path }: Pick<FieldChange, 'path'>): boolean => POINTERS.has(path.at(-1) ?? '');

const withoutStates = ({ States: _, ...rest }: Machine): JsonValue => rest;

/** A state's own settings. The end of the way is where no `Next` is. */
export function bodyOf(state: State): JsonObject {
  const { End: _, ...rest } = state as State & { readonly End?: true };
  const body = rest as unknown as JsonObject;
  if (state.Type === 'Map' && isObject(state.ItemProcessor)) {
    return { ...body, ItemProcessor: withoutStates(state.ItemProcessor) };
  }
  if (state.Type === 'Parallel' && isList(state.Branches)) {
    const branches = state.Branches as readonly Machine[];
    return { ...body, Branches: branches.map((branch) => (isObject(branch) ? withoutStates(branch) : null)) };
  }
  return body;
}

/** A body with other names in its pointers. */
export function withNames(value: JsonValue, nameOf: (name: string) => string): JsonValue {
  if (isList(value)) return value.map((item) => withNames(item, nameOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      POINTERS.has(key) && typeof part === 'string' ? nameOf(part) : withNames(part, nameOf),
    ]),
  );
}
