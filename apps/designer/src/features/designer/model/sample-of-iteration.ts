import type { WorkflowDocument } from '@millrace/machine';
import { boxesAround, findState, namesInside } from '../../../components/canvas/model/scope.ts';
import {
  iterationsOfPath,
  type ShownIterations,
  stepsOfIterations,
} from '../../../components/run-view/model/iterations.ts';
import type { SampleSource } from './sample-source.ts';

/** The items of the loops around a step that a run's data is of, by the names of the loops. */
export function iterationOf(document: WorkflowDocument, name: string, sample: SampleSource): ShownIterations {
  const loops = boxesAround(document, name).filter((box) => findState(document, box)?.Type === 'Map');
  const lastPathOf = (names: readonly string[]): string | undefined =>
    sample.steps.findLast(({ state }) => names.includes(state))?.path;
  // The last visit counts; of a step that has none, that of the steps beside it, then of those around it.
  const path =
    lastPathOf([name]) ??
    loops.map((loop) => lastPathOf(namesInside(document, loop))).find((found) => found !== undefined);
  const indexes = Object.entries(iterationsOfPath(path ?? ''));
  return Object.fromEntries(indexes.filter(([loop]) => loops.includes(loop)));
}

/** The data without what other items of those loops gave: values of different items were never together. */
export function sampleOfIteration(sample: SampleSource, iteration: ShownIterations): SampleSource {
  if (Object.keys(iteration).length === 0) return sample;
  return { ...sample, steps: stepsOfIterations(sample.steps, iteration) };
}
