// What the engine's paths of steps say: `Charge`, `Charge#2` (second visit), `Each order[17]/Charge` (inside a thread),
// `Charge/Compensate` (what undoes it). A `#`, `[` or `/` of a state's own name is doubled.

/** One visit of one state. */
interface PathPart {
  readonly name: string;
  /** 1 for the first. */
  readonly visit: number;
  /** The thread that the path goes on in: an item of a Map, a branch of a Parallel. */
  readonly index?: number;
}
/** A step's place in its run. */
export interface StepPlace {
  /** From the outside in; the last is the step itself, or the step that is undone. */
  readonly parts: readonly PathPart[];
  readonly isUndoing: boolean;
  /** Path of the composite step around it; `undefined` at the top level. */
  readonly parent: string | undefined;
}

const OWN = /^(?:[^#[/]|##|\[\[|\/\/)*/;
const VISIT = /^#(\d+)/;
const THREAD = /^\[(\d+)\]\//;
const UNDOING = '/Compensate';

/** Reads a path. Text that is none is a name as it stands. */
export function readPath(path: string): StepPlace {
  const parts: PathPart[] = [];
  let parent: string | undefined;
  let at = 0;
  for (;;) {
    const own = OWN.exec(path.slice(at))?.[0] ?? '';
    const name = own.replaceAll(/([#[/])\1/g, '$1');
    const afterName = path.slice(at + own.length);
    const visit = VISIT.exec(afterName);
    const afterVisit = afterName.slice(visit?.[0].length ?? 0);
    const part = { name, visit: Number(visit?.[1] ?? 1) };
    const thread = THREAD.exec(afterVisit);
    if (thread === null) {
      const isUndoing = afterVisit === UNDOING;
      const isRead = isUndoing || afterVisit === '';
      return { parts: [...parts, isRead ? part : { name: path.slice(at), visit: 1 }], isUndoing, parent };
    }
    parent = path.slice(0, path.length - afterVisit.length);
    parts.push({ ...part, index: Number(thread[1]) });
    at = path.length - afterVisit.length + thread[0].length;
  }
}

/** The path of a visit of a state of the top level. */
export function pathOfVisit(state: string, visit: number): string {
  const escaped = state.replaceAll(/[#[/]/g, '$&$&');
  return visit === 1 ? escaped : `${escaped}#${visit}`;
}

/** The path of what undoes a step. */
export const pathOfUndoing = (path: string): string => `${path}${UNDOING}`;

const partWords = ({ name, visit, index }: PathPart): string =>
  [name, ...(visit === 1 ? [] : [`#${visit}`]), ...(index === undefined ? [] : [`[${index}]`])].join(' ');

/** A path for people: `Each order [17] › Charge #2`. */
export function describePath(path: string): string {
  const { parts } = readPath(path);
  return parts.map(partWords).join(' › ');
}

/** The state of the top level that a path is of, or is inside of: the one that the canvas shows. */
export const outermostState = (path: string): string => readPath(path).parts[0]?.name ?? path;
