import vm from 'node:vm';
import type { Callable } from './bridge.ts';

/** Gives what to call. Boxed: a function that has a `then` must not be taken for a promise. */
export type GetFunction = () => Callable | Promise<Callable>;
export type CompiledCode =
  | { readonly kind: 'compiled'; readonly getFunction: GetFunction }
  /** `line` is that of the code, from 1, when it could be found. */
  | { readonly kind: 'refused'; readonly message: string; readonly line?: number };

const FILE_NAME = 'code.js';

/**
 * Compiles what an author wrote, without running it: an expression that is a function, the body of one, or a module. Tried in
 * this order, since a function's text is also a body that does nothing.
 */
export function compileCode(source: string, realm: vm.Context): CompiledCode {
  const expression = compile(asExpression(source.replace(/[;\s]+$/, '')));
  if (typeof expression !== 'string') return scriptIn(expression, realm, true);
  const body = compile(asBody(source));
  if (typeof body !== 'string') return scriptIn(body, realm, false);
  if (!/\bexport\b|\bimport\b/.test(source)) return refuse(source, body);
  return compileModule(source, realm);
}

interface Wrapped {
  readonly before: string;
  readonly source: string;
  readonly after: string;
}
const asExpression = (source: string): Wrapped => ({ before: '(async (input, context) => [(', source, after: '\n)])' });
const asBody = (source: string): Wrapped => ({ before: '(async (input, context) => {', source, after: '\n})' });

/** The script, or why it is none. Lines and columns are those of the author. */
function compile({ before, source, after }: Wrapped): vm.Script | string {
  try {
    return new vm.Script(before + source + after, { filename: FILE_NAME, columnOffset: -before.length });
  } catch (error) {
    return (error as Error).message;
  }
}

const scriptIn = (script: vm.Script, realm: vm.Context, givesCode: boolean): CompiledCode => ({
  kind: 'compiled',
  getFunction: () => ({ value: script.runInContext(realm) as unknown, givesCode }),
});

function refuse(source: string, message: string): CompiledCode {
  const line = findLine(source, message);
  return { kind: 'refused', message, ...(line === undefined ? {} : { line }) };
}

/**
 * The compiler says what is wrong and not where. A parser stops at the first fault, so the fewest lines that give the same
 * complaint end with the faulty one.
 */
function findLine(source: string, message: string): number | undefined {
  const lines = source.split('\n');
  const complains = (count: number): boolean =>
    compile({ ...asBody(lines.slice(0, count).join('\n')), after: '' }) === message;
  if (!complains(lines.length)) return undefined;
  let good = 0;
  let bad = lines.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (complains(middle)) bad = middle;
    else good = middle;
  }
  return bad;
}

function compileModule(source: string, realm: vm.Context): CompiledCode {
  let module: vm.SourceTextModule;
  try {
    module = new vm.SourceTextModule(source, { context: realm, identifier: FILE_NAME });
  } catch (error) {
    return { kind: 'refused', message: (error as Error).message };
  }
  const [specifier] = module.dependencySpecifiers;
  if (specifier !== undefined)
    return { kind: 'refused', message: `Code of a step can import nothing, not even ${JSON.stringify(specifier)}.` };
  return {
    kind: 'compiled',
    getFunction: async () => {
      await module.link(() => {
        throw new Error('Nothing can be imported.');
      });
      await module.evaluate();
      return { value: (module.namespace as { readonly default?: unknown }).default, givesCode: false };
    },
  };
}
