// Every function an expression may call: what the checker compares calls with, and the designer completes.
import { ASL_FUNCTIONS } from './asl.ts';
import { BUILT_IN } from './built-in.ts';
import { arityOf } from './define.ts';
import { OWN_FUNCTIONS } from './own.ts';

export interface FunctionDescription {
  readonly name: string;
  /** jsonata's notation: `<s-n?:s>`. */
  readonly signature: string;
  /** One sentence. */
  readonly help: string;
  /** An expression that calls it. */
  readonly example: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  /** Whose function it is. What is Millrace's own, Step Functions does not have. */
  readonly origin: FunctionOrigin;
}
export type FunctionOrigin = 'jsonata' | 'stepFunctions' | 'millrace';

const ORIGINS = [
  ['jsonata', BUILT_IN],
  ['stepFunctions', ASL_FUNCTIONS],
  ['millrace', OWN_FUNCTIONS],
] as const;

/** Name (without `$`) -> description, in alphabetical order. */
export const EXPRESSION_FUNCTIONS: ReadonlyMap<string, FunctionDescription> = new Map(
  ORIGINS.flatMap(([origin, functions]) => functions.map((described) => describe(described, origin)))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((description) => [description.name, description]),
);

function describe(
  { name, signature, help, example }: Omit<FunctionDescription, 'origin' | 'minArguments' | 'maxArguments'>,
  origin: FunctionOrigin,
): FunctionDescription {
  return { name, signature, help, example, origin, ...arityOf(signature) };
}
