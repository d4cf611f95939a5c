// Marks for a text that somebody types: what is wrong whatever the data are, and names that nothing is known by.
import { typeOfSchema } from './given-schemas.ts';
import type { GivenSchemas } from './infer-type.ts';
import { inspectExpression } from './inspect-expression.ts';
import { ANY_NAME, type PathRead } from './path-reads.ts';
import type { ExpressionProblem } from './problem.ts';
import { suggest } from './suggest.ts';
import { TokenText } from './token-text.ts';
import { itemsOf } from './type-parts.ts';
import { mayBeNothing, NOTHING, UNKNOWN, type InferredType } from './types.ts';

interface Place {
  readonly from: number;
  readonly to: number;
}
/** Something to mark in a text. */
export type LintMark = Place &
  (
    | {
        readonly kind: 'problem';
        readonly message: string;
        readonly hint?: string;
        /** What to write in its place, if one thing was probably meant. */
        readonly replacement?: string;
      }
    /** A variable that nothing sets. */
    | { readonly kind: 'unknownVariable'; readonly name: string; readonly replacement?: string }
    /** A member that no shape has. It may still exist, unless the shape names all that there are. */
    | {
        readonly kind: 'unknownMember';
        readonly name: string;
        readonly isCertain: boolean;
        readonly replacement?: string;
      }
  );

/** What to mark in an expression (without its `{% %}`), in the order of the text. Without variables none is unknown. */
export function lintExpression(source: string, given: GivenSchemas): readonly LintMark[] {
  if (source.trim() === '') return [];
  const { problems, freeVariables, paths } = inspectExpression(source);
  const text = new TokenText(source);
  const { variables } = given;
  const marks: LintMark[] = problems.map((problem) => markOf(problem, source));
  if (variables !== undefined) {
    const types = new Map(Object.entries(variables).map(([name, schema]) => [name, typeOfSchema(schema)]));
    for (const name of freeVariables) if (!types.has(name)) marks.push(unknownVariable(name, [...types.keys()], text));
    marks.push(...paths.flatMap((path) => unknownMember(path, types.get(path.variable), text)));
  }
  return marks.sort((left, right) => left.from - right.from);
}

function markOf({ message, hint, position, code }: ExpressionProblem, source: string): LintMark {
  const place = wordBefore(source, position);
  const meant = code === 'expression.function_unknown' ? /\$\w+/.exec(hint ?? '')?.[0] : undefined;
  // The bracket belongs to the token, and stays.
  const word = source.slice(place.from, place.to).replace(/\s*\($/, '');
  return {
    ...{ kind: 'problem', message },
    ...(meant === undefined ? place : { from: place.from, to: place.from + word.length, replacement: meant }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The parser tells where a token ends; the mark goes under all of it. */
function wordBefore(source: string, position = source.length): Place {
  const to = Math.min(Math.max(position, 1), source.length);
  const word = /[\w$]+\s*\(?$/.exec(source.slice(0, to))?.[0].length ?? 1;
  return { from: to - word, to };
}

function unknownVariable(name: string, known: readonly string[], text: TokenText): LintMark {
  const index = text.tokens.findIndex((_, at) => text.at(at) === `$${name}`);
  const meant = suggest(name, known);
  return {
    ...placeOf(text, index),
    ...{ kind: 'unknownVariable', name },
    ...(meant === undefined ? {} : { replacement: `$${meant}` }),
  };
}

function unknownMember(
  { variable, names }: PathRead,
  root: InferredType | undefined,
  text: TokenText,
): readonly LintMark[] {
  let type: InferredType = root ?? UNKNOWN;
  for (const [depth, name] of names.entries()) {
    const items = leavesOf(type);
    if (name === ANY_NAME || items === UNKNOWN || items.object === false || items.object.members.size === 0) return [];
    const { members, others } = items.object;
    const member = members.get(name);
    if (member === undefined) {
      const meant = suggest(name, members.keys());
      return [
        {
          ...placeOf(text, indexOfMember(text, [`$${variable}`, ...names.slice(0, depth)], name)),
          ...{ kind: 'unknownMember', name, isCertain: others === NOTHING },
          ...(meant === undefined ? {} : { replacement: /^[A-Za-z_]\w*$/.test(meant) ? meant : `\`${meant}\`` }),
        },
      ];
    }
    type = member;
  }
  return [];
}

/** What is left of a type when all arrays are taken apart, as a path does. */
function leavesOf(type: InferredType): InferredType {
  if (type === UNKNOWN || type.array === false) return type;
  const items = itemsOf(type);
  return items !== UNKNOWN && mayBeNothing(items) && items.array !== false ? leavesOf(items) : items;
}

/** Where a member is read: of several places, the one with the right names in front. */
function indexOfMember(text: TokenText, path: readonly string[], member: string): number {
  const words = text.tokens.map((_, index) => nameOf(text.at(index)));
  let best = { index: -1, score: -1 };
  words.forEach((word, index) => {
    if (word !== member) return;
    const before = words.slice(0, index).filter((other) => other !== '');
    const score = path.filter((name, at) => before.at(at - path.length) === name).length;
    if (score > best.score) best = { index, score };
  });
  return best.index;
}

/** The name that a token may be, also where it is a text that is looked up. */
function nameOf(token: string): string {
  if (/^[`"']/.test(token)) return token.slice(1, -1);
  return /^[^\W\d]|^\$/.test(token) ? token : '';
}

function placeOf({ tokens, source }: TokenText, index: number): Place {
  const token = tokens[index];
  return token === undefined ? { from: 0, to: source.length } : { from: token.start, to: token.end };
}
