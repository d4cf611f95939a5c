import type { ConnectorDescription } from '../../../lib/contract.ts';

export type Origin = ConnectorDescription['origin'];
const ORIGINS = ['built-in', 'package', 'openapi', 'piece'] as const satisfies readonly Origin[];

/** What the catalogue is narrowed to, as the address holds it. */
export interface CatalogueSearch {
  readonly text?: string;
  readonly category?: string;
  readonly origin?: Origin;
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  // A text of digits alone is read as a number by the router.
  return typeof value === 'number' ? String(value) : '';
};

/** Reads the filters from an address; what is not understood is left out. */
export function readCatalogueSearch(search: Readonly<Record<string, unknown>>): CatalogueSearch {
  const [text, category] = [textOf(search.text), textOf(search.category)];
  const origin = ORIGINS.find((known) => known === search.origin);
  return {
    ...(text === '' ? {} : { text }),
    ...(category === '' ? {} : { category }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** The connectors that the filters leave: by title, one that begins with the text first. */
export function filterCatalogue(
  connectors: readonly ConnectorDescription[],
  { text = '', category, origin }: CatalogueSearch,
): readonly ConnectorDescription[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const rank = ({ title }: ConnectorDescription): number => (title.toLowerCase().startsWith(wanted) ? 0 : 1);
  return connectors
    .filter((connector) => {
      const own = wordsOf(connector);
      return (
        (category === undefined || connector.categories.includes(category)) &&
        (origin === undefined || connector.origin === origin) &&
        words.every((word) => own.includes(word))
      );
    })
    .toSorted((left, right) => rank(left) - rank(right) || left.title.localeCompare(right.title));
}

function wordsOf({ name, title, description, actions, triggers }: ConnectorDescription): string {
  const members = [...actions, ...triggers].flatMap((member) => [member.name, member.title]);
  return [name, title, description, ...members].join('\n').toLowerCase();
}

/** How many there are of each kind, the most frequent first. */
export interface Facet<Value extends string> {
  readonly value: Value;
  readonly count: number;
}

/** Categories, with how many connectors each has. */
export function categoriesOf(connectors: readonly ConnectorDescription[]): readonly Facet<string>[] {
  return countValues(connectors.flatMap(({ categories }) => [...new Set(categories)])).toSorted((left, right) =>
    left.value.localeCompare(right.value),
  );
}

/** Where connectors come from, with how many come from there; in the order of `ORIGINS`. */
export function originsOf(connectors: readonly ConnectorDescription[]): readonly Facet<Origin>[] {
  return countValues(connectors.map(({ origin }) => origin)).toSorted(
    (left, right) => ORIGINS.indexOf(left.value) - ORIGINS.indexOf(right.value),
  );
}

function countValues<Value extends string>(values: readonly Value[]): readonly Facet<Value>[] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
}
