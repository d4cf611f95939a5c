// What is offered first: what fits the place, then what is used, then what is called so.
import type { State, WorkflowDocument } from '@millrace/machine';
import { findState, placesOf } from '../../../../components/canvas/model/scope.ts';
import type { Slot } from '../../../../components/canvas/model/slot.ts';
import type { Connection, ConnectorDescription } from '../../../../lib/contract.ts';
import { outputSchemaOf } from '../../../../lib/find-action.ts';
import { RESPOND, type StepChoice } from './step-choices.ts';

/** What is known of a workspace and a place. */
export interface Ranking {
  /** Id of a choice -> how often it was chosen here. */
  readonly uses: Readonly<Record<string, number>>;
  /** Ids of choices that fit the place. */
  readonly fitting: ReadonlySet<string>;
  /** The names of connectors that have an account here. */
  readonly connected: ReadonlySet<string>;
}

/** How often a document uses each choice, on top of what was chosen before. */
export function countUses(
  document: WorkflowDocument,
  chosen: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const uses = new Map(Object.entries(chosen));
  for (const { state } of placesOf(document)) {
    const id = idOf(state);
    uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return Object.fromEntries(uses);
}

function idOf(state: State): string {
  if (state.Type !== 'Task') return `flow:${state.Type}`;
  if (state.Resource.startsWith('code:')) return 'flow:code';
  return state.Resource.startsWith('workflow:') ? 'flow:workflow' : state.Resource;
}

/** The choices that fit a place: a loop behind a list, an end behind a failure, an answer for a caller who waits. */
export function fittingChoices(
  document: WorkflowDocument,
  slot: Slot,
  connectors: readonly ConnectorDescription[],
): ReadonlySet<string> {
  const before = slot.kind === 'start' ? undefined : findState(document, slot.state);
  const isInside = slot.kind === 'start' && slot.scope !== undefined;
  return new Set([
    ...(slot.kind === 'catch' ? ['flow:Fail', 'flow:Wait'] : []),
    ...(slot.kind !== 'catch' && before !== undefined && givesList(before, connectors) ? ['flow:Map'] : []),
    ...(!isInside && slot.kind !== 'start' && isAwaited(document) ? [RESPOND] : []),
    ...(slot.kind === 'start' && !isInside ? ['flow:Pass'] : []),
  ]);
}

function givesList(state: State, connectors: readonly ConnectorDescription[]): boolean {
  const schema: unknown = state.Type === 'Task' ? outputSchemaOf(connectors, state.Resource) : undefined;
  return (schema as { readonly type?: unknown } | undefined)?.type === 'array';
}

/** Whether a caller waits for an answer that no step gives yet. */
function isAwaited(document: WorkflowDocument): boolean {
  const waits = Object.values(document.triggers ?? {}).some(
    (trigger) => trigger.type === 'webhook' && trigger.respond === 'result',
  );
  return waits && !placesOf(document).some(({ state }) => idOf(state) === RESPOND);
}

const MOST_SUGGESTIONS = 4;

const weightOf = ({ id, of }: StepChoice, { uses, fitting, connected }: Ranking): number =>
  (fitting.has(id) ? 100 : 0) + Math.min(50, uses[id] ?? 0) + (of !== undefined && connected.has(of.name) ? 0.5 : 0);

/** What is offered first, before anything is typed. */
export function suggestChoices(choices: readonly StepChoice[], ranking: Ranking): readonly StepChoice[] {
  return byWeight(choices, ranking)
    .filter(({ id }) => ranking.fitting.has(id) || (ranking.uses[id] ?? 0) > 0)
    .slice(0, MOST_SUGGESTIONS);
}

function byWeight(choices: readonly StepChoice[], ranking: Ranking): readonly StepChoice[] {
  return [...choices].sort((left, right) => weightOf(right, ranking) - weightOf(left, ranking));
}

/** Those whose words hold every word of a search; a title that begins with it first, then those that are used. */
export function searchChoices(choices: readonly StepChoice[], query: string, ranking: Ranking): readonly StepChoice[] {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const hits = choices.filter(({ title, description, of }) =>
    words.every((word) => `${title} ${description} ${of?.title ?? ''}`.toLowerCase().includes(word)),
  );
  const nearness = ({ title, of }: StepChoice): number => {
    const name = title.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    return words.every((word) => `${name} ${of?.title.toLowerCase() ?? ''}`.includes(word)) ? 1 : 2;
  };
  return [...byWeight(hits, ranking)].sort((left, right) => nearness(left) - nearness(right));
}

/** The connectors that have actions, the used ones first. */
export function rankConnectors(choices: readonly StepChoice[], ranking: Ranking): readonly ConnectorDescription[] {
  const found = new Set(byWeight(choices, ranking).flatMap(({ of }) => of ?? []));
  return [...found];
}

/** The names of the connectors that have a connection. */
export const connectedNames = (connections: readonly Connection[]): ReadonlySet<string> =>
  new Set(connections.flatMap(({ connector }) => connector ?? []));
