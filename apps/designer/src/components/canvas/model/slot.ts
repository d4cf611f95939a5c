import type { Machine, State, WorkflowDocument } from '@millrace/machine';

/** One pointer to a state: what an edge is, and where a step can be added. */
export type Slot =
  | { readonly kind: 'start' }
  | { readonly kind: 'next'; readonly state: string }
  | { readonly kind: 'rule'; readonly state: string; readonly index: number }
  | { readonly kind: 'default'; readonly state: string }
  | { readonly kind: 'catch'; readonly state: string; readonly index: number };

/** A slot as text, the same for the same slot. */
export function slotId(slot: Slot): string {
  if (slot.kind === 'start') return 'start';
  return 'index' in slot ? `${slot.kind}:${slot.index}:${slot.state}` : `${slot.kind}:${slot.state}`;
}

/** All ways out of a state, in the order of the outline. A slot without a target is an open end. */
export function slotsOf(
  name: string,
  state: State,
): readonly { readonly slot: Slot; readonly target: string | undefined }[] {
  const next =
    'Next' in state || 'End' in state || hasTransition(state)
      ? [{ slot: { kind: 'next', state: name } as Slot, target: nextOf(state) }]
      : [];
  const rules = state.Type === 'Choice' ? (state.Choices as readonly { readonly Next?: string }[]) : [];
  return [
    ...(state.Type === 'Choice' ? [] : next),
    ...rules.map((rule, index) => ({
      slot: { kind: 'rule', state: name, index },
      target: emptyToNone(rule.Next),
    })),
    ...(state.Type === 'Choice'
      ? [{ slot: { kind: 'default', state: name } as Slot, target: emptyToNone(state.Default) }]
      : []),
    ...('Catch' in state ? (state.Catch ?? []) : []).map((catcher, index) => ({
      slot: { kind: 'catch', state: name, index },
      target: emptyToNone(catcher.Next),
    })),
  ];
}

const emptyToNone = (name: string | undefined): string | undefined => (name === '' ? undefined : name);
const nextOf = (state: State): string | undefined => ('Next' in state ? emptyToNone(state.Next) : undefined);
const hasTransition = (state: State): boolean => ['Pass', 'Task', 'Wait', 'Parallel', 'Map'].includes(state.Type);

/** A draft may be anything: the machine as far as it can be drawn. */
export function machineOf(document: WorkflowDocument): Machine {
  const { machine } = document as { readonly machine?: Partial<Machine> };
  const entries = Object.entries(machine?.States ?? {}).filter(
    ([, state]) => typeof (state as State | null)?.Type === 'string',
  );
  return { ...machine, StartAt: machine?.StartAt ?? '', States: Object.fromEntries(entries) };
}

/** The states in the order in which a person reads them: depth first from the start, then what nothing leads to. */
export function outlineOf(document: WorkflowDocument): readonly string[] {
  const { StartAt, States } = machineOf(document);
  const order = new Set<string>();
  const visit = (name: string): void => {
    const state = States[name];
    if (state === undefined || order.has(name)) return;
    order.add(name);
    for (const { target } of slotsOf(name, state)) if (target !== undefined) visit(target);
  };
  visit(StartAt);
  for (const name of Object.keys(States)) order.add(name);
  return [...order];
}
