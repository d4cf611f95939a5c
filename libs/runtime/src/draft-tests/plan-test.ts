import type { JsonObject, JsonValue, Machine, WorkflowDocument, WorkflowSettings } from '@millrace/machine';
import type { PlannedTest, StepMock, TestPlan } from './draft-test.ts';
import { findStatePlace } from './find-machine.ts';

const KEPT_DAYS = 7;

/** What somebody wants to try of a draft. */
export interface TestWish {
  /** This step alone. */
  readonly state?: string;
  /** From the start until this step has ended. */
  readonly until?: string;
  /** What the step alone gets. */
  readonly stepInput?: JsonValue;
  readonly variables?: JsonObject;
  readonly item?: { readonly index: number; readonly value: JsonValue };
  readonly mocks: Readonly<Record<string, StepMock>>;
}

/**
 * What a test executes: the draft without what would queue, limit or announce it, what stands in for its steps, and where it
 * begins and ends. `undefined`: the draft has no such state.
 */
export function planTest(draft: WorkflowDocument, wish: TestWish): PlannedTest | undefined {
  const bounds = boundsOf(draft.machine, wish);
  if (bounds === undefined) return undefined;
  const mocks = Object.fromEntries(
    Object.entries(wish.mocks).filter(([name]) => findStatePlace(draft.machine, name) !== undefined),
  );
  const { millrace, name, title, input, connectors } = draft;
  const document: WorkflowDocument = {
    ...{ millrace, name },
    ...(title === undefined ? {} : { title }),
    ...(input === undefined ? {} : { input }),
    ...(connectors === undefined ? {} : { connectors }),
    settings: settingsOf(draft, wish),
    machine: draft.machine,
  };
  return { document, plan: { ...bounds, mocks } };
}

function boundsOf(machine: Machine, wish: TestWish): Omit<TestPlan, 'mocks'> | undefined {
  const { state, until, stepInput = {}, variables = {}, item } = wish;
  const name = state ?? until;
  if (name === undefined) return { endAfter: [] };
  const place = findStatePlace(machine, name);
  if (place === undefined) return undefined;
  if (state === undefined) return { endAfter: [...place.within.map((step) => step.state), name] };
  return {
    from: { state, input: stepInput, variables },
    endAfter: [state],
    ...(place.within.length === 0 ? {} : { within: place.within }),
    ...(item === undefined ? {} : { item: { Index: item.index, Value: item.value } }),
  };
}

/** A step that is switched off runs when it is tried alone: that is why somebody tries it. */
function settingsOf({ settings }: WorkflowDocument, { state }: TestWish): WorkflowSettings {
  const { durability, skip, retention } = settings ?? {};
  const { payloads } = retention ?? {};
  const skipped = Array.isArray(skip) ? (skip as readonly string[]).filter((name) => name !== state) : [];
  return {
    ...(durability === undefined ? {} : { durability }),
    ...(skipped.length === 0 ? {} : { skip: skipped }),
    retention: {
      succeededDays: KEPT_DAYS,
      failedDays: KEPT_DAYS,
      ...(payloads === undefined ? {} : { payloads }),
    },
  };
}
