import type { Finding } from '../../../lib/contract.ts';

const STATE_PATH = /^\/machine\/States\/([^/]+)(\/.*)?$/;
const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** The state that a problem is about. */
export function stateOfProblem({ path }: Finding): string | undefined {
  const part = STATE_PATH.exec(path)?.[1];
  return part === undefined ? undefined : unescape(part);
}

/** State name -> how many problems it has. */
export function countByState(problems: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const problem of problems) {
    const name = stateOfProblem(problem);
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** A problem is stated where it stands; these stop a publish. */
export const blocking = (problems: readonly Finding[]): readonly Finding[] =>
  problems.filter(({ severity }) => severity === 'error');

/** The pointer of a member below a state. */
export function pointerOfState(name: string, ...fields: readonly string[]): string {
  return ['/machine/States', name, ...fields]
    .map((part, index) => (index === 0 ? part : part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
}
