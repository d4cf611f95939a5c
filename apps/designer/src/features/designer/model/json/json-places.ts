// Where the members of a JSON text stand in it, also while the text is not quite JSON.
import { jsonLanguage } from '@codemirror/lang-json';
import { pointerPart } from '../../../../lib/json.ts';

/** A part of a text, from a character up to another. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

type Node = ReturnType<typeof jsonLanguage.parser.parse>['topNode'];

const isValue = ({ name }: Node): boolean => /^(Object|Array|String|Number|True|False|Null)$/.test(name);

const rootOf = (text: string): Node | null => childrenOf(jsonLanguage.parser.parse(text).topNode).find(isValue) ?? null;

/** The name of a property; the text between the quotes where it is no proper JSON text yet. */
function nameOf(property: Node, text: string): string | undefined {
  const name = property.getChild('PropertyName');
  if (name === null) return undefined;
  const quoted = text.slice(name.from, name.to);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** JSON Pointer of the innermost member around a place. */
export function pointerAt(text: string, offset: number): string {
  const parts: string[] = [];
  const tree = jsonLanguage.parser.parse(text);
  for (let node: Node | null = tree.resolveInner(offset, -1); node !== null; node = node.parent) {
    const part = partOf(node, text);
    if (part !== undefined) parts.unshift(pointerPart(part));
  }
  return parts.map((part) => `/${part}`).join('');
}

/** What a node adds to the pointers of what is inside of it. */
function partOf(node: Node, text: string): string | undefined {
  if (node.name === 'Property') return nameOf(node, text);
  if (node.parent?.name !== 'Array' || !isValue(node)) return undefined;
  return String(
    childrenOf(node.parent)
      .filter(isValue)
      .findIndex(({ from }) => from === node.from),
  );
}

/** Where the member of a JSON Pointer stands, with its name; the nearest one around it that is there. */
export function rangeOf(text: string, pointer: string): TextRange | undefined {
  let place = rootOf(text);
  let value = place;
  for (const part of pointer.split('/').slice(1)) {
    const member = value === null ? undefined : memberOf(value, part, text);
    if (member === undefined) break;
    place = member;
    value = member.name === 'Property' ? (childrenOf(member).findLast(isValue) ?? null) : member;
  }
  return place === null ? undefined : { from: place.from, to: place.to };
}

function memberOf(value: Node, part: string, text: string): Node | undefined {
  if (value.name === 'Array') return childrenOf(value).filter(isValue)[Number(part)];
  return childrenOf(value).find((child) => {
    const name = child.name === 'Property' ? nameOf(child, text) : undefined;
    return name !== undefined && pointerPart(name) === part;
  });
}

/** Where a text stops being JSON; none for one that is. */
export function firstFault(text: string): number | undefined {
  let fault: number | undefined;
  jsonLanguage.parser.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) fault ??= from;
      return fault === undefined;
    },
  });
  return fault;
}

/** Where things stand in a text. The parser is large, so whoever shows the text brings them. */
export const JSON_PLACES = { firstFault, rangeOf } as const;
export type JsonPlaces = typeof JSON_PLACES;
