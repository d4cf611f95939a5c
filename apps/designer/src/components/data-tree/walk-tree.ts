/** A line of a tree, as far as keys must know it. */
export interface TreeLine {
  readonly id: string;
  readonly level: number;
  readonly isBranch: boolean;
  readonly isOpen: boolean;
}

/** Where a key leads from a line: to the index of another one, or it folds or unfolds this one. */
export function walkTree(key: string, lines: readonly TreeLine[], active: number): number | 'toggle' | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'Home':
      return 0;
    case 'End':
      return lines.length - 1;
    case 'ArrowRight':
      return inward(lines[active], active);
    case 'ArrowLeft':
      return outward(lines, active);
    default:
      return undefined;
  }
}

function inward(line: TreeLine | undefined, active: number): number | 'toggle' {
  if (line?.isBranch !== true) return active;
  return line.isOpen ? active + 1 : 'toggle';
}

function outward(lines: readonly TreeLine[], active: number): number | 'toggle' {
  const line = lines[active];
  if (line?.isBranch === true && line.isOpen) return 'toggle';
  const level = line?.level ?? 0;
  const parent = lines.slice(0, active).findLastIndex((candidate) => candidate.level < level);
  return parent === -1 ? active : parent;
}
