import { UNITS_PER_STEP, type Evaluation } from '../evaluation.ts';
import { NATIVES, type NativeDefinition } from '../functions/natives-table.ts';
import { FunctionValue } from '../values/function-value.ts';
import { atCall } from './place-fault.ts';
import { signatureOf, type Signature } from './signature.ts';

/** Is there a function of that name in the table? */
export function isNative(name: string): boolean {
  return NATIVES.has(name);
}

/** A function of the table, ready to be called. */
export interface Native {
  readonly definition: NativeDefinition;
  readonly signature: Signature;
}

export function nativeOf(name: string): Native | undefined {
  const definition = NATIVES.get(name);
  return definition === undefined ? undefined : { definition, signature: signatureOf(definition.signature) };
}

/** A function of the table as a value. */
class NativeFunction extends FunctionValue {
  override readonly name: string;
  readonly #native: Native;

  constructor(native: Native) {
    super();
    this.name = native.definition.name;
    this.token = this.name;
    this.#native = native;
  }

  override get arity(): number {
    return this.#native.definition.arity;
  }

  override apply(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    const { definition, signature } = this.#native;
    try {
      evaluation.charge(UNITS_PER_STEP);
      return definition.call(signature.fit(values, context), evaluation);
    } catch (cause) {
      throw atCall(cause, this);
    }
  }
}

/** The same value for the same name throughout an evaluation. */
export function nativeValue(name: string, evaluation: Evaluation): FunctionValue | undefined {
  evaluation.natives ??= new Map<string, FunctionValue>();
  const { natives } = evaluation;
  const known = natives.get(name);
  if (known !== undefined) return known;
  const native = nativeOf(name);
  if (native === undefined) return undefined;
  const value = new NativeFunction(native);
  natives.set(name, value);
  return value;
}
