import type { ChildEnd, GuestChild, KillReason } from './child.ts';
import { defer } from './deferred.ts';

/** Who wants a child. */
export interface ChildRequest {
  readonly workspaceId: string;
  /** What the child is to be used for, for as long as it lives: the first request decides. */
  readonly purpose: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}
export type Acquired =
  | { readonly kind: 'child'; readonly child: GuestChild }
  /** `broken`: no child starts; `complaint` is what the last one said. */
  | { readonly kind: 'busy' | 'aborted' | 'closed' }
  | { readonly kind: 'broken'; readonly complaint: string };
export interface PoolOptions {
  readonly startChild: () => GuestChild;
  readonly maxChildren: number;
  readonly idleMs: number;
}

interface Member {
  readonly child: GuestChild;
  readonly bornAtMs: number;
  state: 'starting' | 'idle' | 'busy';
  /** None: it has done nothing yet. */
  binding?: { readonly workspaceId: string; readonly purpose: string };
  calls: number;
  usedAtMs: number;
}
interface Waiter {
  readonly request: ChildRequest;
  readonly sinceMs: number;
  answer(acquired: Acquired): void;
}

const SPARES = 1;
const MAX_CALLS = 10_000;
const MAX_AGE_MS = 3_600_000;
const MAX_FAILED_STARTS = 2;
/** While the machine has too little of something, who waits goes on waiting. */
const SHORTAGE_INTERVAL_MS = 250;
/** So long a child may go on with what it is bound to, before an older request gets its place. */
const PATIENCE_MS = 500;

/**
 * Children, of which each serves one purpose of one workspace and one request at a time. A blank one waits for the next
 * purpose. When all places are taken, the one that was idle for longest gives way; else requests wait, the workspace with the
 * fewest children first.
 */
