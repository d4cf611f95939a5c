import type { Machine, MapState, State, WorkflowDocument } from '@millrace/machine';
import { isFit, type Scenario, type SimulatedWorkflow } from './scenario.ts';
import type { FaultRates } from './simulated-process.ts';
import { simulateScenario, type SimulationResult } from './simulation.ts';

/** A smaller scenario that breaks the same. */
export interface Shrunk {
  readonly scenario: Scenario;
  readonly result: SimulationResult;
  readonly tries: number;
}

/** Another scenario meets its faults elsewhere: each is tried with so many seeds of chance. */
const SEEDS = 6;
const MAX_MS = 60_000;

/**
 * Leaves out events, deeds, kinds of faults, workflows and states for as long as a violation of the same kind is left. It stops
 * when nothing more can be left out, or after a minute of real time; `nowMs` tells that.
 */
export async function shrink(scenario: Scenario, code: string, nowMs: () => number): Promise<Shrunk | undefined> {
  const untilMs = nowMs() + MAX_MS;
  let tries = 0;
  let best: Shrunk | undefined;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const smaller of smallerOnes(best?.scenario ?? scenario)) {
      if (nowMs() > untilMs) return best;
      tries += 1;
      const broken = await findBroken(smaller, code);
      if (broken === undefined) continue;
      best = { ...broken, tries };
      isSmaller = true;
      break;
    }
  }
  return best;
}

async function findBroken(scenario: Scenario, code: string): Promise<Omit<Shrunk, 'tries'> | undefined> {
  const names = scenario.workflows.map(({ document }) => document.name);
  const least = { mostMs: Infinity, least: 0 };
  if (!names.every((name) => isFit(scenario.workflows, name, least))) return undefined;
  for (let more = 0; more < SEEDS; more += 1) {
    const tried = { ...scenario, seed: scenario.seed + more * 7919 };
    const result = await simulateScenario(tried);
    if (result.violations.some((violation) => violation.code === code)) return { scenario: tried, result };
  }
  return undefined;
}

/** Each leaves out one thing; the largest first. */
function* smallerOnes(scenario: Scenario): Generator<Scenario> {
  const { events, deeds, workflows, rates } = scenario;
  if (events.length > 3) {
    yield { ...scenario, events: events.slice(events.length / 2) };
    yield { ...scenario, events: events.slice(0, events.length / 2) };
  }
  for (const [index] of events.entries())
    if (events.length > 1) yield { ...scenario, events: events.toSpliced(index, 1) };
  for (const [index] of deeds.entries()) yield { ...scenario, deeds: deeds.toSpliced(index, 1) };
  for (const kind of Object.keys(rates) as (keyof FaultRates)[]) {
    if (rates[kind] > 0) yield { ...scenario, rates: { ...rates, [kind]: 0 } };
  }
  for (const [index, workflow] of workflows.entries()) {
    const { name } = workflow.document;
    const isUsed = events.some((event) => event.workflow === name) || workflow.document.triggers !== undefined;
    const isCalled = JSON.stringify(workflows).includes(`"workflow:${name}`);
    if (!isUsed && !isCalled) yield { ...scenario, workflows: workflows.toSpliced(index, 1) };
    for (const document of smallerDocuments(workflow.document)) {
      const changed: SimulatedWorkflow = { ...workflow, document };
      yield { ...scenario, workflows: workflows.toSpliced(index, 1, changed) };
    }
  }
}

function* smallerDocuments(document: WorkflowDocument): Generator<WorkflowDocument> {
  for (const machine of smallerMachines(document.machine)) yield { ...document, machine };
  const { settings } = document;
  for (const name of Object.keys(settings ?? {})) yield { ...document, settings: without(settings ?? {}, name) };
}

function* smallerMachines(machine: Machine): Generator<Machine> {
  const { StartAt, States, ...limits } = machine;
  for (const [name, state] of Object.entries(States)) {
    // The first makes a number of any input.
    const isOpen = name !== StartAt && state.Type !== 'Succeed';
    if (isOpen) yield { ...limits, StartAt, States: { ...States, [name]: { Type: 'Succeed' } } };
    const next = (state as { readonly Next?: string }).Next;
    if (isOpen && next !== undefined)
      yield { ...limits, StartAt, States: redirected(without(States, name), name, next) };
    for (const smaller of smallerStates(state)) yield { ...limits, StartAt, States: { ...States, [name]: smaller } };
  }
  if ('TimeoutSeconds' in limits) yield { StartAt, States };
}

const OPTIONAL = [
  'Retry',
  'Catch',
  'Compensate',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ItemBatcher',
  'ItemSelector',
];

function* smallerStates(state: State): Generator<State> {
  for (const name of OPTIONAL) if (name in state && state.Type !== 'Choice') yield without(state, name);
  if (state.Type === 'Map') yield* smallerMaps(state);
  if (state.Type !== 'Parallel') return;
  const { Branches } = state;
  for (const [index, branch] of Branches.entries()) {
    if (Branches.length > 1) yield { ...state, Branches: Branches.toSpliced(index, 1) };
    for (const smaller of smallerMachines(branch)) yield { ...state, Branches: Branches.toSpliced(index, 1, smaller) };
  }
}

function* smallerMaps(state: MapState): Generator<State> {
  const text = JSON.stringify(state.Items);
  const [range = '', items = '0'] = /, (\d+)\)/.exec(text) ?? [];
  const half = text.replace(range, `, ${Math.ceil(Number(items) / 2)})`);
  if (Number(items) > 1) yield { ...state, Items: JSON.parse(half) as string };
  for (const ItemProcessor of smallerMachines(state.ItemProcessor)) yield { ...state, ItemProcessor };
}

function without<T extends object>(whole: T, name: string): T {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as T;
}

/** Whatever led to a state leads on to the next one. */
function redirected(states: Machine['States'], from: string, to: string): Machine['States'] {
  const lead = (name: string, value: unknown): unknown =>
    (name === 'Next' || name === 'Default') && value === from ? to : value;
  return JSON.parse(JSON.stringify(states, lead)) as Machine['States'];
}
