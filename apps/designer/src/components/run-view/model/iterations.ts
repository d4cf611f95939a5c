// The items that a loop has gone through in a run: all together, or one of them.
import type { WorkflowDocument } from '@millrace/machine';
import type { Step } from '../../../lib/contract.ts';
import { readPath, type StepPlace } from '../../../lib/step-path.ts';
import type { MapIterations } from '../../canvas/canvas-context.ts';
import { findState } from '../../canvas/model/scope.ts';

/** Name of a Map -> the iteration that is looked at, from 0; `undefined` or absent: all together. */
export type ShownIterations = Readonly<Record<string, number | undefined>>;

interface Visited {
  readonly path: string;
}

/** The iterations that a path leads through. */
export function iterationsOfPath(path: string): ShownIterations {
  const inside = readPath(path).parts.filter(({ index }) => index !== undefined);
  return Object.fromEntries(inside.map(({ name, index }) => [name, index]));
}

/** The steps of the iterations that are looked at, and those that are in none. */
export function stepsOfIterations<Some extends Visited>(
  steps: readonly Some[],
  shown: ShownIterations,
): readonly Some[] {
  if (Object.values(shown).every((index) => index === undefined)) return steps;
  return steps.filter(({ path }) => isShown(readPath(path), shown));
}

function isShown({ parts }: Pick<StepPlace, 'parts'>, shown: ShownIterations): boolean {
  return parts.every(({ name, index }) => index === undefined || (shown[name] ?? index) === index);
}

/** By the name of a Map: how many iterations there are, which one is shown, and which failed. */
export function iterationsOf(
  document: WorkflowDocument,
  { finished, running }: { readonly finished: readonly Step[]; readonly running: readonly Visited[] },
  shown: ShownIterations,
): Readonly<Record<string, MapIterations>> {
  const found = new Map<string, { count: number; readonly failed: Set<number> }>();
  const look = ({ path }: Visited, hasFailed: boolean): void => {
    const { parts } = readPath(path);
    parts.forEach(({ name, index }, at) => {
      // Of a loop inside of another one: those of the items of the outer one that is shown.
      if (index === undefined || !isShown({ parts: parts.slice(0, at) }, shown)) return;
      const known = found.get(name) ?? { count: 0, failed: new Set() };
      known.count = Math.max(known.count, index + 1);
      // What failed further inside and was not caught has failed each loop around it by a step of its own.
      if (hasFailed && at === parts.length - 2) known.failed.add(index);
      found.set(name, known);
    });
  };
  for (const step of finished) look(step, isEndByFailure(step));
  for (const step of running) look(step, false);
  const loops = [...found].filter(([name]) => findState(document, name)?.Type === 'Map');
  return Object.fromEntries(loops.map(([name, { count, failed }]) => [name, toIterations(count, failed, shown[name])]));
}

/** Where a failure was caught, the run went on. */
const isEndByFailure = ({ status, next }: Step): boolean => status === 'failed' && next === undefined;

function toIterations(count: number, failed: ReadonlySet<number>, index: number | undefined): MapIterations {
  const failedIndexes = [...failed].sort((one, other) => one - other);
  return { count, failed: failed.size, failedIndexes, ...(index === undefined ? {} : { index }) };
}
