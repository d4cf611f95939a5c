// Fields that are there only while another one has a certain value: `x-ui.showIf` of a schema.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { hintsOf, isExpression } from './hints.ts';
import { isList, isObject, isSame } from './json.ts';

/** Which field decides, and the values with which the other one is there. */
export interface Condition {
  readonly field: string;
  readonly in: readonly JsonValue[];
}

/** A field that may depend on another one. */
export interface Conditional {
  readonly name: string;
  readonly showIf?: Condition;
  /** What counts while nothing was filled in. */
  readonly usual?: JsonValue;
}

type Given = Readonly<Record<string, JsonValue | undefined>>;

/** What a field's schema says about when it is there. A hint that makes no sense hides nothing. */
export function conditionalOf(name: string, schema: JsonObject): Conditional {
  const { showIf } = hintsOf(schema);
  // A switch that nobody has touched is off.
  const usual = schema.default ?? (schema.type === 'boolean' ? false : undefined);
  return {
    name,
    ...(isObject(showIf) && typeof showIf.field === 'string' && isList(showIf.in)
      ? { showIf: { field: showIf.field, in: showIf.in } }
      : {}),
    ...(usual === undefined ? {} : { usual }),
  };
}

/** The fields that are there with these values. One whose decisive field is hidden is hidden, too. */
export function shownFields<Field extends Conditional>(fields: readonly Field[], given: Given): readonly Field[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const isShown = (field: Field, before: readonly string[]): boolean => {
    const { showIf } = field;
    // Two that wait for each other are both there: nobody could ever reach them otherwise.
    if (showIf === undefined || before.includes(field.name)) return true;
    const decisive = byName.get(showIf.field);
    if (decisive !== undefined && !isShown(decisive, [...before, field.name])) return false;
    const value = given[showIf.field] ?? decisive?.usual;
    // What only a run knows may be any of them.
    return isExpression(value) || showIf.in.some((wanted) => isSame(wanted, value));
  };
  return fields.filter((field) => isShown(field, []));
}

/** Values that are sent, and those of hidden fields, which wait for their return. */
export interface Settled {
  readonly value: JsonObject;
  readonly kept: JsonObject;
}

/** Takes the values of hidden fields out, and puts those of shown ones back in. */
export function settleHidden(fields: readonly Conditional[], given: Settled): Settled {
  // What comes back, or goes, may decide about others: at most all of them, one after another.
  return fields.reduce((settled) => settleOnce(fields, settled), given);
}

function settleOnce(fields: readonly Conditional[], given: Settled): Settled {
  const { value, kept } = given;
  const shown = new Set(shownFields(fields, value).map(({ name }) => name));
  const hidden = fields.map(({ name }) => name).filter((name) => !shown.has(name) && name in value);
  const back = Object.keys(kept).filter((name) => shown.has(name) && !(name in value));
  if (hidden.length === 0 && back.length === 0) return given;
  return {
    value: { ...without(value, hidden), ...only(kept, back) },
    kept: { ...without(kept, back), ...only(value, hidden) },
  };
}

const only = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
const without = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
