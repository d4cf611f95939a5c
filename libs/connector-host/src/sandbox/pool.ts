import type { ChildEnd, GuestChild, KillReason } from './child.ts';
import { defer } from './deferred.ts';
import { isBoundTo, isIdle, mayServe, newMember, type Binding, type Member } from './pool-member.ts';

/** Who wants a child. */
export interface ChildRequest extends Binding {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** How the child is started, in the words of whoever starts it. Default: as the spare one is. */
  readonly variant?: string;
  /** Nobody else's call at the same time: what happens to the child is then this call's. */
  readonly isAlone?: boolean;
  /** It has no end that anybody knows: nobody waits for it. */
  readonly isLasting?: boolean;
  /** A call that is in flight waits for it: it joins a child that does this already, however much that has to do. */
  readonly isWithin?: boolean;
}
export type Acquired =
  /** `release` gives the child back. One that is not as good as new is ended. */
  | { readonly kind: 'child'; readonly child: GuestChild; readonly release: (isReusable: boolean) => void }
  /** `broken`: no child starts; `complaint` is what the last one said. */
  | { readonly kind: 'busy' | 'aborted' | 'closed' }
  | { readonly kind: 'broken'; readonly complaint: string };
export interface PoolOptions {
  readonly startChild: (variant: string) => GuestChild;
  readonly maxChildren: number;
  readonly idleMs: number;
  /** Calls of a child at the same time. Default 1. */
  readonly maxCalls?: number;
  /** Children with nothing to do that are kept for longer than some seconds. Default: all. */
  readonly maxIdle?: number;
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
/** So long one that is idle is kept beyond the number that may be: who calls once calls again. */
const SURPLUS_MS = 10_000;
const DEFAULT_VARIANT = '';

/**
 * Children, of which each serves one purpose of one workspace, and one request at a time or as many as it may. A blank one
 * waits for the next purpose. When all places are taken, the one that was idle for longest gives way; else requests wait, the
 * workspace with the fewest children first.
 */
export class ChildPool {
  readonly #options: PoolOptions;
  readonly #maxCalls: number;
  readonly #sweepMs: number;
  readonly #members = new Set<Member>();
  readonly #ending = new Set<Promise<ChildEnd>>();
  readonly #waiters = new Set<Waiter>();
  #failedStarts = 0;
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;
  #hasJustStarted = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#maxCalls = options.maxCalls ?? 1;
    const { idleMs, maxIdle } = options;
    this.#sweepMs = maxIdle === undefined ? idleMs / 5 : Math.min(idleMs, SURPLUS_MS) / 5;
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
    const outer = request.isWithin === true ? this.#working(request) : undefined;
    if (outer === undefined) this.#waiters.add(waiter);
    else this.#bind(outer, waiter);
    this.#pump();
    return promise;
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
      const { request } = waiter;
      const member = this.#workingFor(request, this.#withRoom()) ?? this.#idleFor(request) ?? this.#blank(request);
      if (member === undefined) {
        if (!this.#makeRoom(request)) break;
        this.#start(request.variant ?? DEFAULT_VARIANT);
        continue;
      }
      this.#bind(member, waiter);
    }
    this.#join();
    this.#keepSpare();
  }

