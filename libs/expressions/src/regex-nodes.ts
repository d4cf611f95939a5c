// What the parts of a pattern can read, as far as it does not depend on what stands behind them.
import { areDisjoint, NO_UNITS, union, type UnitSet } from './regex-sets.ts';
import type { Alternative, GroupNode, RegexNode } from './regex-syntax.ts';

/** More alternatives are not compared with each other. */
const MAX_COMPARED = 32;

export function canBeEmpty(node: RegexNode): boolean {
  if (node.kind === 'unit') return false;
  if (node.kind === 'place') return true;
  if (node.kind === 'repeat') return node.least === 0 || canBeEmpty(node.node);
  return node.alternatives.some(({ nodes }) => nodes.every(canBeEmpty));
}

/** Every unit that a part can read. */
export function allUnits(node: RegexNode): UnitSet {
  if (node.kind === 'unit') return node.set;
  if (node.kind === 'place') return NO_UNITS;
  if (node.kind === 'repeat') return allUnits(node.node);
  return node.alternatives.flatMap(({ nodes }) => nodes.map(allUnits)).reduce(union, NO_UNITS);
}

/** The last units that a part can read. */
export function lastUnits(node: RegexNode): UnitSet {
  if (node.kind === 'unit') return node.set;
  if (node.kind === 'place') return NO_UNITS;
  if (node.kind === 'repeat') return lastUnits(node.node);
  return node.alternatives.map(({ nodes }) => lastUnitsOf(nodes)).reduce(union, NO_UNITS);
}

function lastUnitsOf(nodes: readonly RegexNode[]): UnitSet {
  let last = NO_UNITS;
  for (const node of nodes.toReversed()) {
    last = union(last, lastUnits(node));
    if (!canBeEmpty(node)) return last;
  }
  return last;
}

/** The units that an alternative reads before anything else. */
export function leadingUnits({ nodes }: Alternative): readonly UnitSet[] {
  const units: UnitSet[] = [];
  for (const node of nodes) {
    if (node.kind !== 'unit') return units;
    units.push(node.set);
  }
  return units;
}

/** Does no text begin as two of the alternatives do? */
export function areExclusive({ alternatives }: GroupNode): boolean {
  if (alternatives.length > MAX_COMPARED) return false;
  const leading = alternatives.map(leadingUnits);
  return leading.every((one, index) => leading.slice(index + 1).every((other) => differ(one, other)));
}

function differ(one: readonly UnitSet[], other: readonly UnitSet[]): boolean {
  return one.some((units, index) => {
    const others = other[index];
    return others !== undefined && areDisjoint(units, others);
  });
}

/** How deep groups that are repeated without a bound stand in each other. */
export function levelsOfRounds(node: RegexNode): number {
  if (node.kind === 'group')
    return Math.max(...node.alternatives.flatMap(({ nodes }) => [0, ...nodes.map(levelsOfRounds)]));
  if (node.kind !== 'repeat' || node.node.kind === 'unit') return 0;
  return levelsOfRounds(node.node) + (node.most === Infinity ? 1 : 0);
}
