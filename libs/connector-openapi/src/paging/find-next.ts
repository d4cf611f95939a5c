import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { resolveObject } from '../document/references.ts';
import { memberOf, textAt } from '../json-access.ts';
import { isOfType, membersOf } from './look-at-answer.ts';

const CURSORS =
  /^(?:next_?cursor|next_?page_?token|next_?token|next_?page_?cursor|pagination_?token|continue|continuation(?:_?token)?|next_?marker|next_?page|next|end_?cursor|cursor|after|offset|scroll_?id|bookmark)$/i;
const ADDRESSES = /^(?:next|next_?url|next_?link|@odata\.nextLink|next_?page_?ur[il]|next_?page|next_?href|href)$/i;
const AROUND =
  /^(?:meta|_meta|metadata|pagination|paging|page|page_?info|response_?metadata|links|_links|cursors|next|next_?page)$/i;
const MAX_STEPS = 3;

/** Steps to what the service says of its next page: a cursor to send, or an address to call. */
export function findNext(
  source: JsonObject,
  schema: JsonValue | undefined,
  kind: 'cursor' | 'address',
): readonly string[] | undefined {
  return search(schema, [], { source, kind });
}

interface Search {
  readonly source: JsonObject;
  readonly kind: 'cursor' | 'address';
}

function search(
  schema: JsonValue | undefined,
  steps: readonly string[],
  searched: Search,
): readonly string[] | undefined {
  const { source, kind } = searched;
  const members = [...membersOf(source, schema)];
  const wanted = kind === 'cursor' ? CURSORS : ADDRESSES;
  const found = members.find(
    ([name, member]) => wanted.test(name) && isNext(name, steps) && isMeant(source, member, { name, kind }),
  );
  if (found !== undefined) return [...steps, found[0]];
  if (steps.length >= MAX_STEPS) return undefined;
  for (const [name, member] of members) {
    const inner = AROUND.test(name) ? search(member, [...steps, name], searched) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `href`, `offset` and `after` say nothing by themselves of which page they are of. */
function isNext(name: string, steps: readonly string[]): boolean {
  if (/^href$/i.test(name)) return steps.some((step) => /^next/i.test(step));
  if (/^offset$/i.test(name)) return steps.some((step) => /^next/i.test(step));
  return !/^after$/i.test(name) || steps.length > 0;
}

/** An address is a text that says so, by its format or by its name; a cursor is any other text or number. */
function isMeant(
  source: JsonObject,
  member: JsonValue,
  { name, kind }: { readonly name: string; readonly kind: Search['kind'] },
): boolean {
  const isText = isOfType(source, member, 'string');
  const schema = resolveObject(source, member);
  const isAddress = /^ur[il]/.test(textAt(schema, 'format') ?? '') || /ur[il]|link|href/i.test(name);
  if (kind === 'cursor') return !isAddress && (isText || isOfType(source, member, 'integer'));
  const about = JSON.stringify([memberOf(schema, 'description'), memberOf(schema, 'example')]);
  return isText && (isAddress || (/^next$/i.test(name) && /https?:|\bur[il]\b|\blink\b/i.test(about)));
}
