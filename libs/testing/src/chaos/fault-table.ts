import type { FaultPoint } from '@millrace/runtime';

/** Faults that are injected at a time of the plan. */
export type TimedKind =
  | 'kill'
  | 'pause'
  | 'block'
  | 'roll'
  | 'postgres-fast'
  | 'postgres-immediate'
  | 'backends-terminated'
  | 'commit-answer-lost'
  | 'postgres-slow'
  | 'postgres-silent'
  | 'connections-taken'
  | 'table-locked'
  | 'redis-flush'
  | 'redis-restart'
  | 'redis-away'
  | 'redis-slow'
  | 'sink-cut'
  | 'sink-silent'
  | 'sandbox-kill'
  | 'descriptors-taken'
  | 'cpu-starved'
  | 'files-unwritable';
/** Traffic that only one row needs. */
export type Story = 'sleepers' | 'large-fan-out';
/** What not every machine has. */
export type Need = 'redis' | 'prlimit';

/** A fault of a target, and how often, or when exactly. */
export type TimedFault = {
  readonly kind: TimedKind;
  readonly targets: readonly string[];
  readonly durationMs?: readonly [from: number, to: number];
  /** In a short run. */
  readonly shortMs?: readonly [from: number, to: number];
} & (
  | {
      /** Mean distance of two. */
      readonly everyMs: number;
    }
  | {
      /** So long before and after a part of the time has passed. */
      readonly aroundPart: number;
      readonly offsetsMs: readonly number[];
    }
);

/** One fault that this runner injects. */
export interface FaultRow {
  /** Row of the table in `reliability.md`, section 5. */
  readonly fault: number;
  readonly title: string;
  /** At times of the plan … */
  readonly timed?: TimedFault;
  /** … or wherever the product passes these points … */
  readonly points?: readonly FaultPoint[];
  /** … or all the time, in the traffic and in what the downstream system answers. */
  readonly always?: true;
  /** … and with traffic of its own. */
  readonly story?: Story;
  readonly needs?: Need;
  /** Not in the two-minute run. */
  readonly isLong?: boolean;
  /** Only when it is asked for: beside it nothing else would have room. */
  readonly isAlone?: boolean;
  /** Why this runner cannot do it. */
  readonly absent?: string;
}

/** Places for processes. The first is the server that is called. */
export const PROCESSES = ['server', 'worker-1', 'worker-2'] as const;
const WORKERS = ['worker-1', 'worker-2'];
/** When so much of the time has passed, all sleepers are due. */
export const SLEEPERS_DUE_PART = 0.5;

/** What breaks, and how often. The plan is made of it. */
export const FAULT_TABLE: readonly FaultRow[] = [
  { fault: 1, title: 'kill -9 of the server', timed: { kind: 'kill', targets: ['server'], everyMs: 25_000 } },
  { fault: 2, title: 'crash between commit and reply', points: ['accept.after_commit'] },
  { fault: 4, title: 'kill -9 of a worker', timed: { kind: 'kill', targets: WORKERS, everyMs: 12_500 } },
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
    timed: { kind: 'pause', targets: WORKERS, everyMs: 22_000 },
  },
  {
    fault: 8,
    title: 'event loop blocked for a minute',
    timed: {
      kind: 'block',
      targets: PROCESSES,
      everyMs: 110_000,
      durationMs: [60_000, 60_000],
      shortMs: [20_000, 20_000],
    },
    isLong: true,
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
    fault: 18,
    title: 'connections used up',
    timed: { kind: 'connections-taken', targets: ['postgres'], everyMs: 90_000, durationMs: [10_000, 20_000] },
    isLong: true,
  },
  {
    fault: 19,
    title: 'table of runs locked for a minute',
    timed: {
      kind: 'table-locked',
      targets: ['postgres'],
      everyMs: 200_000,
      durationMs: [60_000, 60_000],
      shortMs: [20_000, 20_000],
    },
    isLong: true,
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
  {
    fault: 47,
    title: 'file descriptors used up',
    timed: { kind: 'descriptors-taken', targets: PROCESSES, everyMs: 90_000, durationMs: [8_000, 15_000] },
    needs: 'prlimit',
    isLong: true,
  },
  {
    fault: 48,
    title: 'processor starved',
    timed: { kind: 'cpu-starved', targets: ['machine'], everyMs: 150_000, durationMs: [20_000, 40_000] },
    isLong: true,
  },
  {
    fault: 49,
    title: 'file store unwritable',
    timed: { kind: 'files-unwritable', targets: ['files'], everyMs: 60_000, durationMs: [3_000, 8_000] },
    isLong: true,
  },
  {
    fault: 57,
    title: 'sleepers that are due in one second, over restarts',
    timed: {
      kind: 'kill',
      targets: PROCESSES,
      aroundPart: SLEEPERS_DUE_PART,
      offsetsMs: [-9000, -3000, 500, 6000, 12_000],
    },
    story: 'sleepers',
    isLong: true,
  },
  { fault: 59, title: 'large fan-out, killed and cancelled', story: 'large-fan-out', isLong: true, isAlone: true },
  { fault: 58, title: 'tokens answered twice, late, in a crash', points: ['token.after_commit'] },
  { fault: 56, title: 'several schedulers', points: ['schedule.after_commit'] },
  { fault: 60, title: 'cancel races with the end', always: true },
  { fault: 25, title: 'disk full', absent: 'it needs a file system of its own', isLong: true },
  { fault: 31, title: 'clock of a worker', absent: 'it needs libfaketime', isLong: true },
  { fault: 32, title: 'clock of Postgres', absent: 'it needs libfaketime', isLong: true },
  {
    fault: 37,
    title: 'storm from one workspace',
    absent: 'claims do not go round the workspaces yet: what one brings is ahead of what others bring later',
    isLong: true,
  },
  { fault: 50, title: 'two versions on one database', absent: 'no earlier release has a tag', isLong: true },
  { fault: 64, title: 'gateway killed', absent: 'there is no gateway yet', isLong: true },
  { fault: 65, title: 'broker and consumers', absent: 'there are no topics yet', isLong: true },
];
