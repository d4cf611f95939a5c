// What has been chosen of a document, before it becomes a connector.
import type { OpenApiInspection } from '../../../lib/contract.ts';
import { isObject } from '../../../lib/json.ts';

export type Operation = OpenApiInspection['operations'][number];

/** How the connector signs in: as the document says, or as somebody says instead. */
export type SignIn =
  | { readonly kind: 'detected' | 'none' | 'bearer' | 'basic' }
  | { readonly kind: 'apiKey'; readonly place: 'header' | 'query'; readonly parameter: string };

export interface OpenApiDraft {
  readonly name: string;
  readonly title: string;
  readonly signIn: SignIn;
  /** Which of the document's servers, when no address is given. */
  readonly server: number;
  /** Instead of a server of the document; empty for none. */
  readonly baseUrl: string;
  readonly selected: ReadonlySet<string>;
  /** Names of actions that differ from those of the inspection, by operation. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Lists are read page by page and searches only read, where names tell so. */
  readonly takesSuggestions: boolean;
  /** What an earlier import had chosen and this page does not show. */
  readonly kept: Readonly<Record<string, unknown>>;
}

const MOST_NAME = 40;
const MOST_TITLE = 60;
const SHOWN = ['name', 'title', 'auth', 'server', 'baseUrl', 'operations', 'version'];

/** Where an import begins: with what was chosen before, else with nothing selected. */
export function beginDraft(inspection: OpenApiInspection): OpenApiDraft {
  const earlier = inspection.overlay ?? {};
  const { name, title, baseUrl, server, operations } = earlier;
  const there = inspection.operations.map(({ key }) => key);
  return {
    name: typeof name === 'string' ? name : nameOf(inspection.title),
    title: (typeof title === 'string' ? title : inspection.title).slice(0, MOST_TITLE),
    signIn: readSignIn(earlier.auth),
    server: typeof server === 'number' ? server : 0,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : '',
    selected: new Set(operations === 'all' ? there : listOf(operations).filter((key) => there.includes(key))),
    renamed: renamedOf(earlier.corrections),
    takesSuggestions: true,
    kept: Object.fromEntries(Object.entries(earlier).filter(([key]) => !SHOWN.includes(key))),
  };
}

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** A name that a connector may have, of the words of a title. */
function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, MOST_NAME)
    .replace(/-+$/, '');
  return name.length < 2 ? 'my-service' : name.replace(/^ap-/, 'api-');
}

function readSignIn(auth: unknown): SignIn {
  if (!isObject(auth)) return { kind: 'detected' };
  const [choice] = Object.values(auth);
  if (!isObject(choice)) return { kind: 'none' };
  const { kind, in: place, name } = choice;
  if (kind === 'bearer' || kind === 'basic') return { kind };
  if (kind === 'apiKey')
    return { kind, place: place === 'query' ? 'query' : 'header', parameter: typeof name === 'string' ? name : '' };
  return { kind: 'detected' };
}

function renamedOf(corrections: unknown): Readonly<Record<string, string>> {
  if (!isObject(corrections)) return {};
  return Object.fromEntries(
    Object.entries(corrections).flatMap(([key, correction]) =>
      isObject(correction) && typeof correction.name === 'string' ? [[key, correction.name] as const] : [],
    ),
  );
}

/** Of which kinds the document's own ways of signing in are; one that must be chosen by hand has none. */
export function detectedKinds({ auth }: Pick<OpenApiInspection, 'auth'>): readonly string[] {
  return auth.flatMap(({ choice }) => {
    const kind = isObject(choice) ? choice.kind : undefined;
    return typeof kind === 'string' ? [kind] : [];
  });
}

/** The operations that have every word of the text in their key or title. */
export function filterOperations(operations: readonly Operation[], text: string): readonly Operation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return operations;
  return operations.filter(({ key, title, name, tags }) => {
    const own = `${key} ${title} ${name} ${tags.join(' ')}`.toLowerCase();
    return words.every((word) => own.includes(word));
  });
}

/** Those that can become actions. */
export const usable = (operations: readonly Operation[]): readonly Operation[] =>
  operations.filter(({ problem }) => problem === undefined);

/** Selects, or no longer selects, operations. */
export function selectOperations(
  draft: OpenApiDraft,
  operations: readonly Operation[],
  isSelected: boolean,
): OpenApiDraft {
  const selected = new Set(draft.selected);
  for (const { key } of operations) {
    if (isSelected) selected.add(key);
    else selected.delete(key);
  }
  return { ...draft, selected };
}

