// How a group's state changes. The stores do the same where they count: `testErrorGroupStore` holds them to it.
import type { ErrorGroupState, GroupDecision, GroupStanding } from './error-group.ts';

/** Failures that were seen together. */
export interface Sighting {
  readonly count: number;
  /** The newest version among them. Absent: one of them is of a version that is gone. */
  readonly newestVersion?: number;
  readonly nowMs: number;
}

export const NEW_STANDING: GroupStanding = { state: 'open', isRegressed: false };

/** What a group is, now that it was seen again. */
export function standingAfter(standing: GroupStanding, { count, newestVersion, nowMs }: Sighting): GroupStanding {
  const { state, resolvedIn = 0, ignoredUntilMs = Infinity, ignoredFor, isRegressed } = standing;
  if (state === 'resolved') {
    // Versions before the fix may fail on, for as long as their runs last.
    const isBeforeFix = newestVersion !== undefined && newestVersion < resolvedIn;
    return isBeforeFix ? standing : { state: 'open', resolvedIn, isRegressed: true };
  }
  if (state === 'open') return standing;
  if (ignoredUntilMs <= nowMs || (ignoredFor !== undefined && ignoredFor <= count))
    return { state: 'open', isRegressed };
  return ignoredFor === undefined ? standing : { ...standing, ignoredFor: ignoredFor - count };
}

/** As people see it: what was ignored until a time is open from then on. */
export function shownState({ state, ignoredUntilMs = Infinity }: GroupStanding, nowMs: number): ErrorGroupState {
  return state === 'ignored' && ignoredUntilMs <= nowMs ? 'open' : state;
}

/** What a person's decision makes of a group, whatever it was. */
export function standingOf(decision: GroupDecision): GroupStanding {
  if (decision.state === 'resolved') return { state: 'resolved', resolvedIn: decision.inVersion, isRegressed: false };
  if (decision.state === 'open') return NEW_STANDING;
  const { untilMs, count } = decision;
  return {
    ...{ state: 'ignored', isRegressed: false },
    ...(untilMs === undefined ? {} : { ignoredUntilMs: untilMs }),
    ...(count === undefined ? {} : { ignoredFor: count }),
  };
}
