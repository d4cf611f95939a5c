import type { ExpressionFunction } from '../../model/function-table.ts';
import type { ExpressionShapes } from '../../model/expression-shapes.ts';
import type { Ask } from './expression-asker.ts';

/** What the editor says, in the reader's language. */
export interface ExpressionWords {
  readonly unknownVariable: (name: string) => string;
  readonly unknownMember: (name: string, isCertain: boolean) => string;
  readonly didYouMean: (name: string) => string;
  readonly replaceWith: (name: string) => string;
  readonly example: string;
  readonly insertExample: string;
  readonly helpFor: (name: string) => string;
  readonly millraceOnly: string;
  readonly millraceOnlyWhy: string;
}

/** What the language's support asks for while somebody types. */
export interface ExpressionKnowledge {
  /** What may be read, as it is known by now. */
  readonly shapes: () => ExpressionShapes;
  readonly ask: Ask;
  readonly words: ExpressionWords;
  /** Opens the expression in full size, where there is such a thing. */
  readonly openFullSize?: (() => void) | undefined;
}

const NONE: readonly ExpressionFunction[] = [];

/** The table is part of the page: once told, it stays as it is. */
const told = new WeakMap<Ask, readonly ExpressionFunction[]>();

/** Every function that an expression may call. */
export async function functionsOf(ask: Ask): Promise<readonly ExpressionFunction[]> {
  const known = told.get(ask);
  if (known !== undefined) return known;
  const answer = await ask({ kind: 'functions' });
  if (answer.kind !== 'functions') return NONE;
  told.set(ask, answer.functions);
  return answer.functions;
}
