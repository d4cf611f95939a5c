import type { JsonValue } from '@millrace/machine';
import { isList, isObject, isSame } from '../../../lib/json.ts';
import type { FieldChange, ValuePath } from './change.ts';

interface Sides {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** The innermost values that differ. */
export function compareValues({ before, after }: Sides, path: ValuePath = []): readonly FieldChange[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      compareValues({ before: own(before, name), after: own(after, name) }, [...path, name]),
    );
  }
  if (isList(before) && isList(after)) return compareLists({ before, after }, path);
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

const own = (value: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** What both ends share stays; between them one item is held against the other, and the rest was added or removed. */
function compareLists(
  { before, after }: { readonly before: readonly JsonValue[]; readonly after: readonly JsonValue[] },
  path: ValuePath,
): readonly FieldChange[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const [was, is] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return Array.from({ length: Math.max(was.length, is.length) }, (_, index) =>
    compareValues({ before: was[index], after: is[index] }, [...path, start + index]),
  ).flat();
}
