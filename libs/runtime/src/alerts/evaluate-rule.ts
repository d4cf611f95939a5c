import { limitOf, type AlertCondition, type AlertReading, type ReadingVerdict, type RuleState } from './alert-rule.ts';

const MINUTE_MS = 60_000;
/** A clock that goes back further than this was wrong before. */
export const MAX_STEP_BACK_MS = 24 * 60 * MINUTE_MS;

/** What a reading says of a condition, by itself. */
export function judgeReading(condition: AlertCondition, { value, count }: AlertReading): ReadingVerdict {
  if (value === undefined) return 'gap';
  if (value <= limitOf(condition)) return 'good';
  // Few runs say too little to wake somebody, and too little to go back to sleep.
  return condition.kind === 'above' && count < condition.minCount ? 'gap' : 'bad';
}

/**
 * - `fires`: from now on somebody should know.
 * - `reminds`: it goes on, and somebody should be told again: it is long ago, or there is more in trouble.
 * - `clears`: it is over.
 * - `holds`: nothing has changed.
 */
export type RuleOutcome = 'fires' | 'reminds' | 'clears' | 'holds';

export interface RuleMoment {
  readonly condition: AlertCondition;
  readonly remindMinutes: number;
  /** Nobody is told now. */
  readonly isMuted: boolean;
  /** Somebody knows: no reminders. */
  readonly isAcknowledged: boolean;
  readonly state: RuleState;
  readonly nowMs: number;
}

/**
 * What becomes of a rule with a new reading. It clears after two good windows, one right after the other; a gap is neither good nor
 * bad. A clock that has gone back is waited for, so that what was told once is not told again.
 */
export function evaluateRule(
  moment: RuleMoment,
  reading: AlertReading,
): { readonly outcome: RuleOutcome; readonly state: RuleState } {
  const { condition, state, nowMs } = moment;
  const { evaluatedAtMs = -Infinity } = state;
  if (nowMs < evaluatedAtMs) {
    if (evaluatedAtMs - nowMs <= MAX_STEP_BACK_MS) return { outcome: 'holds', state };
    return { outcome: 'holds', state: startAnew(state, nowMs) };
  }
  const verdict = judgeReading(condition, reading);
  const seen: RuleState = {
    ...withoutFigures(state),
    ...{ evaluatedAtMs: nowMs, verdict, count: reading.count },
    ...(reading.value === undefined ? {} : { value: reading.value }),
  };
  if (verdict === 'gap') return { outcome: 'holds', state: seen };
  if (state.standing === 'calm')
    return verdict === 'bad' ? fire(moment, seen, reading) : { outcome: 'holds', state: seen };
  return verdict === 'bad' ? goOn(moment, seen, reading) : mend(moment, seen);
}

/** Of a rule that calms down nothing is left of the time before. */
const withoutFigures = ({ standing, goodSinceMs, toldAtMs, subjects, alertId }: RuleState): RuleState => ({
  standing,
  ...(goodSinceMs === undefined ? {} : { goodSinceMs }),
  ...(toldAtMs === undefined ? {} : { toldAtMs }),
  ...(subjects === undefined ? {} : { subjects }),
  ...(alertId === undefined ? {} : { alertId }),
});

/** The times that are kept lie in a future that never was. */
const startAnew = (state: RuleState, nowMs: number): RuleState => {
  const { goodSinceMs: _good, ...kept } = state;
  return { ...kept, evaluatedAtMs: nowMs, ...(state.toldAtMs === undefined ? {} : { toldAtMs: nowMs }) };
};

type Evaluated = ReturnType<typeof evaluateRule>;

function fire({ isMuted, nowMs }: RuleMoment, seen: RuleState, { subjects }: AlertReading): Evaluated {
  const { goodSinceMs: _good, toldAtMs: _told, alertId: _alert, ...calm } = seen;
  const told = isMuted ? {} : { toldAtMs: nowMs };
  return { outcome: 'fires', state: { ...calm, standing: 'firing', ...told, ...(subjects ? { subjects } : {}) } };
}

function goOn(moment: RuleMoment, seen: RuleState, { subjects = [] }: AlertReading): Evaluated {
  const { goodSinceMs: _good, ...bad } = seen;
  const { isMuted, isAcknowledged, nowMs } = moment;
  const known = seen.subjects ?? [];
  const isMore = subjects.some((subject) => !known.includes(subject));
  const isTold = !isMuted && (isMore || (!isAcknowledged && isReminderDue(moment, seen)));
  // What nobody was told of is still news when the rule is not muted any more.
  const kept = isMuted ? known : subjects;
  const state = { ...bad, ...(seen.subjects === undefined ? {} : { subjects: kept }) };
  return isTold ? { outcome: 'reminds', state: { ...state, toldAtMs: nowMs } } : { outcome: 'holds', state };
}

function isReminderDue({ remindMinutes, nowMs }: RuleMoment, { toldAtMs }: RuleState): boolean {
  if (toldAtMs === undefined) return true;
  return remindMinutes > 0 && nowMs - toldAtMs >= remindMinutes * MINUTE_MS;
}

function mend({ condition, nowMs }: RuleMoment, seen: RuleState): Evaluated {
  const { goodSinceMs } = seen;
  if (goodSinceMs === undefined || goodSinceMs > nowMs) {
    return { outcome: 'holds', state: { ...seen, goodSinceMs: nowMs } };
  }
  if (nowMs - goodSinceMs < windowOf(condition)) return { outcome: 'holds', state: seen };
  const { goodSinceMs: _good, toldAtMs: _told, subjects: _subjects, ...rest } = seen;
  return { outcome: 'clears', state: { ...rest, standing: 'calm' } };
}

/** Of what is no figure over a time, the second good look will do. */
const windowOf = (condition: AlertCondition): number =>
  condition.kind === 'above' ? condition.windowMinutes * MINUTE_MS : 0;
