// The random machines of one seed, and what must come of their runs.
import type { WorkflowDocument } from '@millrace/machine';
import { retriedComposites } from '../../simulation/documents.ts';
import { Model } from '../../simulation/model.ts';
import { pathName, threadOf } from '../../simulation/paths.ts';
import { createRandom, hashBelow } from '../../simulation/random.ts';
import { randomWorkflow } from '../../simulation/random-workflow.ts';
import { TooMuch, type Way } from '../../simulation/ways.ts';
import type { ExpectedWay } from '../facts.ts';
import { CHAOS_LANGUAGE } from './dialect.ts';
import { CHAOS_SCRIPT } from './script.ts';
import { tame } from './translate.ts';

/** The numbers with which runs of a machine begin. */
const INPUTS = 3;
/** Begins the name of each. */
export const RANDOM_PREFIX = 'chaos-random-';
/** By the model, which is generous; what breaks comes on top. */
export const MAX_RUN_MS = 35_000;
const MAX_EFFECTS = 16;
/** Little to do proves little … */
const LEAST_EFFECTS = 2;
/** … but a chance that finds nothing better must end. */
const PATIENCE = 400;

/** A random machine that runs of a chaos run execute. */
export interface CastMachine {
  readonly document: WorkflowDocument;
  /** Decides what its tasks come to. */
  readonly salt: number;
  /** For each input. */
  readonly outcomes: readonly MachineOutcomes[];
}
/** What may come of a run that begins with one input. */
export interface MachineOutcomes {
  readonly ways: readonly ExpectedWay[];
  /** Places that the machine itself may come to again in one run, under the same key. */
  readonly mayRepeat: (path: string) => boolean;
  /** Places at the top level whose effects are undone when the run fails. */
  readonly undone: readonly string[];
}

/** So many machines; the seed alone decides which. */
export function castMachines(seed: number, count: number): readonly CastMachine[] {
  const random = createRandom(Math.imul(seed + 1, 49_979_687));
  const cast: CastMachine[] = [];
  for (let tries = 1; cast.length < count; tries += 1) {
    if (tries > count * PATIENCE) throw new Error(`Seed ${seed} gives no ${count} machines that are small enough.`);
    const name = `${RANDOM_PREFIX}${cast.length + 1}`;
    const document = tame(randomWorkflow({ name, callable: [] }, random));
    const salt = hashBelow(2 ** 31, seed, name, tries);
    const outcomes = outcomesOf(document, salt);
    if (outcomes !== undefined) cast.push({ document, salt, outcomes });
  }
  return cast;
}

/** Undefined: there is too little or too much to do, whatever the input. */
function outcomesOf(document: WorkflowDocument, salt: number): readonly MachineOutcomes[] | undefined {
  const model = new Model(() => ({ document, salt }), { language: CHAOS_LANGUAGE, script: CHAOS_SCRIPT });
  try {
    const all = Array.from({ length: INPUTS }, (_, input) => model.waysOf(document.name, input));
    return all.every(isFit) ? all.map((ways) => toOutcomes(document, ways)) : undefined;
  } catch (cause) {
    if (cause instanceof TooMuch) return undefined;
    throw cause;
  }
}

function isFit(ways: readonly Way[]): boolean {
  return ways.every(
    ({ must, may, ms }) => must.length >= LEAST_EFFECTS && must.length + may.length <= MAX_EFFECTS && ms <= MAX_RUN_MS,
  );
}

function toOutcomes(document: WorkflowDocument, ways: readonly Way[]): MachineOutcomes {
  const effects = new Set(ways.flatMap(({ must, may }) => [...must, ...may]));
  const paths = pathsOf([...effects]);
  const isInRetried = retriedComposites(document);
  // With `durability: run` a crash repeats the run, and where threads race it may go another way before it ends.
  const isRepeated = document.settings?.durability === 'run';
  return {
    ways: ways.map(toExpected).map((way) => (isRepeated ? { ...way, may: paths } : way)),
    mayRepeat: (path) => isInRetried(path) || effects.has(`${path} 2`),
    undone: paths.filter((path) => threadOf(path) === '' && isUndoable(document, path)),
  };
}

const pathsOf = (effects: readonly string[]): readonly string[] => [
  ...new Set(effects.map((effect) => effect.slice(0, effect.lastIndexOf(' ')))),
];

const toExpected = ({ error, output, must, may }: Way): ExpectedWay => ({
  ...(error === undefined ? { output } : { error }),
  must: pathsOf(must),
  may: pathsOf(may),
});

/**
 * Whether the state of a path at the top level has something that undoes it. One that waits for an answer may be told no, after
 * its effect: then there is nothing to undo.
 */
function isUndoable({ machine }: WorkflowDocument, path: string): boolean {
  return Object.entries(machine.States).some(([name, state]) => {
    const first = pathName(name, 1);
    const isIts = path.startsWith(first) && /^(?:#\d+)?$/.test(path.slice(first.length));
    if (!isIts || state.Type !== 'Task' || state.Resource.endsWith('.waitForTaskToken')) return false;
    return state.Compensate !== undefined;
  });
}
