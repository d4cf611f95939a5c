import { expressionOf, type ExpressionInspection, type State } from '@millrace/machine';

/** What a step reads, and nobody has given for trying it alone. */
interface MissingValues {
  readonly variables: readonly string[];
  readonly stepInput: boolean;
  /** Of the workflow. */
  readonly input: boolean;
  /** Of the Map around it. */
  readonly item: boolean;
}
interface Given {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly hasStepInput: boolean;
  readonly hasInput: boolean;
  readonly hasItem: boolean;
  readonly isInMap: boolean;
}

const INPUT = /\$states\.context\.Execution\.Input\b/;
const ITEM = /\$states\.context\.Map\b/;

/** What is missing to try a step alone; `undefined` when nothing is. */
export function findMissing(
  state: State,
  given: Given,
  inspect: (expression: string) => ExpressionInspection,
): MissingValues | undefined {
  const own = expressionsIn(withoutInside(state));
  const all = expressionsIn(state);
  const assigned = new Set(assignedIn(state));
  const free = all.flatMap((expression) => inspect(expression).freeVariables);
  const isKnown = (name: string): boolean =>
    name === 'states' || assigned.has(name) || Object.hasOwn(given.variables, name);
  const variables = [...new Set(free.filter((name) => !isKnown(name)))].sort();
  const readsInput = own.some((expression) => inspect(expression).statesMembers.includes('input'));
  const missing = {
    variables,
    stepInput: !given.hasStepInput && (readsInput || takesInput(state)),
    input: !given.hasInput && all.some((expression) => INPUT.test(expression)),
    item: !given.hasItem && given.isInMap && all.some((expression) => ITEM.test(expression)),
  };
  return variables.length > 0 || missing.stepInput || missing.input || missing.item ? missing : undefined;
}

/** Whether it works on what it gets, without an expression that says so. */
function takesInput(state: State): boolean {
  if (state.Type === 'Task') return state.Arguments === undefined;
  return state.Type === 'Map' && state.Items === undefined;
}

/** What is read inside of a Map or Parallel is read from there. */
function withoutInside(state: State): unknown {
  const { ItemProcessor: _, Branches: __, ...own } = state as State & Readonly<Record<string, unknown>>;
  return own;
}

function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const expression = expressionOf(value);
    return expression === undefined ? [] : [expression];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

/** Variables that states inside of it set, which it needs nobody for. */
function assignedIn(state: State): readonly string[] {
  const inside = state.Type === 'Map' ? state.ItemProcessor : state.Type === 'Parallel' ? state.Branches : undefined;
  return inside === undefined ? [] : assignedAnywhere(inside);
}

function assignedAnywhere(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Assign } = value as { readonly Assign?: unknown };
  const own = typeof Assign === 'object' && Assign !== null ? Object.keys(Assign) : [];
  return [...own, ...Object.values(value).flatMap(assignedAnywhere)];
}
