import type { Evaluation } from '../evaluation.ts';
import { AGGREGATE_FUNCTIONS } from './aggregates.ts';
import { ARRAY_FUNCTIONS } from './arrays.ts';
import { ASL_FUNCTIONS } from './asl.ts';
import { BUILT_IN } from './built-in.ts';
import { arityOf, type FunctionBody } from './define.ts';
import { HIGHER_ORDER_FUNCTIONS } from './higher-order.ts';
import { KIND_FUNCTIONS } from './kinds.ts';
import { MATCHING_FUNCTIONS } from './matching.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { OBJECT_FUNCTIONS } from './objects.ts';
import { OWN_FUNCTIONS } from './own.ts';
import { PICTURE_FUNCTIONS } from './pictures.ts';
import { TEXT_FUNCTIONS } from './texts.ts';
import { URL_FUNCTIONS } from './url-encodings.ts';

/** A function of the table, as the compiler calls it. */
export interface NativeDefinition {
  readonly name: string;
  readonly signature: string;
  /** How many arguments `$map` and its kind give it. */
  readonly arity: number;
  /** The values fit the signature; the array is the function's own. */
  readonly call: (values: readonly unknown[], evaluation: Evaluation) => unknown;
}

/** What the functions of the reference do. */
const BODIES: Readonly<Record<string, FunctionBody>> = {
  ...AGGREGATE_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...HIGHER_ORDER_FUNCTIONS,
  ...KIND_FUNCTIONS,
  ...MATCHING_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...OBJECT_FUNCTIONS,
  ...PICTURE_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...URL_FUNCTIONS,
};

/** Where the reference gives a function fewer arguments than its signature has: `$map(values, $string)` is no pretty text. */
const ARITIES: Readonly<Record<string, number>> = { string: 1, zip: 0 };

function definitionOf(name: string, signature: string, body: FunctionBody | undefined): NativeDefinition {
  if (body === undefined) throw new Error(`The function $${name} is described, but does nothing.`);
  const arity = ARITIES[name] ?? arityOf(signature).maxArguments;
  return { name, signature, arity, call: body as NativeDefinition['call'] };
}

/** Name (without `$`) -> what every function that an expression may call does. */
export const NATIVES: ReadonlyMap<string, NativeDefinition> = new Map(
  [
    ...BUILT_IN.map(({ name, signature }) => definitionOf(name, signature, BODIES[name])),
    ...[...ASL_FUNCTIONS, ...OWN_FUNCTIONS].map(({ name, signature, call }) => definitionOf(name, signature, call)),
  ].map((definition) => [definition.name, definition]),
);
