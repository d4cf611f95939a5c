// Choices that a service gives.
import type { JsonValue } from '@millrace/machine';

/** A choice; the key stands for its value where only texts can. */
export interface ShownOption {
  readonly key: string;
  readonly label: string;
  readonly value: JsonValue;
}

/** A choice as the service gives it. */
export interface OfferedOption {
  readonly value?: unknown;
  readonly label: string;
  readonly hint?: string;
}

interface Shown {
  readonly items: readonly OfferedOption[];
  readonly chosen: readonly JsonValue[];
  /** What is being typed. */
  readonly typed: string;
  /** How a choice reads that is only what was typed. */
  readonly word: (typed: string) => string;
}

/** What the service offers, what is chosen already, and what is typed: nothing of it must hide. */
export function shownOptions({ items, chosen, typed, word }: Shown): readonly ShownOption[] {
  const offered = items.map((item): ShownOption => {
    const own = (item.value ?? null) as JsonValue;
    const label = item.hint === undefined ? item.label : `${item.label} · ${item.hint}`;
    return { key: JSON.stringify(own), label, value: own };
  });
  const keys = new Set(offered.map(({ key }) => key));
  const labels = new Set(offered.map(({ label }) => label));
  const others = chosen.filter((value) => !keys.has(JSON.stringify(value)));
  const text = typed.trim();
  const isNew = text !== '' && !labels.has(text) && !keys.has(JSON.stringify(text)) && !chosen.includes(text);
  const unique = new Map(
    [
      ...offered,
      ...others.map((own) => ({
        key: JSON.stringify(own),
        label: typeof own === 'string' ? own : JSON.stringify(own),
        value: own,
      })),
      ...(isNew ? [{ key: JSON.stringify(text), label: word(text), value: text }] : []),
    ].map((option) => [option.key, option] as const),
  );
  return [...unique.values()];
}
