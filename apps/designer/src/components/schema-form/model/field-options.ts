// Choices that a service gives: a hint of the schema names whom to ask and what they depend on.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';

function hintOf(schema: JsonObject): JsonObject | undefined {
  const hints = schema['x-ui'];
  return isObject(hints) && isObject(hints.options) ? hints.options : undefined;
}

/** The connector's source of a field's choices, if it has one. */
export function optionSourceOf(schema: JsonObject): string | undefined {
  const action = hintOf(schema)?.action;
  return typeof action === 'string' ? action : undefined;
}

/** Those of the values that a field's choices depend on. An expression is no value yet. */
export function dependedOn(schema: JsonObject, input: JsonObject): JsonObject {
  const names = hintOf(schema)?.dependsOn;
  if (!isList(names)) return {};
  return Object.fromEntries(
    names
      .filter((name) => typeof name === 'string')
      .flatMap((name) => {
        const value = input[name];
        return value === undefined || isExpression(value) ? [] : [[name, value] as const];
      }),
  );
}

const isExpression = (value: JsonValue): boolean => typeof value === 'string' && /^\s*\{%/.test(value);

/** A choice; the key stands for its value where only texts can. */
export interface ShownOption {
  readonly key: string;
  readonly label: string;
  readonly value: JsonValue;
}

interface Shown {
  readonly items: readonly { readonly value?: unknown; readonly label: string; readonly hint?: string }[];
  readonly value: JsonValue | undefined;
  /** What is being typed. */
  readonly typed: string;
  /** How a choice reads that is only what was typed. */
  readonly word: (typed: string) => string;
}

/** What the service offers, what is chosen already, and what is typed: nothing of it must hide. */
export function shownOptions({ items, value, typed, word }: Shown): readonly ShownOption[] {
  const offered = items.map((item): ShownOption => {
    const own = (item.value ?? null) as JsonValue;
    const label = item.hint === undefined ? item.label : `${item.label} · ${item.hint}`;
    return { key: JSON.stringify(own), label, value: own };
  });
  const keys = new Set(offered.map(({ key }) => key));
  const labels = new Set(offered.map(({ label }) => label));
  const chosen = value === undefined || keys.has(JSON.stringify(value)) ? [] : [value];
  const text = typed.trim();
  const isNew = text !== '' && !labels.has(text) && !keys.has(JSON.stringify(text)) && text !== value;
  const unique = new Map(
    [
      ...offered,
      ...chosen.map((own) => ({
        key: JSON.stringify(own),
        label: typeof own === 'string' ? own : JSON.stringify(own),
        value: own,
      })),
      ...(isNew ? [{ key: JSON.stringify(text), label: word(text), value: text }] : []),
    ].map((option) => [option.key, option] as const),
  );
  return [...unique.values()];
}
