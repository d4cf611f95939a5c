// How many steps a backtracking engine takes at worst to match the rest of a pattern at one place of a text. A step is a
// look at one unit, or a way that is tried.
import {
  ALL_UNITS,
  areDisjoint,
  hasAllOutside,
  NO_UNITS,
  TEXT_END,
  union,
  without,
  type UnitSet,
} from './regex-sets.ts';
import { allUnits, areExclusive, canBeEmpty, lastUnits, leadingUnits } from './regex-nodes.ts';
import type { Alternative, GroupNode, PlaceNode, RegexNode, RepeatNode, UnitNode } from './regex-syntax.ts';

/** Patterns that could take more steps at one place are not followed further. */
export const MAX_STEPS = 200;
/** Of a repetition that can end anywhere, with much to try at each end: how long it may be without succeeding. */
export const MAX_OPEN_RUN = 24;

/** A repetition without a bound, of which the rest of the pattern may fail. */
export interface Run {
  /** What it reads before the rest fails: where the rest is sure to match, it does not. */
  readonly units: UnitSet;
  /** The part that is repeated. */
  readonly source: string;
  /** It is only followed where no run of these units is longer than `MAX_OPEN_RUN`. */
  readonly isShort: boolean;
}

/** What is read outside of the runs, or where they begin. */
export interface Reading {
  readonly units: UnitSet;
  readonly times: number;
}

/** The rest of a pattern, from some place on. */
export interface Rest {
  /** What it can begin with, unless it is empty. */
  readonly first: UnitSet;
  /** It matches wherever one of these is next. */
  readonly sure: UnitSet;
  /** It matches everywhere. */
  readonly isCertain: boolean;
  /** Steps where the next unit is none of the first ones. */
  readonly failSteps: number;
  /** Steps at most: so many, and so many for each unit that repetitions without a bound read. */
  readonly steps: number;
  readonly stepsPerUnit: number;
  readonly readings: readonly Reading[];
  readonly runs: readonly Run[];
  /** What comes next leaves one way at most, everywhere. */
  readonly isDecided: boolean;
}

/** Behind the end of a pattern. */
const MATCHED: Rest = {
  ...{ first: NO_UNITS, sure: union(ALL_UNITS, TEXT_END), isCertain: true, isDecided: true, runs: [], readings: [] },
  ...{ failSteps: 0, steps: 0, stepsPerUnit: 0 },
};

/** What an alternative of a whole pattern takes; undefined where it is too much, or not known to be bounded. */
export function stepsOf(alternative: Alternative): Rest | undefined {
  const found = ofNodes(alternative.nodes, MATCHED);
  return isFollowed(found) ? found : undefined;
}

function isFollowed({ steps, stepsPerUnit }: Rest): boolean {
  return steps <= MAX_STEPS && stepsPerUnit <= MAX_STEPS;
}

const tooMuch = (rest: Rest): Rest => ({ ...rest, steps: Infinity });

function ofNodes(nodes: readonly RegexNode[], rest: Rest): Rest {
  return nodes.reduceRight((found, node) => (isFollowed(found) ? ofNode(node, found) : found), rest);
}

function ofNode(node: RegexNode, rest: Rest): Rest {
  if (node.kind === 'unit') return ofUnit(node, rest);
  if (node.kind === 'group') return ofGroup(node, rest);
  if (node.kind === 'repeat') return ofRepeat(node, rest);
  return ofPlace(node, rest);
}

function ofPlace({ sure }: PlaceNode, rest: Rest): Rest {
  const { steps, failSteps, isCertain } = rest;
  return {
    ...rest,
    sure: isCertain ? sure : NO_UNITS,
    isCertain: false,
    steps: steps + 1,
    failSteps: failSteps + 1,
  };
}

function ofUnit({ set }: UnitNode, rest: Rest): Rest {
  return {
    ...rest,
    first: set,
    sure: rest.isCertain ? set : NO_UNITS,
    isCertain: false,
    failSteps: 1,
    steps: rest.steps + 1,
    readings: [{ units: set, times: 1 }, ...rest.readings],
  };
}

