// Which patterns JavaScript's own engine, which backtracks, may run: those that take a time that grows with the text alone,
// whatever the text is, and those that do so on the text at hand.
import {
  ALL_UNITS,
  areDisjoint,
  complement,
  finderOf,
  LINE_ENDS,
  tableOf,
  union,
  WORD_UNITS,
  type Find,
  type UnitSet,
} from './regex-sets.ts';
import { canBeEmpty, levelsOfRounds } from './regex-nodes.ts';
import { MAX_OPEN_RUN, MAX_STEPS, stepsOf, sweepSteps, type Rest, type Run } from './regex-steps.ts';
import { readRegex, type Alternative, type GroupNode, type RegexNode, type UnitNode } from './regex-syntax.ts';

/** One attempt to match cannot be interrupted, and a step takes some 3 ns. */
const MAX_STEPS_PER_TEXT = 50_000_000;
/** The engine has 64 MiB for noting the rounds of a repeated group, with 16 bytes for a step at most. */
const MAX_NOTED_STEPS = 4_000_000;
/** What has to hold for a text, each of which takes a look through it. */
const MAX_CONDITIONS = 6;
/** So many steps are done in no time, however many they are for each unit. */
const MAX_STEPS_OF_SHORT_TEXT = 10_000;
/** Places to begin at that are closer than this are not counted. */
const UNITS_PER_PLACE = 16;

/** How JavaScript's engine runs a pattern. */
export interface NativePlan {
  /** Finds what the pattern finds, but begins in no run of `guarded` units whose beginning it has passed. */
  readonly source: string;
  readonly guarded: Uint8Array | undefined;
  /** It may look past the end of what it finds. */
  readonly looksAhead: boolean;
  readonly stepsPerUnit: number;
  readonly maxUnits: number;
  /** What ends runs that may not be longer than `MAX_OPEN_RUN` in the text. */
  readonly shortRunEnds: readonly Find[];
  readonly openRuns: readonly OpenRun[];
}

/** A run that is read again from each place in it where the pattern can begin. */
interface OpenRun {
  /** Find where it ends, and where the pattern can begin. */
  readonly ends: Find;
  readonly places: Find;
  readonly stepsPerUnit: number;
}

/** An alternative of a whole pattern. */
interface Branch {
  readonly source: string;
  readonly rest: Rest;
  readonly canBeEmpty: boolean;
  /** It begins where the text does. */
  readonly isAnchored: boolean;
  /** What can stand before it, but for the beginning of the text. */
  readonly before: UnitSet;
  /** Runs that have places in them where it can begin. */
  readonly open: readonly Run[];
  /** It begins with a run of these. */
  readonly leading: UnitNode | undefined;
}

/**
 * How to run a pattern on JavaScript's engine; undefined where it is not known to take linear time on any text.
 * `isSingleLine`: it is for texts without ends of lines.
 */
export function planFor(regex: RegExp, isSingleLine = false): NativePlan | undefined {
  const tree = readRegex(regex, isSingleLine);
  const rounds = tree === undefined ? 0 : levelsOfRounds(tree);
  // Rounds in rounds are rarely decided by what comes next, and take long to follow.
  if (tree === undefined || rounds > 1) return undefined;
  const branches: Branch[] = [];
  for (const alternative of tree.alternatives) {
    const rest = stepsOf(alternative);
    if (rest === undefined) return undefined;
    branches.push(branchOf(alternative, rest, regex.multiline));
  }
  return planOf(branches, rounds > 0);
}

function planOf(branches: readonly Branch[], repeats: boolean): NativePlan | undefined {
  const guards = branches.map((branch) => guardOf(branch, branches));
  const isGuarded = (index: number): boolean => guards[index] !== undefined;
  const stepsPerUnit = branches.reduce((sum, branch, index) => sum + stepsPerUnitOf(branch, guards[index]), 0);
  const openRuns = branches.flatMap((branch, index) => (isGuarded(index) ? [] : openRunsOf(branch)));
  const shortRuns = branches.flatMap(({ rest }) => rest.runs).filter(({ isShort }) => isShort);
  if (stepsPerUnit > MAX_STEPS || openRuns.length + shortRuns.length > MAX_CONDITIONS) return undefined;
  const guarded = guards.filter((guard) => guard !== undefined).map(({ set }) => set);
  return {
    source: branches.map(({ source }, index) => guardText(guards[index]) + source).join('|'),
    guarded: guarded.length === 0 ? undefined : tableOf(guarded.reduce(union)),
    looksAhead: branches.some(({ rest }) => rest.runs.length > 0),
    stepsPerUnit,
    maxUnits: Math.floor((repeats ? MAX_NOTED_STEPS : MAX_STEPS_PER_TEXT) / stepsPerUnit),
    shortRunEnds: shortRuns.map(({ units }) => endsOf(units)),
    openRuns,
  };
}

const guardText = (guard: UnitNode | undefined): string => (guard === undefined ? '' : `(?<!${guard.source})`);