  #mayServe(): boolean {
    if (this.#members.size < this.#options.maxChildren) return true;
    for (const member of this.#members) if (isIdle(member)) return true;
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
    for (const { inFlight, binding } of this.#members)
      if (inFlight > 0 && binding !== undefined)
        busy.set(binding.workspaceId, (busy.get(binding.workspaceId) ?? 0) + 1);
    const load = ({ request }: Waiter): number => busy.get(request.workspaceId) ?? 0;
    let first: Waiter | undefined;
    for (const waiter of this.#waiters) if (first === undefined || load(waiter) < load(first)) first = waiter;
    return first;
  }

  /** Those whose child is at work and can take more: it would not give way to anybody anyway. */
  #join(): void {
    let open = this.#withRoom();
    for (const waiter of this.#waiters) {
      // Hundreds may wait, and as a rule there is room for few of them.
      if (open.length === 0) return;
      const member = this.#workingFor(waiter.request, open);
      if (member === undefined) continue;
      this.#bind(member, waiter);
      if (member.inFlight >= this.#maxCalls) open = open.filter((candidate) => candidate !== member);
    }
  }

  /** Who is at work and may get more. */
  #withRoom(): readonly Member[] {
    if (this.#maxCalls === 1) return [];
    const leaving = this.#nextToLeave();
    return [...this.#members].filter(
      (member) => member.inFlight > 0 && member.inFlight < this.#maxCalls && !member.isAlone && member !== leaving,
    );
  }

  #workingFor(request: ChildRequest, open: readonly Member[]): Member | undefined {
    return request.isAlone === true ? undefined : open.find((member) => mayServe(member, request));
  }

  /** Who always has something to do would keep its place for ever: while somebody waits for long, one of these gets no more. */
  #nextToLeave(): Member | undefined {
    const [oldest] = this.#waiters;
    if (oldest === undefined || performance.now() - oldest.sinceMs < PATIENCE_MS || this.#mayServe()) return undefined;
    const [member] = [...this.#members]
      .filter((member) => member.inFlight > 0 && member.lasting === 0 && !isBoundTo(member, oldest.request))
      .sort((left, right) => left.inFlight - right.inFlight);
    return member;
  }

  #working(request: ChildRequest): Member | undefined {
    return [...this.#members].find((member) => member.inFlight > 0 && mayServe(member, request));
  }

  #idleFor(request: ChildRequest): Member | undefined {
    for (const member of this.#members) if (isIdle(member) && mayServe(member, request)) return member;
    return undefined;
  }

  #blank({ variant = DEFAULT_VARIANT }: ChildRequest): Member | undefined {
    for (const member of this.#members)
      if (isIdle(member) && member.binding === undefined && member.variant === variant && !member.child.isEnding)
        return member;
    return undefined;
  }

  /** True when a child may be started for somebody who waits; false when enough are on their way, or no place is free. */
  #makeRoom({ variant = DEFAULT_VARIANT }: ChildRequest): boolean {
    const starting = [...this.#members].filter((member) => member.isStarting && member.variant === variant).length;
    if (this.#hasJustStarted || starting >= this.#countNeeded(variant)) return false;
    if (this.#members.size < this.#options.maxChildren) return true;
    const [oldest] = [...this.#members].filter(isIdle).sort((left, right) => left.usedAtMs - right.usedAtMs);
    if (oldest === undefined) return false;
    this.#end(oldest, 'retired');
    return true;
  }

  /** Children that those who wait can use. */
  #countNeeded(variant: string): number {
    if (this.#maxCalls === 1) return this.#waiters.size;
    const alike = new Map<string, number>();
    let count = 0;
    for (const { request } of this.#waiters) {
      if ((request.variant ?? DEFAULT_VARIANT) !== variant) continue;
      const name = `${request.workspaceId} ${request.purpose}`;
      const before = alike.get(name) ?? 0;
      if (request.isAlone === true || before % this.#maxCalls === 0) count += 1;
      if (request.isAlone !== true) alike.set(name, before + 1);
    }
    return count;
  }

  #bind(member: Member, waiter: Waiter): void {
    const { workspaceId, purpose, isAlone = false, isLasting = false } = waiter.request;
    member.binding ??= { workspaceId, purpose };
    member.inFlight += 1;
    member.lasting += isLasting ? 1 : 0;
    member.isAlone ||= isAlone;
    member.calls += 1;
    const release = (isReusable: boolean): void => {
      member.lasting -= isLasting ? 1 : 0;
      this.#release(member, isReusable);
    };
    waiter.answer({ kind: 'child', child: member.child, release });
  }

  #release(member: Member, isReusable: boolean): void {
    if (!this.#members.has(member)) return;
    member.inFlight -= 1;
    if (member.inFlight === 0) member.isAlone = false;
    member.usedAtMs = performance.now();
    if (!isReusable || member.calls >= MAX_CALLS || member.usedAtMs - member.bornAtMs > MAX_AGE_MS)
      member.isWorn = true;
    if (member.isWorn && member.inFlight === 0) this.#end(member, 'retired');
    this.#pump();
  }

  #keepSpare(): void {
    const blank = [...this.#members].filter(({ binding }) => binding === undefined).length;
    if (
      blank < SPARES &&
      !this.#hasJustStarted &&
      this.#members.size > 0 &&
      this.#members.size < this.#options.maxChildren
    )
      this.#start(DEFAULT_VARIANT);
  }

  #start(variant: string): void {
    // To start a process takes this one milliseconds, on a busy machine many: one in each turn of its loop.
    this.#hasJustStarted = true;
    setImmediate(() => {
      this.#hasJustStarted = false;
      this.#pump();
    });
    const child = this.#options.startChild(variant);
    const member = newMember(child, variant);
    this.#members.add(member);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#sweepMs).unref();
    void child.ready.then((isReady) => {
      if (!isReady) return;
      this.#failedStarts = 0;
      member.isStarting = false;
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
    if (member.isStarting) {
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
    const { idleMs, maxIdle = Infinity } = this.#options;
    const idle = [...this.#members].filter(isIdle).sort((left, right) => right.usedAtMs - left.usedAtMs);
    for (const [rank, member] of idle.entries()) {
      const unusedMs = nowMs - member.usedAtMs;
      const isSurplus = rank >= maxIdle && unusedMs > SURPLUS_MS;
      const isOld = nowMs - member.bornAtMs > MAX_AGE_MS;
      if (isOld || isSurplus || unusedMs > idleMs) this.#end(member, 'retired');
    }
    if (this.#members.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
