import type { PickerRoot } from '../../model/picker-root.ts';

/** Whether a value at a path is given when the step has ended: what it keeps and hands on, or how it is undone. */
const isAfterStep = (path: string): boolean =>
  !/\/Arguments(?:\/|$)/.test(path.split('/Compensate')[0] ?? '') &&
  /\/(?:Output|Assign|Compensate)(?:\/|$)/.test(path);
const isCaught = (path: string): boolean => /\/Catch\/\d+\//.test(path);

/** The roots that the value at a path may read: a result is there only after the step, its error only where it is caught. */
export function readableAt(roots: readonly PickerRoot[], path: string): readonly PickerRoot[] {
  const own = roots.filter(({ kind }) => kind === (isCaught(path) ? 'errorOutput' : 'result'));
  const others = roots.filter(({ kind }) => kind !== 'result' && kind !== 'errorOutput');
  return isCaught(path) || isAfterStep(path) ? [...own, ...others] : others;
}
