import { spacesOf } from './format-spaces.ts';

/** What is laid out: tokens keep their text, comments too. */
export interface Piece {
  readonly kind: 'token' | 'comment';
  readonly text: string;
}

/** A bracket with what is in it, or a piece outside of all brackets. */
type Node = { readonly kind: 'leaf'; readonly text: string; readonly space: boolean } | Group;
interface Group {
  readonly kind: 'group';
  readonly open: string;
  readonly close: string;
  readonly space: boolean;
  readonly nodes: readonly Node[];
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const INDENT = '  ';

/** Lines of text: a bracket that does not fit into its line is broken at its commas and semicolons. */
export function layOut(pieces: readonly Piece[], width: number): string {
  const spaces = spacesOf(pieces);
  let at = 0;
  const read = (close: string | undefined): readonly Node[] => {
    const nodes: Node[] = [];
    while (at < pieces.length) {
      const { kind, text } = pieces[at] ?? { kind: 'token', text: '' };
      const space = spaces[at] ?? false;
      if (kind === 'token' && text === close) break;
      at += 1;
      const closing = kind === 'token' ? CLOSES[text] : undefined;
      if (closing === undefined) nodes.push({ kind: 'leaf', text, space });
      else {
        nodes.push({ kind: 'group', open: text, close: closing, space, nodes: read(closing) });
        at += 1;
      }
    }
    return nodes;
  };
  return new Printer(width).print(read(undefined));
}

class Printer {
  readonly #width: number;
  #text = '';

  constructor(width: number) {
    this.#width = width;
  }

  print(nodes: readonly Node[]): string {
    this.#nodes(nodes, '');
    return this.#text;
  }

  #nodes(nodes: readonly Node[], indent: string): void {
    nodes.forEach((node, index) => {
      if (node.space && !/(?:^|\s)$/.test(this.#text)) this.#text += ' ';
      if (node.kind === 'leaf') this.#text += node.text;
      else this.#group(node, { indent, after: widthUpToBreak(nodes.slice(index + 1)) });
    });
  }

  #group(group: Group, { indent, after }: { readonly indent: string; readonly after: number }): void {
    const flat = flatOf(group);
    const column = this.#text.length - (this.#text.lastIndexOf('\n') + 1);
    if (group.nodes.length === 0 || (!flat.includes('\n') && column + flat.length + after <= this.#width)) {
      this.#text += flat;
      return;
    }
    this.#text += group.open;
    const inner = indent + INDENT;
    this.#text += `\n${inner}`;
    for (const part of partsOf(group.nodes)) {
      this.#nodes(part.nodes, inner);
      this.#text += part.isLast ? '' : `${part.separator}\n${inner}`;
    }
    this.#text += `\n${indent}${group.close}`;
  }
}

/** How far the line goes on behind a bracket: up to where it could be broken. */
function widthUpToBreak(nodes: readonly Node[]): number {
  let width = 0;
  for (const node of nodes) {
    if (node.kind === 'group') return width + 1;
    if (node.text === ',' || node.text === ';') return width + 1;
    width += node.text.length + (node.space ? 1 : 0);
  }
  return width;
}

function flatOf(node: Node): string {
  if (node.kind === 'leaf') return node.text;
  const inside = node.nodes.map((part) => (part.space ? ' ' : '') + flatOf(part)).join('');
  const isPadded = node.open === '{' && inside !== '';
  return `${node.open}${isPadded ? ' ' : ''}${inside.trim()}${isPadded ? ' ' : ''}${node.close}`;
}

interface Part {
  readonly nodes: readonly Node[];
  readonly separator: string;
  readonly isLast: boolean;
}

function partsOf(nodes: readonly Node[]): readonly Part[] {
  const parts: Part[] = [];
  let start = 0;
  nodes.forEach((node, index) => {
    if (node.kind === 'group' || (node.text !== ',' && node.text !== ';')) return;
    parts.push({ nodes: nodes.slice(start, index), separator: node.text, isLast: false });
    start = index + 1;
  });
  return [...parts, { nodes: nodes.slice(start), separator: '', isLast: true }];
}
