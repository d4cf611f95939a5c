import type { Budget } from '../budget.ts';
import { ARRAY_FUNCTIONS } from './arrays.ts';
import { ASL_FUNCTIONS } from './asl.ts';
import { BUILT_IN } from './built-in.ts';
import { arityOf, type Focus, type FunctionBody } from './define.ts';
import { defineFunction, nativeBody, nativeOf, type FunctionDefinition } from './natives.ts';
import { OWN_FUNCTIONS } from './own.ts';
import { PICTURE_FUNCTIONS } from './pictures.ts';
import { after } from './slices.ts';
import { TEXT_FUNCTIONS } from './texts.ts';

interface RegisteredFunction {
  readonly name: string;
  readonly signature: string;
  readonly call: FunctionBody;
}

/** What takes the place of jsonata's own functions. */
const REPLACED: Readonly<Record<string, FunctionBody | undefined>> = {
  ...ARRAY_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...PICTURE_FUNCTIONS,
};

/** Functions that can put more together than they were given. */
const BUILDERS: ReadonlySet<string> = new Set(['map', 'each', 'append', 'zip', 'merge', 'spread', 'parse']);

/** Every function that expressions can call, as jsonata holds it, by name. */
export const DEFINITIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...BUILT_IN.map(({ name, signature }) => ({ name, signature, call: REPLACED[name] ?? nativeBody(name) })),
    ...ASL_FUNCTIONS,
    ...OWN_FUNCTIONS,
  ].map((registered) => [
    registered.name,
    defineFunction(registered.name, implementationOf(registered), registered.signature),
  ]),
);

/** What jsonata calls: counts the call as a step, and what it reads and makes by its size. */
function implementationOf({ name, signature, call }: RegisteredFunction) {
  const isBuilder = BUILDERS.has(name);
  function implementation(this: Focus, ...values: unknown[]): unknown {
    const { budget } = this.environment.base;
    const run = (): unknown => {
      const result = call.call(this, budget, ...(values as never[]));
      return after(result, (settled: unknown) => accepted(budget, settled, isBuilder));
    };
    const isDue = budget.step();
    for (const value of values) if (typeof value === 'string') budget.chargeText(value);
    return isDue ? budget.pause().then(run) : run();
  }
  return withArity(implementation, name, signature);
}

function accepted(budget: Budget, result: unknown, isBuilder: boolean): unknown {
  if (typeof result === 'string') budget.chargeText(result);
  else if (Array.isArray(result)) budget.checkItems(result.length);
  if (isBuilder) return after(budget.checkStructure(result), () => result);
  if (Array.isArray(result)) budget.chargeItems(result.length);
  return result;
}

/**
 * jsonata reads how many arguments a function takes from its length, and their names from its text: so it learns what to
 * give it inside `$map`, and what `$pad(?, 5)` leaves open.
 */
function withArity(implementation: object, name: string, signature: string): unknown {
  const native = nativeOf(name)?.implementation;
  const { maxArguments } = arityOf(signature);
  const most = Number.isFinite(maxArguments) ? maxArguments : 0;
  const names = Array.from({ length: most }, (_, index) => `argument${index}`);
  return Object.defineProperties(implementation, {
    length: { value: native?.length ?? most },
    toString: { value: () => `function (${names.join(', ')}) {}` },
  });
}
