import type { Bump } from './compare-manifests.ts';

/** Semantic Versioning 2.0.0, without build metadata. */
interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly pre: readonly string[];
}
const PATTERN = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

function parse(text: string): Version {
  const found = PATTERN.exec(text);
  if (found === null) throw new Error(`"${text}" is no semantic version.`);
  const [, major, minor, patch, pre] = found;
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre === undefined ? [] : pre.split('.') };
}

export const isVersion = (text: string): boolean => PATTERN.test(text);

/** Below 0 when the left one comes first. SemVer §11. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [parse(left), parse(right)];
  for (const index of [0, 1, 2] as const) {
    if (one.numbers[index] !== other.numbers[index]) return one.numbers[index] - other.numbers[index];
  }
  if (one.pre.length === 0 || other.pre.length === 0) return other.pre.length - one.pre.length;
  return comparePre(one.pre, other.pre);
}

function comparePre(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(part) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return left.length - right.length;
}

/** The least version after this one that says what has changed. Before 1.0.0 a minor one may break. */
export function nextVersion(from: string, bump: Bump): string {
  const [major, minor, patch] = parse(from).numbers;
  if (bump === 'patch') return `${major}.${minor}.${patch + 1}`;
  return bump === 'major' && major > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

/** Whether a version says enough of what has changed since another one. */
export function isBumpEnough(from: string, to: string, bump: Bump): boolean {
  return compareVersions(to, nextVersion(from, bump)) >= 0;
}
