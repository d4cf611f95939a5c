import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { readingOrder, readingSteps } from '../../../../components/canvas/model/reading-order.ts';
import { ownPart, readsAny } from '../readers.ts';
import type { FindQuery, FindTerm } from './find-query.ts';

/** What a search has to know besides the document. */
export interface FindSurroundings {
  /** State name or `trigger:<id>` -> how many problems it has. */
  readonly problems: Readonly<Record<string, number>>;
  /** The states whose result is pinned or mocked. */
  readonly pinned: ReadonlySet<string>;
  /** What a step is, in the words of its card. */
  readonly kindOf: (state: State) => string;
  /** What a trigger is called. */
  readonly titleOf: (trigger: Trigger) => string;
}

/** The steps and triggers that a search finds, in reading order: a state's name or `trigger:<id>`. */
export function findItems(
  document: WorkflowDocument,
  { terms }: FindQuery,
  surroundings: FindSurroundings,
): readonly string[] {
  if (terms.length === 0) return [];
  const skipped = new Set(document.settings?.skip);
  return entriesOf(document, surroundings)
    .filter((entry) => terms.every((term) => holds(term, entry, { ...surroundings, skipped })))
    .map(({ item }) => item);
}

/** One thing that can be found. */
interface Entry {
  readonly item: string;
  readonly types: readonly string[];
  readonly connection: string | undefined;
  readonly own: object;
  readonly words: readonly string[];
}

function entriesOf(document: WorkflowDocument, { kindOf, titleOf }: FindSurroundings): readonly Entry[] {
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]): Entry => ({
    item: `trigger:${id}`,
    types: [trigger.type, titleOf(trigger), 'trigger'],
    connection: trigger.type === 'connector' ? trigger.connection : undefined,
    own: trigger,
    words: [id, titleOf(trigger)],
  }));
  const steps = readingSteps(readingOrder(document)).map(({ name, state }): Entry => {
    const resource = state.Type === 'Task' ? [state.Resource] : [];
    return {
      item: name,
      types: [state.Type, kindOf(state), ...resource],
      connection: state.Type === 'Task' ? connectionOf(state) : undefined,
      // What stands inside of a step is found by itself.
      own: ownPart(state),
      words: [name, kindOf(state)],
    };
  });
  return [...triggers, ...steps];
}

function connectionOf({ Credentials }: Extract<State, { Type: 'Task' }>): string | undefined {
  const connection: unknown = (Credentials as Readonly<Record<string, unknown>> | undefined)?.Connection;
  return typeof connection === 'string' ? connection : undefined;
}

const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
const begins = (text: string, part: string): boolean => text.toLowerCase().startsWith(part.toLowerCase());

interface Facts extends FindSurroundings {
  readonly skipped: ReadonlySet<string>;
}

function holds(term: FindTerm, entry: Entry, facts: Facts): boolean {
  switch (term.kind) {
    case 'text':
      return [...entry.words, ...textsIn(entry.own)].some((text) => includes(text, term.text));
    case 'is':
      return IS[term.state](entry, facts);
    case 'uses':
      return entry.connection !== undefined && includes(entry.connection, term.connection);
    case 'reads':
      return readsAny(entry.own as State, [term.variable]);
    case 'type':
      return entry.types.some((type) => begins(type, term.type) || includes(type, `:${term.type}`));
  }
}

const IS = {
  invalid: ({ item }, { problems }) => (problems[item] ?? 0) > 0,
  skipped: ({ item }, { skipped }) => skipped.has(item),
  pinned: ({ item }, { pinned }) => pinned.has(item),
} satisfies Readonly<Record<string, (entry: Entry, facts: Facts) => boolean>>;

/** Every text of a value: expressions, notes, settings. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Where a search goes from one found item to the next, around the end; without one, from the first or last. */
export function stepMatch(
  found: readonly string[],
  current: string | undefined,
  direction: 1 | -1,
): string | undefined {
  const at = current === undefined ? -1 : found.indexOf(current);
  if (at === -1) return direction === 1 ? found[0] : found.at(-1);
  return found[(at + direction + found.length) % found.length];
}
