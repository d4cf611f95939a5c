import { textAt } from '../json-access.ts';
import type { OperationEntry } from '../document/openapi-document.ts';
import { cutText, firstSentence, toTitle, wordsOf } from '../texts.ts';

const MAX_NAME_CHARACTERS = 64;
const TITLE_CHARACTERS = 100;
const DESCRIPTION_CHARACTERS = 1000;

/** A name for each key that has none yet: never one that another has, or has had. */
export function nameAll(
  wanted: readonly { readonly key: string; readonly name: string }[],
  known: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = new Map(Object.entries(known));
  const taken = new Set(names.values());
  for (const { key, name } of wanted) {
    if (names.has(key)) continue;
    const free = freeName(name, taken);
    taken.add(free);
    names.set(key, free);
  }
  return Object.fromEntries(names);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let count = 2; ; count += 1) {
    const ending = `_${count}`;
    const candidate = `${name.slice(0, MAX_NAME_CHARACTERS - ending.length)}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** `listContacts` gives `list_contacts`; without an id, method and path: `get_contacts_id`. */
export function wantedName({ method, path, operation }: Pick<OperationEntry, 'method' | 'path' | 'operation'>): string {
  const own = wordsOf(textAt(operation, 'operationId') ?? '').join('_');
  const name = own === '' ? [method.toLowerCase(), ...wordsOf(path)].join('_') : own;
  return fitName(/^[a-z]/.test(name) ? name : `${method.toLowerCase()}_${name}`);
}

/** As names of actions and triggers must be: two characters or more. */
export function fitName(name: string): string {
  const cut = name.slice(0, MAX_NAME_CHARACTERS).replace(/_+$/, '');
  return cut.length < 2 ? `${cut}_1` : cut;
}

/** The summary, else the words of the name. */
export function titleOf({ operation }: Pick<OperationEntry, 'operation'>, name: string): string {
  const summary = cutText(
    firstSentence(textAt(operation, 'summary') ?? '', 1000).replace(/[.\s]+$/, ''),
    TITLE_CHARACTERS,
  );
  return summary === '' ? toTitle(name.split('_')) : summary;
}

/** What the document says of it; that it goes away comes first. */
export function descriptionOf({ operation }: Pick<OperationEntry, 'operation'>): string | undefined {
  const said = textAt(operation, 'description') ?? textAt(operation, 'summary') ?? '';
  const notice =
    operation.deprecated === true ? 'The service says that this goes away: do not use it for anything new. ' : '';
  const text = cutText(`${notice}${said}`, DESCRIPTION_CHARACTERS);
  return text === '' ? undefined : text;
}
