import type { WorkflowDocument } from '@millrace/machine';
import { findPlace } from '../../../components/canvas/model/scope.ts';
import { outlineOf } from '../../../components/canvas/model/slot.ts';

/** The steps that a step may lead to: the others of its own machine, in reading order. */
export function stepTargets(document: WorkflowDocument, name: string): string[] {
  const place = findPlace(document, name);
  if (place === undefined) return [];
  return outlineOf({ ...document, machine: place.scope.machine }).filter((other) => other !== name);
}
