import { UNITS_PER_STEP, type Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { checkSignature } from '../signature-limits.ts';
import { FunctionValue } from '../values/function-value.ts';
import { evaluateAll, nameOfCalled, staticNative } from './calls.ts';
import { Frame, UNBOUND, type Evaluate } from './frame.ts';
import type { Native } from './native-function.ts';
import { atCall } from './place-fault.ts';
import { namesBoundIn, Scope, type Compile, type NodeCompiler } from './scope.ts';
import { Signature } from './signature.ts';
import { endsByItself } from './tail-calls.ts';

/** What all values of one lambda share. */
interface LambdaCode {
  readonly parameters: number;
  /** Slots besides the parameters. */
  readonly unbound: number;
  readonly signature: Signature | undefined;
  readonly body: Evaluate;
}

/** A function written in JSONata, with the context and the variables of where it was made. */
export class Lambda extends FunctionValue {
  readonly #code: LambdaCode;
  readonly #input: unknown;
  readonly #frame: Frame;

  constructor(code: LambdaCode, input: unknown, frame: Frame) {
    super();
    this.#code = code;
    this.#input = input;
    this.#frame = frame;
  }

  override get arity(): number {
    return this.#code.parameters;
  }

  override apply(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    evaluation.charge(UNITS_PER_STEP);
    return unrolled(this.begin(values, context, evaluation), context, evaluation);
  }

  override begin(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    const { signature } = this.#code;
    try {
      return this.#run(signature === undefined ? values : signature.fit(values, context), evaluation);
    } catch (cause) {
      throw atCall(cause, this);
    }
  }

  /** The same, past the signature. */
  beginUnchecked(values: unknown[], evaluation: Evaluation): unknown {
    evaluation.charge(UNITS_PER_STEP);
    return this.#run(values, evaluation);
  }

  #run(values: unknown[], evaluation: Evaluation): unknown {
    const { parameters, unbound, body } = this.#code;
    while (values.length < parameters) values.push(undefined);
    if (values.length > parameters) values.length = parameters;
    for (let index = 0; index < unbound; index += 1) values.push(UNBOUND);
    return body(this.#input, new Frame(values, this.#frame), evaluation);
  }
}

/** Makes the calls at the ends of functions, one after the other: so recursion at the end takes no depth. */
export function unrolled(result: unknown, context: unknown, evaluation: Evaluation): unknown {
  let current = result;
  while (current instanceof TailCall) current = current.make(context, evaluation);
  return current;
}

/** What a call at the end of a function is made of. */
interface TailCode {
  readonly procedure: Evaluate;
  readonly native: Native | undefined;
  readonly values: (input: unknown, frame: Frame, evaluation: Evaluation) => unknown[];
  readonly position: number | undefined;
  readonly token: string | undefined;
}

class TailCall {
  readonly #code: TailCode;
  readonly #input: unknown;
  readonly #frame: Frame;

  constructor(code: TailCode, input: unknown, frame: Frame) {
    this.#code = code;
    this.#input = input;
    this.#frame = frame;
  }

  make(context: unknown, evaluation: Evaluation): unknown {
    const { native, values } = this.#code;
    evaluation.charge(UNITS_PER_STEP);
    if (native === undefined || evaluation.hidesFunctions) return this.#call(context, evaluation);
    const given = values(this.#input, this.#frame, evaluation);
    try {
      return native.definition.call(native.signature.fit(given, context), evaluation);
    } catch (cause) {
      throw atCall(cause, this.#code);
    }
  }

  #call(context: unknown, evaluation: Evaluation): unknown {
    const { procedure, values, position, token } = this.#code;
    const called = procedure(this.#input, this.#frame, evaluation);
    if (called instanceof FunctionValue) {
      called.token = token ?? called.token;
      called.position = position;
    }
    const given = values(this.#input, this.#frame, evaluation);
    if (!(called instanceof FunctionValue)) throw new Fault('T1006', { position, token });
    try {
      return called.begin(given, context, evaluation);
    } catch (cause) {
      throw atCall(cause, called);
    }
  }
}

const lambda: NodeCompiler = (node, scope, compile) => {
  if (node.thunk === true) {
    const call = node.body as SyntaxNode;
    return endsByItself(call) ? compile(call, scope) : tailCall(call, scope, compile);
  }
  const { definition } = (node.signature ?? {}) as { readonly definition?: string };
  checkSignature(node);
  const parameters = listOf(node.arguments).map(({ value }) => String(value));
  const body = node.body as SyntaxNode;
  const inner = new Scope(scope.program, { parent: scope, parameters, names: namesBoundIn([body]) });
  const { program } = scope;
  const { level } = program;
  program.level = 0;
  const code: LambdaCode = {
    parameters: parameters.length,
    unbound: inner.unbound,
    signature: definition === undefined ? undefined : new Signature(definition),
    body: compile(body, inner),
  };
  program.level = level;
  return (input, frame) => new Lambda(code, input, frame);
};

function tailCall(call: SyntaxNode, scope: Scope, compile: Compile): Evaluate {
  const procedure = call.procedure as SyntaxNode;
  const code: TailCode = {
    procedure: compile(procedure, scope),
    native: staticNative(procedure, scope),
    values: evaluateAll(listOf(call.arguments).map((argument) => compile(argument, scope))),
    position: procedure.position,
    token: procedure.type === 'variable' ? nameOfCalled(procedure) : undefined,
  };
  return (input, frame) => new TailCall(code, input, frame);
}

export const LAMBDAS: Readonly<Record<string, NodeCompiler>> = { lambda };