function ofGroup(group: GroupNode, rest: Rest): Rest {
  const ways = group.alternatives.map(({ nodes }) => ofNodes(nodes, rest));
  const found = ways.length > 1 && areExclusive(group) ? oneOf(ways, group) : anyOf(ways);
  return { ...found, steps: found.steps + 1 };
}

/** Alternatives of which one at most can be read up to where they differ. */
function oneOf(ways: readonly Rest[], { alternatives }: GroupNode): Rest {
  const compared = alternatives.reduce((sum, alternative) => sum + leadingUnits(alternative).length, 0);
  return {
    ...anyOf(ways),
    steps: compared + Math.max(...ways.map(({ steps }) => steps)),
    stepsPerUnit: Math.max(...ways.map(({ stepsPerUnit }) => stepsPerUnit)),
    isDecided: ways.every(({ isDecided }) => isDecided),
  };
}

/** Several ways to go on, tried in order. Where the next unit leaves only one, the others fail at once. */
function anyOf(ways: readonly Rest[]): Rest {
  const sum = (read: (way: Rest) => number): number => ways.reduce((total, way) => total + read(way), 0);
  const most = (read: (way: Rest) => number): number => Math.max(...ways.map(read));
  const failSteps = sum((way) => way.failSteps);
  const isOne = areAllDisjoint(ways);
  return {
    first: ways.reduce((all, { first }) => union(all, first), NO_UNITS),
    sure: ways.reduce((all, { sure }) => union(all, sure), NO_UNITS),
    isCertain: ways.some(({ isCertain }) => isCertain),
    failSteps,
    steps: isOne ? failSteps + most(({ steps }) => steps) : sum(({ steps }) => steps),
    stepsPerUnit: (isOne ? most : sum)(({ stepsPerUnit }) => stepsPerUnit),
    readings: distinct(ways.map(({ readings }) => readings)),
    runs: distinct(ways.map(({ runs }) => runs)),
    isDecided: isOne && ways.every(({ isDecided }) => isDecided),
  };
}

function areAllDisjoint(ways: readonly Rest[]): boolean {
  let before = NO_UNITS;
  for (const { first } of ways) {
    if (!areDisjoint(before, first)) return false;
    before = union(before, first);
  }
  return true;
}

/** What several ways share is once in the list. */
function distinct<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return [...new Set(lists.flat())];
}

function ofRepeat(repeat: RepeatNode, rest: Rest): Rest {
  const { node, least, most } = repeat;
  if (most === Infinity) {
    return node.kind === 'unit' ? ofUnitRun(node, least, rest) : repeated(node, least, ofGroupRun(node, rest));
  }
  let found = rest;
  for (let count = most; count > least && isFollowed(found); count -= 1) found = anyOf([ofNode(node, found), rest]);
  return repeated(node, least, found);
}

/** The same part so many times, and then the rest. */
function repeated(node: RegexNode, times: number, rest: Rest): Rest {
  let found = rest;
  for (let count = 0; count < times && isFollowed(found); count += 1) found = ofNode(node, found);
  return found;
}

/** `[a-z]+` and its kind. */
function ofUnitRun(node: UnitNode, least: number, rest: Rest): Rest {
  const { set, source } = node;
  const isSafe = rest.isCertain || areDisjoint(set, rest.first);
  const isSwept = isSafe || canSweep(rest);
  // Where it ends, at the latest, the rest is sure to match.
  const succeeds = rest.isCertain || hasAllOutside(rest.sure, set);
  const run: Run = { units: without(set, rest.sure), source, isShort: !isSwept };
  return {
    ...entryOf(set, rest, { least, succeeds }),
    ...runSteps(rest, { isSafe, isSwept, least }),
    readings: [{ units: set, times: least + 1 }, ...rest.readings],
    runs: succeeds && isSwept ? rest.runs : [run, ...rest.runs],
    isDecided: rest.isDecided && areDisjoint(set, rest.first),
  };
}

