import type { JsonObject, TaskState, WorkflowDocument } from '@millrace/machine';
import { findStatePlace, type AwaitedTask } from '@millrace/runtime';

/** The step that a token is of, as its document has it. */
export interface AwaitingStep {
  /** As the records of the run have it. */
  readonly path: string;
  readonly name: string;
  readonly state?: TaskState;
  /** What it may be answered with. */
  readonly schema?: JsonObject;
}

/** A token's path says more than the step's, and a state may be named as if it did: its document decides. */
export function findAwaitingStep(
  { machine, settings }: WorkflowDocument,
  { tokenPath, use }: Pick<AwaitedTask, 'tokenPath' | 'use'>,
): AwaitingStep {
  const whole = use === 'callback' ? tokenPath.replace(/\/\d+$/, '') : tokenPath;
  const short = whole.replace(/ \([\d/#]+\)$/, '');
  const found = [whole, short].flatMap((path) => {
    const name = nameIn(path);
    const state = findStatePlace(machine, name)?.state;
    return state?.Type === 'Task' ? [{ path, name, state }] : [];
  })[0];
  const step = found ?? { path: short, name: nameIn(short) };
  const schema =
    use === 'callback' ? undefined : Object.entries(settings?.answers ?? {}).find(([name]) => name === step.name)?.[1];
  return schema === undefined ? step : { ...step, schema };
}

/** The name of the last state of a path; its own `#`, `[` and `/` are doubled there, and the number of a visit follows it. */
function nameIn(path: string): string {
  const last = /(?:^|\]\/)((?:[^/]|\/\/)*)$/.exec(path)?.[1] ?? path;
  return last.replace(/(?<!#)(?:##)*#\d+$/, (end) => end.replace(/#\d+$/, '')).replaceAll(/([#[/])\1/g, '$1');
}
