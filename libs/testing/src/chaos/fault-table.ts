import type { FaultPoint } from '@millrace/runtime';

/** Faults that are injected at a time of the plan. */
export type TimedKind =
  | 'kill'
  | 'pause'
  | 'roll'
  | 'postgres-fast'
  | 'postgres-immediate'
  | 'backends-terminated'
  | 'commit-answer-lost'
  | 'postgres-slow'
  | 'postgres-silent'
  | 'redis-flush'
  | 'redis-restart'
  | 'redis-away'
  | 'redis-slow'
  | 'sink-cut'
  | 'sink-silent'
  | 'sandbox-kill';

/** One fault that this runner injects. */
export interface FaultRow {
  /** Row of the table in `reliability.md`, section 5. */
  readonly fault: number;
  readonly title: string;
  /** At times of the plan … */
  readonly timed?: {
    readonly kind: TimedKind;
    readonly targets: readonly string[];
    /** Mean distance of two. */
    readonly everyMs: number;
    readonly durationMs?: readonly [from: number, to: number];
  };
  /** … or wherever the product passes these points … */
  readonly points?: readonly FaultPoint[];
  /** … or all the time, in the traffic and in what the downstream system answers. */
  readonly always?: true;
  readonly needs?: 'redis';
  /** Not in the two-minute run. */
  readonly isLong?: boolean;
}

const PROCESSES = ['server', 'worker-1', 'worker-2'];

/** What breaks, and how often. The plan is made of it. */
export const FAULT_TABLE: readonly FaultRow[] = [
  { fault: 1, title: 'kill -9 of the server', timed: { kind: 'kill', targets: ['server'], everyMs: 19_000 } },
  { fault: 2, title: 'crash between commit and reply', points: ['accept.after_commit'] },
  { fault: 4, title: 'kill -9 of a worker', timed: { kind: 'kill', targets: ['worker-1', 'worker-2'], everyMs: 7500 } },
  { fault: 5, title: 'crash after the effect', points: ['task.after_effect', 'task.before_call'] },
  {
    fault: 6,
    title: 'crash between record, park and end',
    points: [
      'checkpoint.before_commit',
      'checkpoint.after_commit',
      'park.after_commit',
      'finish.before_commit',
      'finish.after_commit',
      'claim.after_commit',
      'accept.before_commit',
      'cancel.after_commit',
      'shutdown.after_handback',
    ],
  },
  {
    fault: 7,
    title: 'zombie: paused for two leases',
    timed: { kind: 'pause', targets: ['worker-1', 'worker-2'], everyMs: 18_000 },
  },
  { fault: 9, title: 'crash in a fan-out, in a join', points: ['map.after_batch', 'join.before_commit'] },
  { fault: 10, title: 'crash during compensation', points: ['compensate.between'] },
  { fault: 12, title: 'rolling deploy', timed: { kind: 'roll', targets: PROCESSES, everyMs: 40_000 } },
  {
    fault: 14,
    title: 'Postgres restart, fast',
    timed: { kind: 'postgres-fast', targets: ['postgres'], everyMs: 20_000, durationMs: [0, 2000] },
  },
  {
    fault: 15,
    title: 'Postgres crash',
    timed: { kind: 'postgres-immediate', targets: ['postgres'], everyMs: 55_000, durationMs: [0, 1000] },
  },
  {
    fault: 16,
    title: 'backends terminated',
    timed: { kind: 'backends-terminated', targets: ['postgres'], everyMs: 15_000 },
  },
  {
    fault: 17,
    title: 'commit done, its answer lost',
    timed: { kind: 'commit-answer-lost', targets: ['postgres'], everyMs: 18_000, durationMs: [150, 400] },
  },
  {
    fault: 20,
    title: 'slow Postgres',
    timed: { kind: 'postgres-slow', targets: ['postgres'], everyMs: 45_000, durationMs: [1500, 3000] },
  },
  {
    fault: 21,
    title: 'half-open connections to Postgres',
    timed: { kind: 'postgres-silent', targets: ['postgres'], everyMs: 120_000, durationMs: [4000, 12_000] },
    isLong: true,
  },
  {
    fault: 27,
    title: 'Redis FLUSHALL',
    timed: { kind: 'redis-flush', targets: ['redis'], everyMs: 10_000 },
    needs: 'redis',
  },
  {
    fault: 28,
    title: 'Redis restart without its data',
    timed: { kind: 'redis-restart', targets: ['redis'], everyMs: 50_000 },
    needs: 'redis',
  },
  {
    fault: 29,
    title: 'Redis away',
    timed: { kind: 'redis-away', targets: ['redis'], everyMs: 300_000, durationMs: [60_000, 120_000] },
    needs: 'redis',
    isLong: true,
  },
  {
    fault: 30,
    title: 'slow Redis',
    timed: { kind: 'redis-slow', targets: ['redis'], everyMs: 60_000, durationMs: [2000, 5000] },
    needs: 'redis',
    isLong: true,
  },
  { fault: 33, title: 'duplicate delivery', always: true },
  { fault: 34, title: 'ordered keys', always: true },
  { fault: 35, title: 'poison events', always: true },
  { fault: 39, title: 'downstream fails', always: true },
  {
    fault: 41,
    title: 'downstream answers break off',
    timed: { kind: 'sink-cut', targets: ['sink'], everyMs: 20_000, durationMs: [300, 1500] },
  },
  { fault: 42, title: 'lost answers of the downstream', always: true },
  {
    fault: 38,
    title: 'silent downstream',
    timed: { kind: 'sink-silent', targets: ['sink'], everyMs: 90_000, durationMs: [3000, 8000] },
    isLong: true,
  },
  {
    fault: 45,
    title: 'kill -9 of a sandbox in a call',
    timed: { kind: 'sandbox-kill', targets: ['sandbox'], everyMs: 8000 },
  },
  { fault: 58, title: 'tokens answered twice, late, in a crash', points: ['token.after_commit'] },
  { fault: 56, title: 'several schedulers', points: ['schedule.after_commit'] },
  { fault: 60, title: 'cancel races with the end', always: true },
];
