import { nameOfPart } from '../../../lib/json.ts';
import { selectionOfProblem } from './problems.ts';

/** What both sides of a merge changed, so that a person finds it. */
interface ConflictPlace {
  readonly path: string;
  /** A step's name or `trigger:<id>`; absent for what is about the whole workflow. */
  readonly item?: string;
  /** The field as it is called in the document: `Arguments › url`. */
  readonly field: string;
}

const INNER =
  /^\/machine(?:\/States\/[^/]+\/(?:ItemProcessor|Branches\/\d+)(?=\/States\/))*\/States\/[^/]+|^\/triggers\/[^/]+/;

/** The step and the field of a path. */
export function placeOfConflict(path: string): ConflictPlace {
  const item = selectionOfProblem({ path });
  const rest = item === undefined ? path : path.replace(INNER, '');
  const parts = rest.split('/').slice(1).map(nameOfPart);
  // What stands in a list is counted as people count.
  const field = parts.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part)).join(' › ');
  return { path, ...(item === undefined ? {} : { item }), field };
}