function entryOf(
  set: UnitSet,
  rest: Rest,
  { least, succeeds }: { readonly least: number; readonly succeeds: boolean },
): Pick<Rest, 'first' | 'sure' | 'isCertain' | 'failSteps'> {
  if (least > 0) {
    return { first: set, sure: least === 1 && succeeds ? set : NO_UNITS, isCertain: false, failSteps: 1 };
  }
  return {
    first: union(set, rest.first),
    sure: succeeds ? MATCHED.sure : rest.sure,
    isCertain: succeeds,
    failSteps: 1 + rest.failSteps,
  };
}

interface RunKind {
  /** It is left at one place only, or for good. */
  readonly isSafe: boolean;
  readonly isSwept: boolean;
  readonly least: number;
}

function runSteps(rest: Rest, { isSafe, isSwept, least }: RunKind): Pick<Rest, 'steps' | 'stepsPerUnit'> {
  const entering = least + 1 + rest.failSteps;
  if (isSafe) {
    return { steps: entering + rest.steps, stepsPerUnit: Math.max(2 + rest.failSteps, rest.stepsPerUnit) };
  }
  // Left at any place, where all of the rest is tried.
  if (isSwept) return { steps: entering + rest.steps, stepsPerUnit: 2 + sweepSteps(rest) };
  const places = least + 1 + MAX_OPEN_RUN;
  return { steps: entering + places * rest.steps, stepsPerUnit: 2 + places * rest.stepsPerUnit };
}

/** Is it tried at each place behind one of `before` in linear time? No run then holds such a place where it can begin. */
function canSweep({ first, runs }: Rest, before = ALL_UNITS): boolean {
  return runs.every(({ units, isShort }) => !isShort && (areDisjoint(units, first) || areDisjoint(units, before)));
}

/**
 * Steps for each unit, where the rest is tried at each that is behind one of `before`: a run is then read from its first
 * place, and again from each that is read on the way to it.
 */
export function sweepSteps({ steps, stepsPerUnit, first, readings }: Rest, before = ALL_UNITS): number {
  const places = Math.min(timesOf(readings, first), timesOf(readings, before));
  return steps + stepsPerUnit * (places + 1);
}

function timesOf(readings: readonly Reading[], set: UnitSet): number {
  return readings.reduce((sum, { units, times }) => (areDisjoint(units, set) ? sum : sum + times), 0);
}

/** `(?:,[a-z]+)*` and its kind: each round must be decided by what comes next. */
function ofGroupRun(node: GroupNode, rest: Rest): Rest {
  const alone = ofNode(node, { ...MATCHED, sure: NO_UNITS, isCertain: false });
  const round: Rest = {
    ...rest,
    first: union(alone.first, rest.first),
    failSteps: alone.failSteps + rest.failSteps,
    ...{ steps: 0, stepsPerUnit: 0, readings: [], runs: [], isDecided: true },
  };
  const body = ofNode(node, round);
  const last = lastUnits(node);
  const isLeftOnce = areDisjoint(alone.first, rest.first);
  const isKnown = isFollowed(alone) && isFollowed(body) && body.isDecided && !canBeEmpty(node);
  if (!isKnown || !(isLeftOnce || canSweep(rest, last))) return tooMuch(rest);
  const run: Run = { units: allUnits(node), source: '', isShort: false };
  return {
    ...round,
    steps: body.steps + round.failSteps + rest.failSteps + rest.steps,
    stepsPerUnit: Math.max(
      2 * (body.steps + body.stepsPerUnit + round.failSteps) + (isLeftOnce ? 0 : sweepSteps(rest, last)),
      rest.stepsPerUnit,
    ),
    readings: [{ units: run.units, times: 1 }, ...body.readings, ...rest.readings],
    runs: [...(rest.isCertain ? [] : [run]), ...body.runs, ...rest.runs],
    isDecided: rest.isDecided && isLeftOnce,
  };
}
