import type { TimedKind } from '../fault-table.ts';
import type { Inject } from './inject.ts';
import { blockProcess, killProcess, pauseProcess, rollProcess, takeDescriptors } from './processes.ts';
import {
  killBackends,
  lockTable,
  restartPostgresAsCrash,
  restartPostgresFast,
  restartRedis,
  takeConnections,
  takeRedisAway,
} from './stores.ts';
import { denyFiles, killSandbox, starve } from './surroundings.ts';
import { through, SLOW_MS } from './through.ts';

/** How each kind of fault is made. */
export const INJECTIONS: Readonly<Record<TimedKind, Inject>> = {
  kill: killProcess,
  pause: pauseProcess,
  block: blockProcess,
  roll: rollProcess,
  'descriptors-taken': takeDescriptors,
  'postgres-fast': restartPostgresFast,
  'postgres-immediate': restartPostgresAsCrash,
  'backends-terminated': killBackends,
  'connections-taken': takeConnections,
  'table-locked': lockTable,
  'commit-answer-lost': through('postgres', { kind: 'dropReply' }),
  'postgres-slow': through('postgres', { kind: 'delay', milliseconds: SLOW_MS }),
  'postgres-silent': through('postgres', { kind: 'blackHole' }),
  'redis-flush': async (_, { redis }) => ({ answer: await redis?.command('FLUSHALL') }),
  'redis-restart': restartRedis,
  'redis-away': takeRedisAway,
  'redis-slow': through('redis', { kind: 'delay', milliseconds: SLOW_MS }),
  'sandbox-kill': killSandbox,
  'sink-cut': through('sink', { kind: 'cutAfter', bytes: 90 }),
  'sink-silent': through('sink', { kind: 'blackHole' }),
  'cpu-starved': starve,
  'files-unwritable': denyFiles,
};
