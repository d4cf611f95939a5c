import type { ChoiceState, State, TaskState } from '@millrace/machine';
import { readResource } from '../../../lib/task-resource.ts';
import { containerFacts } from './container.ts';
import type { Slot } from './slot.ts';
import { describeCondition, describeErrors, describeRetry, describeValue, describeWait } from './words.ts';

/** What a state's card shows, and how large it is: sizes are constants, nothing is measured. */
export interface StateCard {
  readonly rows: readonly ChoiceRow[];
  /** The line that says most about the state's setting. */
  readonly summary: string;
  readonly badges: readonly StateBadge[];
  readonly width: number;
  readonly height: number;
}
/** What a state's own members put into its corner. */
export interface StateBadge {
  readonly kind: 'retry' | 'undo' | 'waits';
  /** The rule, or the resource that undoes it. */
  readonly text: string;
}
interface ChoiceRow {
  readonly handle: string;
  readonly label: string;
  /** The condition, where the label does not say it. */
  readonly condition: string;
  readonly isDefault: boolean;
}

export const CARD_WIDTH = 248;
export const CARD_HEIGHT = 64;
const SMALL_WIDTH = 168;
const SMALL_HEIGHT = 40;
export const CHOICE_HEAD_HEIGHT = 40;
export const ROW_HEIGHT = 24;
const FOOTER_HEIGHT = 24;
const SMALL: ReadonlySet<State['Type']> = new Set<State['Type']>(['Wait', 'Succeed', 'Fail']);

/** States never change: an edit reads anew only the ones that it has made. */
const known = new WeakMap<State, StateCard>();

/** Reads a state into its card. `withFooter`: room for the figures of a run. */
export function cardOf(state: State, withFooter: boolean): StateCard {
  const card = known.get(state) ?? readCard(state);
  known.set(state, card);
  return withFooter ? { ...card, height: card.height + FOOTER_HEIGHT } : card;
}

function readCard(state: State): StateCard {
  const rows = state.Type === 'Choice' ? rowsOf(state) : [];
  return {
    rows,
    summary: summaryOf(state),
    badges: badgesOf(state),
    width: SMALL.has(state.Type) ? SMALL_WIDTH : CARD_WIDTH,
    height: heightOf(state.Type, rows.length),
  };
}

function heightOf(type: State['Type'], rowCount: number): number {
  if (type === 'Choice') return CHOICE_HEAD_HEIGHT + ROW_HEIGHT * rowCount;
  return SMALL.has(type) ? SMALL_HEIGHT : CARD_HEIGHT;
}

function rowsOf({ Choices }: ChoiceState): readonly ChoiceRow[] {
  const rules = Choices.map((rule, index) => ({
    handle: `rule:${index}`,
    label: rule.Comment ?? describeCondition(rule.Condition),
    condition: rule.Comment === undefined ? '' : describeCondition(rule.Condition),
    isDefault: false,
  }));
  return [...rules, { handle: 'default', label: '', condition: '', isDefault: true }];
}

function badgesOf(state: State): readonly StateBadge[] {
  const isWaiting = state.Type === 'Task' && readResource(state.Resource).awaitsToken;
  const undo = 'Compensate' in state ? state.Compensate : undefined;
  const badges: readonly StateBadge[] = [
    { kind: 'waits', text: isWaiting ? state.Resource : '' },
    { kind: 'retry', text: describeRetry('Retry' in state ? state.Retry : []) },
    { kind: 'undo', text: undo === undefined ? '' : undo.Resource },
  ];
  return badges.filter(({ text }) => text !== '');
}

function summaryOf(state: State): string {
  if (state.Type === 'Wait') return describeWait(state);
  if (state.Type === 'Fail') return state.Error ?? '';
  const assigned = 'Assign' in state ? Object.keys(state.Assign) : [];
  const target = state.Type === 'Task' ? targetOf(state) : containerFacts(state).items;
  return [target, ...assigned.map((variable) => `→ $${variable}`)].filter((part) => part !== '').join(' ');
}

/** Where a task goes: the arguments that tell it, of whatever action has them. */
function targetOf({ Arguments }: TaskState): string {
  const { method, url, status, message } = (
    typeof Arguments === 'object' && Arguments !== null ? Arguments : {}
  ) as Readonly<Record<string, unknown>>;
  const parts = [method, url ?? status ?? message].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return parts.map((part) => describeValue(String(part))).join(' ');
}

/** The handle of the card that a slot leaves from. */
export function handleOf(slot: Slot): string {
  if (slot.kind === 'rule') return `rule:${slot.index}`;
  if (slot.kind === 'catch') return `catch:${slot.index}`;
  return slot.kind === 'default' ? 'default' : 'next';
}

/** The words on the line from a slot. A rule's words stand on its row instead. */
export function labelOf(slot: Slot, state: State): string {
  return slot.kind === 'catch' && 'Catch' in state ? describeErrors(state.Catch[slot.index]?.ErrorEquals ?? []) : '';
}