/** Gives an action another name; its first one again when the name is empty. */
export function renameOperation(draft: OpenApiDraft, { key, name }: Operation, next: string): OpenApiDraft {
  const { [key]: _, ...others } = draft.renamed;
  return { ...draft, renamed: next === '' || next === name ? others : { ...others, [key]: next } };
}

/** What is wrong with the choices, by field; nothing when they can be sent. */
export function findFaults(
  draft: OpenApiDraft,
): readonly ('name' | 'title' | 'parameter' | 'operations' | 'renamed')[] {
  const { name, title, signIn, selected, renamed } = draft;
  return [
    ...(/^(?!ap-)[a-z][a-z0-9-]{1,39}$/.test(name) ? [] : (['name'] as const)),
    ...(title.trim() === '' ? (['title'] as const) : []),
    ...(signIn.kind === 'apiKey' && signIn.parameter.trim() === '' ? (['parameter'] as const) : []),
    ...(selected.size === 0 ? (['operations'] as const) : []),
    ...(Object.values(renamed).every(isMemberName) ? [] : (['renamed'] as const)),
  ];
}

/** Whether an action may have this name. */
export const isMemberName = (name: string): boolean => /^[a-z][a-z0-9_]{1,63}$/.test(name);

/** The choices as the server takes them. */
export function toOverlay(
  draft: OpenApiDraft,
  operations: readonly Operation[],
  version?: string,
): Readonly<Record<string, unknown>> {
  const { name, title, signIn, server, baseUrl, selected, kept } = draft;
  const auth = authOf(signIn);
  const corrections = correctionsOf(draft, operations);
  return {
    ...kept,
    ...{ name, title: title.trim(), operations: [...selected] },
    ...(auth === undefined ? {} : { auth }),
    ...(baseUrl.trim() === '' ? (server === 0 ? {} : { server }) : { baseUrl: baseUrl.trim() }),
    ...(Object.keys(corrections).length === 0 ? {} : { corrections }),
    ...(version === undefined ? {} : { version }),
  };
}

function authOf(signIn: SignIn): Readonly<Record<string, unknown>> | undefined {
  switch (signIn.kind) {
    case 'detected':
      return undefined;
    case 'none':
      return {};
    case 'bearer':
      return { token: { kind: 'bearer', title: 'Bearer token' } };
    case 'basic':
      return { basic: { kind: 'basic', title: 'User and password' } };
    case 'apiKey':
      return { key: { kind: 'apiKey', title: 'API key', in: signIn.place, name: signIn.parameter.trim() } };
  }
}

type Corrections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What an earlier import corrected stays; names and suggestions are as they are chosen now. */
function correctionsOf(
  { selected, renamed, takesSuggestions, kept }: OpenApiDraft,
  operations: readonly Operation[],
): Corrections {
  const earlier = isObject(kept.corrections) ? kept.corrections : {};
  const entries = operations.flatMap(({ key, suggested }) => {
    const before = isObject(earlier[key]) ? earlier[key] : {};
    const { name: _, ...rest } = before;
    const own = renamed[key];
    const correction = {
      ...(takesSuggestions && selected.has(key) && suggested.effects === 'read' ? { effects: 'read' } : {}),
      ...(takesSuggestions && selected.has(key) && suggested.paginate !== undefined ? { paginate: true } : {}),
      ...rest,
      ...(own === undefined ? {} : { name: own }),
    };
    return Object.keys(correction).length === 0 ? [] : [[key, correction] as const];
  });
  return Object.fromEntries(entries);
}

/** How many of the selected operations have something that names tell. */
export const countSuggestions = ({ selected }: OpenApiDraft, operations: readonly Operation[]): number =>
  operations.filter(({ key, suggested }) => selected.has(key) && Object.keys(suggested).length > 0).length;

/** What can be tried first: reads without a place in their path, then other reads, then the rest. */
export function sortForTrying({ selected }: OpenApiDraft, operations: readonly Operation[]): readonly Operation[] {
  const rank = ({ key, effects }: Operation): number => (effects === 'write' ? 2 : key.includes('{') ? 1 : 0);
  return operations.filter(({ key }) => selected.has(key)).toSorted((left, right) => rank(left) - rank(right));
}
