import { EXPRESSION_FUNCTIONS, type FunctionDescription } from '../functions/table.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import type { Call } from './calls.ts';
import {
  describeArgument,
  describeParameter,
  letterOf,
  mayFit,
  parametersIn,
  type Arguments,
  type Parameter,
} from './parameters.ts';
import type { ExpressionProblem } from './problem.ts';
import { suggest } from './suggest.ts';

type Finding = Omit<ExpressionProblem, 'position'>;

/** Why a call fails whatever the data are; undefined when it may succeed. */
export function problemOfCall({ name, known, given, isPartial }: Call): Finding | undefined {
  if (known === undefined) return unknownFunction(name);
  if (given.length > known.maxArguments) return wrongCount(known, `takes ${count(known.maxArguments)} at most`, given);
  // What is left open is checked when it is called.
  if (isPartial) return undefined;
  const parameters = parametersIn(known.signature);
  if (mayFit(parameters, given)) return undefined;
  const needed = neededCount(parameters, given);
  return needed === undefined
    ? wrongType(known, parameters, given)
    : wrongCount(known, `needs ${count(needed)} here`, given);
}

function unknownFunction(name: string): Finding {
  const close = suggest(name, EXPRESSION_FUNCTIONS.keys());
  return {
    code: 'expression.function_unknown',
    message: name === 'eval' ? '$eval does not exist: data is never evaluated as code.' : `Unknown function $${name}.`,
    ...(close === undefined ? {} : { hint: `Did you mean $${close}?` }),
  };
}

/** `sum(1)` reads a member that is called, and no data holds functions. */
export function problemOfBareCall(name: string): Finding | undefined {
  if (!EXPRESSION_FUNCTIONS.has(name)) return undefined;
  return {
    code: 'expression.function_unknown',
    message: `${name} is read as a member here, not as a function.`,
    hint: `Did you mean $${name}?`,
  };
}

const count = (number: number): string => (number === 1 ? '1 argument' : `${number} arguments`);

function wrongCount({ name, help }: FunctionDescription, rule: string, given: Arguments): Finding {
  return { code: 'expression.arity', message: `$${name} ${rule}, but got ${given.length}.`, hint: help };
}

/** How many arguments it takes to fit, when the ones that are given are right. */
function neededCount(parameters: readonly Parameter[], given: Arguments): number | undefined {
  const padded = [...given];
  while (!mayFit(parameters, padded)) {
    if (padded.length >= parameters.length) return undefined;
    padded.push(undefined);
  }
  return padded.length;
}

function wrongType(
  { name, example }: FunctionDescription,
  parameters: readonly Parameter[],
  given: readonly SyntaxNode[],
): Finding {
  const index = given.findIndex((_, last) => {
    const begun = given.map((argument, position) => (position <= last ? argument : undefined));
    return neededCount(parameters, begun) === undefined;
  });
  const [argument, parameter] = [given[index], parameters[Math.min(index, parameters.length - 1)]];
  const subject = `Argument ${index + 1} of $${name}`;
  const hint = `For example: ${example}`;
  if (argument === undefined || parameter === undefined || letterOf(argument) === undefined) {
    return { code: 'expression.argument_type', message: `${subject} does not fit.`, hint };
  }
  // With one taken from the context, it cannot be told which parameter was meant.
  const isShifted = given.length < parameters.length && parameters.some(({ isFromContext }) => isFromContext);
  const expected = isShifted ? 'does not fit: it' : `must be ${describeParameter(parameter)}, but`;
  return {
    code: 'expression.argument_type',
    message: `${subject} ${expected} is ${describeArgument(argument, parameter)}.`,
    hint,
  };
}
