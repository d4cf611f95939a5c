// Puts one evaluation under its budget. What jsonata waits for after every node costs a tenth of its time, so its hooks
// are there only where they are needed: each node is counted by the check that jsonata makes anyway, without waiting.
import type { Budget } from './budget.ts';
import { ENTRY, EXIT } from './functions/natives.ts';
import { RegexEngine } from './regex-engine.ts';
import { Siblings } from './siblings.ts';
import type { SyntaxFacts } from './syntax-facts.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** jsonata's scope of a whole evaluation, and what we add to it. */
export interface EvaluationScope {
  readonly depth: number;
  readonly bind: (name: string | symbol, value: unknown) => void;
  /** Called before every node. */
  guardrails: () => void;
  createSequence: (...items: unknown[]) => unknown[];
  RegexEngine: unknown;
  options: unknown;
  budget: Budget;
  siblings: Siblings | undefined;
}
/** What jsonata calls around a node, and waits for. The last argument is the node's value, after it. */
export type Hook = (
  node: SyntaxNode,
  input: unknown,
  ...rest: [{ readonly base: EvaluationScope }, unknown?]
) => Promise<void> | undefined;

/** From its first node on, an evaluation counts what it does. */
export function supervise(scope: EvaluationScope, budget: Budget, facts: SyntaxFacts): void {
  const siblings = facts.siblings.size === 0 ? undefined : new Siblings();
  budget.hasTransforms = facts.hasTransforms;
  scope.budget = budget;
  scope.siblings = siblings;
  scope.options = { sequence: budget.limits.sequenceItems };
  scope.createSequence = sequencesOf(budget);
  scope.RegexEngine = function (source: RegExp) {
    return new RegexEngine(source, budget);
  };
  const enter = siblings === undefined ? undefined : (node: SyntaxNode) => enterSibling(node, siblings, facts);
  const enterAfterPause: Hook = (node) => {
    scope.bind(ENTRY, enter);
    const pause = budget.pause();
    return enter?.(node) ?? pause;
  };
  scope.guardrails = () => {
    const waiting = siblings === undefined ? 0 : siblings.waiting;
    if (budget.step(scope.depth - waiting - facts.besides)) scope.bind(ENTRY, enterAfterPause);
  };
  // Also when there is none: what is bound here is found without a search through all scopes.
  scope.bind(ENTRY, enter);
  scope.bind(EXIT, exitHookOf(facts));
}

function enterSibling(node: SyntaxNode, siblings: Siblings, facts: SyntaxFacts): Promise<void> | undefined {
  return facts.siblings.has(node) ? siblings.enter() : undefined;
}

interface Sequence extends Array<unknown> {
  sequence: boolean;
}

/** jsonata's arrays that grow: their items are counted. */
function sequencesOf(budget: Budget): EvaluationScope['createSequence'] {
  function push(this: unknown[], item: unknown): number {
    const { length } = this;
    budget.checkItems(length + 1);
    budget.chargeItems(1);
    this[length] = item;
    return length + 1;
  }
  // jsonata gives one item at most.
  return (...items) => {
    const sequence = items as Sequence;
    sequence.sequence = true;
    sequence.push = push;
    return sequence;
  };
}

/** The hook after each node, when any node needs one. */
function exitHookOf({ siblings, made, read }: SyntaxFacts): Hook | undefined {
  if (siblings.size + made.size + read.size === 0) return undefined;
  return (node, _input, ...[{ base }, value]) => {
    if (siblings.has(node)) base.siblings?.leave();
    const { budget } = base;
    const pause = made.has(node) ? budget.checkMade(value) : undefined;
    if (!read.has(node)) return pause;
    return pause === undefined ? budget.chargeReading(value) : pause.then(() => budget.chargeReading(value));
  };
}
