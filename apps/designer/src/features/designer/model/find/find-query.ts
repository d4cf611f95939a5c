/** What `is:` asks for. */
export type FindState = 'invalid' | 'skipped' | 'pinned';

/** One condition of a search; all of them have to hold. */
export type FindTerm =
  /** Stands anywhere: in a name, a connector, an expression, a note. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'is'; readonly state: FindState }
  /** A connection by its name. */
  | { readonly kind: 'uses'; readonly connection: string }
  /** A variable, with or without its dollar. */
  | { readonly kind: 'reads'; readonly variable: string }
  /** What a step or a trigger is. */
  | { readonly kind: 'type'; readonly type: string };

/** What somebody searches a workflow for. */
export interface FindQuery {
  readonly terms: readonly FindTerm[];
  /** What looks like a filter and is none: said, so that nobody trusts an empty answer. */
  readonly unknown: readonly string[];
}

/** The filters, as the field offers them. */
export const FIND_FILTERS = ['is:invalid', 'is:skipped', 'is:pinned', 'uses:', 'reads:', 'type:'] as const;

const STATES: readonly string[] = ['invalid', 'skipped', 'pinned'] satisfies readonly FindState[];
const PART = /(?:(is|uses|reads|type):)?(?:"([^"]*)"?|(\S+))/gu;

/** Reads a search: words and filters by blanks; quotes keep blanks in. */
export function readFindQuery(text: string): FindQuery {
  const terms: FindTerm[] = [];
  const unknown: string[] = [];
  for (const [whole, filter, quoted, plain] of text.matchAll(PART)) {
    const value = (quoted ?? plain ?? '').trim();
    const term = value === '' ? undefined : termOf(filter, value);
    if (term !== undefined) terms.push(term);
    else if (filter !== undefined && value !== '') unknown.push(whole);
  }
  return { terms, unknown };
}

function termOf(filter: string | undefined, value: string): FindTerm | undefined {
  if (filter === 'uses') return { kind: 'uses', connection: value };
  if (filter === 'reads') return { kind: 'reads', variable: value.replace(/^\$/, '') };
  if (filter === 'type') return { kind: 'type', type: value };
  if (filter === 'is') return STATES.includes(value) ? { kind: 'is', state: value as FindState } : undefined;
  // A filter that is still being typed is no word to search for.
  return /^(is|uses|reads|type):$/.test(value) ? undefined : { kind: 'text', text: value };
}
