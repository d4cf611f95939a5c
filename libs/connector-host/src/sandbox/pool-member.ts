import type { GuestChild } from './child.ts';

/** What a child is used for, and by whom, for as long as it lives: the first request decides. */
export interface Binding {
  readonly workspaceId: string;
  readonly purpose: string;
}
/** A child of a pool, and what the pool knows of it. */
export interface Member {
  readonly child: GuestChild;
  readonly variant: string;
  readonly bornAtMs: number;
  isStarting: boolean;
  /** None: it has done nothing yet. */
  binding?: Binding;
  /** Now, and those of them that last. */
  inFlight: number;
  lasting: number;
  isAlone: boolean;
  /** Gets no more calls, and ends when it has none. */
  isWorn: boolean;
  calls: number;
  usedAtMs: number;
}

/** True for one that is there and has nothing to do. */
export const isIdle = ({ isStarting, inFlight }: Member): boolean => !isStarting && inFlight === 0;

export const isBoundTo = ({ binding }: Member, { workspaceId, purpose }: Binding): boolean =>
  binding?.purpose === purpose && binding.workspaceId === workspaceId;

/** True for one that does this already, and goes on. */
export const mayServe = (member: Member, request: Binding): boolean =>
  isBoundTo(member, request) && !member.isWorn && !member.child.isEnding;

/** A child that has just been started. */
export function newMember(child: GuestChild, variant: string): Member {
  const nowMs = performance.now();
  return {
    ...{ child, variant, bornAtMs: nowMs, usedAtMs: nowMs, calls: 0 },
    ...{ isStarting: true, inFlight: 0, lasting: 0, isAlone: false, isWorn: false },
  };
}
