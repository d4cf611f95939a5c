// The reference's own cases, changed a little: a token left out, doubled or replaced by one of another case, other data.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Trial } from './differences.ts';

interface Case {
  readonly id: string;
  readonly expr: string;
  readonly data?: JsonValue;
  readonly dataset?: string | null;
  readonly bindings?: JsonObject;
  readonly timelimit?: number;
}

const folder = new URL('../../../../../shared/data/jsonata/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

/** What gives something else each time, what does not exist here, and what is about limits. */
const INCOMPARABLE = /\$(?:random|shuffle|eval|now|millis)\b|\d{6}|\.\.\s*\d{4}/;

/** The cases as trials; none where they are not at hand. */
export function readCases(): readonly Trial[] {
  if (!existsSync(folder)) return [];
  const datasets = read('datasets.json') as JsonObject;
  const cases = read('cases.json') as readonly Case[];
  return cases
    .filter(({ expr, timelimit }) => timelimit === undefined && !INCOMPARABLE.test(expr))
    .map(({ expr, data, dataset, bindings }) => ({
      expression: expr,
      input: data === undefined ? datasets[dataset ?? ''] : data,
      bindings: bindings ?? {},
    }));
}

/** Texts, names with their signs, numbers, regular expressions, comments, operators of two signs, and any other sign. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*[^]*?\*\/|\/(?![ *])(?:[^/\\\n]|\\.)+\/[im]*|\$*[A-Za-z_][\w]*|\d+(?:\.\d+)?|~>|:=|!=|<=|>=|\*\*|\.\.|\?\?|\?:|\s+|[^]/g;

function tokensOf(expression: string): readonly string[] {
  return expression.match(TOKEN) ?? [];
}

/** Tokens can take the place of others of their kind. */
function kindOf(token: string): string {
  if (/^\s/.test(token)) return 'space';
  if (/^["'\d]|^(?:true|false|null)$/.test(token)) return 'literal';
  if (/^\$[A-Za-z]/.test(token)) return 'variable';
  if (/^[A-Za-z_`]/.test(token)) return 'name';
  return /^[-+*%&=<>!?~.^@#]|^(?:and|or|in)$/.test(token) ? 'operator' : 'sign';
}

const chosen = <Item>(items: readonly Item[], part: number): Item | undefined => items[Math.floor(part * items.length)];

type Pool = ReadonlyMap<string, readonly string[]>;

/** All tokens by their kinds. */
function poolOf(cases: readonly Trial[]): Pool {
  const pool = new Map<string, string[]>();
  for (const token of new Set(cases.flatMap(({ expression }) => tokensOf(expression)))) {
    const kind = kindOf(token);
    pool.set(kind, [...(pool.get(kind) ?? []), token]);
  }
  return pool;
}

/** Where a token is changed, and by what: as parts of all that there is. */
interface Change {
  readonly at: number;
  readonly other: number;
  readonly how: keyof typeof CHANGES;
}

/** What comes in the place of a token. `other` chooses among all possibilities. */
const CHANGES = {
  drop: () => [],
  double: (token: string) => [token, token],
  replace: (token: string, other: number, pool: Pool) => [chosen(pool.get(kindOf(token)) ?? [], other) ?? token],
  filter: (token: string, other: number) => [token, chosen(['[0]', '[-1]', '[true]', '[$]', '[[0..1]]'], other)],
  step: (token: string, other: number) => [
    token,
    chosen(['@$x', '#$i', '[]', '^($)', '{"k": $}', '.%', '.*', '.**'], other),
  ],
  wrap: (token: string, other: number) => [chosen(['[', '(', '-', '$string(', '$count('], other), token],
} as const;

function changed(tokens: readonly string[], { at, other, how }: Change, pool: Pool): readonly string[] {
  const index = Math.floor(at * tokens.length);
  const instead = CHANGES[how](tokens[index] ?? '', other, pool);
  return [...tokens.slice(0, index), ...instead.map((token) => token ?? ''), ...tokens.slice(index + 1)];
}

const part = fc.double({ min: 0, max: 0.999, noNaN: true });
const change: fc.Arbitrary<Change> = fc.record({
  at: part,
  other: part,
  how: fc.constantFrom('drop', 'double', 'replace', 'replace', 'replace', 'filter', 'step', 'wrap'),
});

/** A case with up to three changes, sometimes over the data of another case. */
export function mutatedCase(cases: readonly Trial[]): fc.Arbitrary<Trial> {
  const pool = poolOf(cases);
  const anyCase = fc.constantFrom(...cases);
  const data = fc.option(anyCase, { freq: 4, nil: undefined });
  return fc
    .record({ one: anyCase, changes: fc.array(change, { maxLength: 3 }), data })
    .map(({ one, changes, data: other }) => {
      const expression = changes
        .reduce((tokens, each) => changed(tokens, each, pool), tokensOf(one.expression))
        .join('');
      const { input } = other ?? one;
      return { expression: INCOMPARABLE.test(expression) ? one.expression : expression, input, bindings: one.bindings };
    });
}
