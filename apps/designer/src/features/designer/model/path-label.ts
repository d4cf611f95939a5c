import { type DataShape, memberOf, shapeAt, shapeOf, throughLists, titleOf } from './data-shape.ts';
import { pathOf } from './jsonata-path.ts';
import { type PickerRoot, rootOfPath } from './picker-root.ts';

/** A path as a person reads it: "Webhook › body › email". */
export interface PathLabel {
  readonly root: PickerRoot;
  readonly names: readonly string[];
  /** What it leads to, with its value in the sample. */
  readonly shape: DataShape;
}

/** How an expression reads that is a path of known data; `undefined` for any other. */
export function pathLabelOf(expression: string, roots: readonly PickerRoot[]): PathLabel | undefined {
  const path = pathOf(expression);
  const found = path === undefined ? undefined : rootOfPath(roots, path);
  if (found === undefined || found.root.prepare !== undefined) return undefined;
  const { root, members } = found;
  const whole = shapeOf(root.sample, root.schema);
  const names = members.map((member, index) => {
    if (typeof member === 'number') return String(member + 1);
    const around = throughLists(shapeAt(whole, members.slice(0, index)));
    return titleOf(memberOf(around, member)) ?? member;
  });
  return { root, names: [root.label, ...names], shape: shapeAt(whole, members) };
}