function branchOf({ nodes, source }: Alternative, rest: Rest, isMultiline: boolean): Branch {
  const beginning = beginningOf(nodes);
  const isAnchored = isPlace(beginning, '^') && !isMultiline;
  const before = unitsBefore(beginning, rest);
  const isClosed = ({ units }: Run): boolean => areDisjoint(units, rest.first) || areDisjoint(units, before);
  return {
    source,
    rest,
    canBeEmpty: nodes.every(canBeEmpty),
    isAnchored,
    before,
    open: isAnchored ? [] : rest.runs.filter((run) => !isClosed(run)),
    leading: beginning?.kind === 'unit' ? beginning : undefined,
  };
}

function isPlace(node: RegexNode | undefined, source: string): boolean {
  return node?.kind === 'place' && node.source === source;
}

/** What can stand before a match, but for the beginning of the text. */
function unitsBefore(beginning: RegexNode | undefined, { first }: Rest): UnitSet {
  if (isPlace(beginning, '^')) return LINE_ENDS;
  const noWord = complement(WORD_UNITS);
  return isPlace(beginning, '\\b') && areDisjoint(first, noWord) ? noWord : ALL_UNITS;
}

/** The place that a pattern begins with, or the unit that it begins to repeat without a bound. */
function beginningOf(nodes: readonly RegexNode[]): RegexNode | undefined {
  const first = nodes[0];
  if (first?.kind === 'place') return first;
  if (first?.kind === 'group') return beginningOfGroup(first);
  if (first?.kind !== 'repeat') return undefined;
  if (first.node.kind === 'group') return first.least > 0 ? beginningOfGroup(first.node) : undefined;
  return first.most === Infinity ? first.node : undefined;
}

function beginningOfGroup({ alternatives }: GroupNode): RegexNode | undefined {
  const [only, other] = alternatives;
  return only === undefined || other !== undefined ? undefined : beginningOf(only.nodes);
}

/**
 * The unit that an alternative need not begin at behind another one of its kind: what begins with a run of them can as
 * well begin earlier in that run. No other alternative may begin in such a run: what is found there would have to be looked
 * behind again and again.
 */
function guardOf(branch: Branch, branches: readonly Branch[]): UnitNode | undefined {
  const { open, leading } = branch;
  if (open.length === 0 || leading === undefined) return undefined;
  const outside = complement(leading.set);
  const isEnough = open.every(({ units, source }) => source === leading.source || areDisjoint(units, outside));
  const isAlone = branches.every(
    (other) =>
      other === branch || other.isAnchored || (!other.canBeEmpty && areDisjoint(other.rest.first, leading.set)),
  );
  return isEnough && isAlone ? leading : undefined;
}

/** Steps for each unit of the text, but for what open runs take. */
function stepsPerUnitOf({ rest, isAnchored, before }: Branch, guard: UnitNode | undefined): number {
  const { steps, stepsPerUnit, runs } = rest;
  // Elsewhere it fails at once.
  if (isAnchored) return 2 + stepsPerUnit;
  // One more to look behind.
  if (runs.length === 0) return 1 + steps + stepsPerUnit;
  return 1 + sweepSteps(rest, guard === undefined ? before : complement(guard.set));
}

function openRunsOf({ open, rest }: Branch): readonly OpenRun[] {
  const places = finderOf(rest.first);
  return open.map(({ units }) => ({ ends: endsOf(units), places, stepsPerUnit: rest.stepsPerUnit }));
}

/** Finds what is in no case in a run. */
function endsOf({ may }: UnitSet): Find {
  return finderOf(complement({ may, must: may }));
}

/** Steps for each unit of a text, from an offset on; undefined where they are too many. */
export function stepsOn(text: string, from: number, plan: NativePlan): number | undefined {
  const units = Math.max(1, text.length - from);
  if (units > plan.maxUnits) return undefined;
  if (plan.shortRunEnds.some((ends) => longestRun(text, from, ends) > MAX_OPEN_RUN)) return undefined;
  let steps = plan.stepsPerUnit;
  for (const { ends, places, stepsPerUnit } of plan.openRuns) {
    const most = Math.floor((MAX_STEPS - steps) / stepsPerUnit);
    // It may begin anywhere, if it is short; otherwise it counts where it begins.
    const longest = longestRun(text, from, ends);
    const begun = longest <= most ? units : placesIn(text, from, places);
    steps += (stepsPerUnit * longest * begun) / units;
  }
  return steps <= MAX_STEPS || steps * units <= MAX_STEPS_OF_SHORT_TEXT ? Math.ceil(steps) : undefined;
}

function longestRun(text: string, from: number, ends: Find): number {
  let longest = 0;
  let start = from;
  for (let end = ends(text, start); end !== -1; end = ends(text, start)) {
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return Math.max(longest, text.length - start);
}

/** Where there are many, all units are taken for such. */
function placesIn(text: string, from: number, places: Find): number {
  const units = text.length - from;
  let count = 0;
  for (let place = places(text, from); place !== -1; place = places(text, place + 1)) {
    count += 1;
    if (count * UNITS_PER_PLACE > units) return units;
  }
  return count;
}
