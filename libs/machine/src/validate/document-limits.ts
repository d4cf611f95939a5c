// How large a document may be. Whoever asks says so; these are the defaults.
import type { RunLimit } from '../host.ts';
import type { DocumentLimits, ValidationContext } from '../problem.ts';
import type { Checking } from './context.ts';

const DEFAULTS: DocumentLimits = {
  characters: { most: 2 * 1024 * 1024 },
  states: { most: 1000 },
  nesting: { most: 10 },
  branches: { most: 100 },
};

export const limitsOf = ({ limits }: ValidationContext): DocumentLimits => ({ ...DEFAULTS, ...limits });

interface Excess {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** Notes that a part of the document is too large. */
export function addExcess({ path, message, hint }: Excess, { setting }: RunLimit, add: Checking['add']): void {
  const more = setting === undefined ? '' : ` ${setting} moves the limit.`;
  add({ code: 'workflow.too_large', path, message, hint: `${hint}${more}` });
}
