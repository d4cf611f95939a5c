import jsonata from 'jsonata';
import { syntaxError, tokenText } from './compile.ts';
import { checkComplexity } from './complexity.ts';
import { ExpressionError } from './errors.ts';
import { EXPRESSION_FUNCTIONS } from './functions/table.ts';
import { compileRegex } from './regex-engine.ts';
import { suggest } from './suggest.ts';
import { checkSignature } from './signature-limits.ts';

export interface ExpressionProblem {
  readonly code: string;
  readonly message: string;
  readonly position?: number;
  readonly hint?: string;
}

/** What can be said of an expression without evaluating it. */
export interface Inspection {
  readonly problems: readonly ExpressionProblem[];
  /** Variables read from outside, without `$`; neither functions nor what the expression binds itself. */
  readonly freeVariables: readonly string[];
  /** Members of `$states` that are read. */
  readonly statesMembers: readonly string[];
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [key: string]: unknown;
}
interface Findings {
  readonly problems: ExpressionProblem[];
  readonly free: Set<string>;
  readonly members: Set<string>;
}
type Names = ReadonlySet<string>;

/** Checks an expression (without its `{% %}`): every syntax error, unknown functions, regular expressions, free names. */
export function inspectExpression(source: string): Inspection {
  const findings: Findings = { problems: [], free: new Set(), members: new Set() };
  try {
    checkComplexity(source);
    const { tree, errors } = parse(source);
    findings.problems.push(...errors.map((error) => problemOf(syntaxError(withMessage(error)))));
    if (errors.length === 0) walk(tree, new Set(), findings);
  } catch (cause) {
    findings.problems.push(problemOf(cause instanceof ExpressionError ? cause : syntaxError(cause)));
  }
  const { problems, free, members } = findings;
  return { problems, freeVariables: [...free], statesMembers: [...members] };
}

interface Parsed {
  readonly tree: unknown;
  readonly errors: readonly unknown[];
}

function parse(source: string): Parsed {
  try {
    const parsed = jsonata(source, { recover: true });
    return {
      tree: parsed.ast(),
      errors: (parsed as unknown as { errors: () => unknown[] | undefined }).errors() ?? [],
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // The parser can lose itself in recovery; without, it stops at the first error.
    return { tree: jsonata(source).ast(), errors: [] };
  }
}

/** In recovery the parser leaves the message's placeholders to the caller; its code and token say enough. */
function withMessage(error: unknown): unknown {
  const { message, token } = error as { message?: string; token?: unknown };
  if (message !== undefined) return error;
  return {
    ...(error as object),
    message:
      token === undefined || token === '(end)'
        ? 'The expression ends too early.'
        : `Syntax error at "${tokenText(token)}".`,
  };
}

function problemOf({ code, message, detail }: ExpressionError): ExpressionProblem {
  const { position } = detail;
  const hint =
    code === 'expression.regex_unsupported'
      ? 'Write it without look-around and back-references; they need unbounded time.'
      : undefined;
  return { code, message, ...(position === undefined ? {} : { position }), ...(hint === undefined ? {} : { hint }) };
}

/** Handlers of the nodes that bind or read names; all others are searched through. */
const HANDLERS: Readonly<Record<string, (node: Node, bound: Names, findings: Findings) => Names>> = {
  variable: (node, bound, findings) => {
    const name = String(node.value);
    if (name !== '' && name !== '$' && !bound.has(name) && !EXPRESSION_FUNCTIONS.has(name)) findings.free.add(name);
    return walkParts(node, bound, findings);
  },
  path: (node, bound, findings) => {
    const [first, second] = node.steps as readonly Node[];
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name')
      findings.members.add(String(second.value));
    walkParts(node, bound, findings);
    return bound;
  },
  function: (node, bound, findings) => {
    checkCall(node, bound, findings);
    const procedure = node.procedure as Node;
    const isKnown = procedure.type === 'variable' && !bound.has(String(procedure.value));
    return walkParts(isKnown ? { ...node, procedure: undefined } : node, bound, findings);
  },
  partial: (node, bound, findings) => {
    checkCall(node, bound, findings);
    return walkParts({ ...node, procedure: undefined }, bound, findings);
  },
  lambda: (node, bound, findings) => {
    noteProblem(findings, node, () => checkSignature(node));
    const parameters = (node.arguments as readonly Node[]).map((parameter) => String(parameter.value));
    walk(node.body, new Set([...bound, ...parameters]), findings);
    return bound;
  },
  bind: (node, bound, findings) => {
    const inside = new Set([...bound, String((node.lhs as Node).value)]);
    return walk(node.rhs, inside, findings);
  },
  block: (node, bound, findings) => {
    let inside = bound;
    for (const expression of node.expressions as readonly Node[]) inside = walk(expression, inside, findings);
    return bound;
  },
  regex: (node, bound, findings) => {
    noteProblem(findings, node, () => compileRegex(node.value as RegExp));
    return bound;
  },
};

/** Notes what a check of a node throws. */
function noteProblem({ problems }: Findings, node: Node, check: () => unknown): void {
  try {
    check();
  } catch (cause) {
    problems.push({ ...problemOf(cause as ExpressionError), ...positionOf(node) });
  }
}

/** Searches a node; gives the names that are bound for what follows it. */
function walk(part: unknown, bound: Names, findings: Findings): Names {
  if (Array.isArray(part)) return part.reduce((names: Names, item) => walk(item, names, findings), bound);
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return bound;
  const node = part as Node;
  const marks = [node.focus, node.index].filter((name) => typeof name === 'string');
  const inside = marks.length === 0 ? bound : new Set([...bound, ...marks]);
  const handler = typeof node.type === 'string' && Object.hasOwn(HANDLERS, node.type) ? HANDLERS[node.type] : undefined;
  return handler === undefined ? walkParts(node, inside, findings) : handler(node, inside, findings);
}

function walkParts(node: Node, bound: Names, findings: Findings): Names {
  let names = bound;
  for (const [key, part] of Object.entries(node)) {
    if (key !== 'value' || typeof part === 'object') names = walk(part, names, findings);
  }
  return names;
}

const positionOf = (node: Node) => (node.position === undefined ? {} : { position: node.position });

function checkCall(node: Node, bound: Names, findings: Findings): void {
  const procedure = node.procedure as Node;
  const name = String(procedure.value);
  if (procedure.type !== 'variable' || bound.has(name)) return;
  const known = EXPRESSION_FUNCTIONS.get(name);
  const given = (node.arguments as readonly unknown[]).length;
  if (known === undefined) {
    const close = suggest(name, EXPRESSION_FUNCTIONS.keys());
    findings.problems.push({
      code: 'expression.function_unknown',
      message:
        name === 'eval' ? '$eval does not exist: data is never evaluated as code.' : `Unknown function $${name}.`,
      ...(close === undefined ? {} : { hint: `Did you mean $${close}?` }),
      ...positionOf(node),
    });
  } else if (given > known.maxArguments) {
    findings.problems.push({
      code: 'expression.arity',
      message: `$${name} takes ${known.maxArguments} arguments at most, but got ${given}.`,
      hint: known.help,
      ...positionOf(node),
    });
  }
}