export class ChildPool {
  readonly #options: PoolOptions;
  readonly #members = new Set<Member>();
  readonly #ending = new Set<Promise<ChildEnd>>();
  readonly #waiters = new Set<Waiter>();
  #failedStarts = 0;
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;
  #hasJustStarted = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Processes that are alive. */
  get pids(): readonly number[] {
    return [...this.#members].flatMap(({ child }) => child.pid ?? []);
  }

  acquire(request: ChildRequest): Promise<Acquired> {
    if (this.#isClosed) return Promise.resolve({ kind: 'closed' });
    if (request.signal.aborted) return Promise.resolve({ kind: 'aborted' });
    const { promise, resolve } = defer<Acquired>();
    const onAbort = (): void => waiter.answer({ kind: 'aborted' });
    const timer = setTimeout(() => waiter.answer({ kind: 'busy' }), request.waitMs);
    const waiter: Waiter = {
      request,
      sinceMs: performance.now(),
      answer: (acquired) => {
        clearTimeout(timer);
        request.signal.removeEventListener('abort', onAbort);
        this.#waiters.delete(waiter);
        resolve(acquired);
      },
    };
    request.signal.addEventListener('abort', onAbort, { once: true });
    this.#waiters.add(waiter);
    this.#pump();
    return promise;
  }

  /** Gives a child back. One that is not as good as new is ended. */
  release(child: GuestChild, isReusable: boolean): void {
    const member = [...this.#members].find((candidate) => candidate.child === child);
    if (member === undefined) return;
    member.state = 'idle';
    member.usedAtMs = performance.now();
    if (!isReusable || member.calls >= MAX_CALLS) this.#end(member, 'retired');
    this.#pump();
  }

  /** Ends all children; resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    for (const waiter of [...this.#waiters]) waiter.answer({ kind: 'closed' });
    for (const member of [...this.#members]) this.#end(member, 'closed');
    await Promise.all(this.#ending);
  }

  #pump(): void {
    if (this.#isClosed) return;
    // Asked first, since it is cheap: hundreds may wait while all places are taken.
    for (let waiter = this.#mayServe() ? this.#next() : undefined; waiter !== undefined; waiter = this.#next()) {
      const member = this.#idleFor(waiter.request) ?? this.#blank();
      if (member === undefined) {
        if (!this.#makeRoom()) break;
        this.#start();
        continue;
      }
      this.#bind(member, waiter);
    }
    this.#keepSpare();
  }

  #mayServe(): boolean {
    if (this.#members.size < this.#options.maxChildren) return true;
    for (const { state } of this.#members) if (state === 'idle') return true;
    return false;
  }

  /** Whose turn it is. */
  #next(): Waiter | undefined {
    const first = this.#first();
    if (first === undefined || performance.now() - first.sinceMs > PATIENCE_MS) return first;
    // A new start costs many times what a call costs: for a moment those go first who need none.
    const { workspaceId } = first.request;
    for (const waiter of this.#waiters)
      if (waiter.request.workspaceId === workspaceId && this.#idleFor(waiter.request) !== undefined) return waiter;
    return first;
  }

  /** Of those who wait longest in their workspace, the one whose workspace has the fewest children at work. */
  #first(): Waiter | undefined {
    const busy = new Map<string, number>();
    for (const { state, binding } of this.#members)
      if (state === 'busy' && binding !== undefined)
        busy.set(binding.workspaceId, (busy.get(binding.workspaceId) ?? 0) + 1);
    const load = ({ request }: Waiter): number => busy.get(request.workspaceId) ?? 0;
    let first: Waiter | undefined;
    for (const waiter of this.#waiters) if (first === undefined || load(waiter) < load(first)) first = waiter;
    return first;
  }

  #idleFor({ workspaceId, purpose }: ChildRequest): Member | undefined {
    for (const member of this.#members) {
      const { state, binding } = member;
      const isBound = binding?.purpose === purpose && binding.workspaceId === workspaceId;
      if (state === 'idle' && isBound && !member.child.isEnding) return member;
    }
    return undefined;
  }

  #blank(): Member | undefined {
    for (const member of this.#members)
      if (member.state === 'idle' && member.binding === undefined && !member.child.isEnding) return member;
    return undefined;
  }

  /** True when a child may be started for somebody who waits; false when enough are on their way, or no place is free. */
  #makeRoom(): boolean {
    const starting = [...this.#members].filter(({ state }) => state === 'starting').length;
    if (this.#hasJustStarted || starting >= this.#waiters.size) return false;
    if (this.#members.size < this.#options.maxChildren) return true;
    const [oldest] = [...this.#members]
      .filter(({ state }) => state === 'idle')
      .sort((left, right) => left.usedAtMs - right.usedAtMs);
    if (oldest === undefined) return false;
    this.#end(oldest, 'retired');
    return true;
  }

  #bind(member: Member, waiter: Waiter): void {
    const { workspaceId, purpose } = waiter.request;
    member.binding ??= { workspaceId, purpose };
    member.state = 'busy';
    member.calls += 1;
    waiter.answer({ kind: 'child', child: member.child });
  }

  #keepSpare(): void {
    const blank = [...this.#members].filter(({ binding }) => binding === undefined).length;
    if (
      blank < SPARES &&
      !this.#hasJustStarted &&
      this.#members.size > 0 &&
      this.#members.size < this.#options.maxChildren
    )
      this.#start();
  }

  #start(): void {
    // To start a process takes this one milliseconds, on a busy machine many: one in each turn of its loop.
    this.#hasJustStarted = true;
    setImmediate(() => {
      this.#hasJustStarted = false;
      this.#pump();
    });
    const child = this.#options.startChild();
    const nowMs = performance.now();
    const member: Member = { child, bornAtMs: nowMs, state: 'starting', calls: 0, usedAtMs: nowMs };
    this.#members.add(member);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#options.idleMs / 5).unref();
    void child.ready.then((isReady) => {
      if (!isReady) return;
      this.#failedStarts = 0;
      member.state = 'idle';
      this.#pump();
    });
    const ended = child.ended.then((end) => {
      this.#ending.delete(ended);
      if (this.#members.delete(member)) this.#onLost(member, end);
      return end;
    });
    this.#ending.add(ended);
  }

  /** A child ended without our having ended it. */
  #onLost(member: Member, end: ChildEnd): void {
    if (end.isShortage === true) {
      setTimeout(() => this.#pump(), SHORTAGE_INTERVAL_MS).unref();
      return;
    }
    if (member.state === 'starting') {
      this.#failedStarts += 1;
      if (this.#failedStarts >= MAX_FAILED_STARTS) {
        this.#failedStarts = 0;
        const complaint = end.complaint === '' ? `exit code ${end.code ?? '?'}` : end.complaint;
        for (const waiter of [...this.#waiters]) waiter.answer({ kind: 'broken', complaint });
        return;
      }
    }
    if (this.#waiters.size > 0) this.#pump();
  }

  #end(member: Member, reason: KillReason): void {
    this.#members.delete(member);
    member.child.kill(reason);
  }

  /** Children that nobody has used for long are memory for nothing. */
  #sweep(): void {
    const nowMs = performance.now();
    for (const member of [...this.#members]) {
      if (member.state !== 'idle') continue;
      const isOld = nowMs - member.bornAtMs > MAX_AGE_MS;
      if (isOld || nowMs - member.usedAtMs > this.#options.idleMs) this.#end(member, 'retired');
    }
    if (this.#members.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
