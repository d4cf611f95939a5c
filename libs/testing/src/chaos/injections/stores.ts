// Faults of Postgres and Redis themselves.
import { setTimeout as delay } from 'node:timers/promises';
import type { Inject } from './inject.ts';

const BACKENDS = 4;
const TAKEN_SHARE = 0.9;

export const restartPostgresFast: Inject = async ({ durationMs }, { postgres }) => {
  await postgres.restart('fast', durationMs);
  return {};
};

export const restartPostgresAsCrash: Inject = async ({ durationMs }, { postgres }) => {
  await postgres.restart('immediate', durationMs);
  return {};
};

export const killBackends: Inject = async (_, { postgres }) => ({ terminated: await postgres.killBackends(BACKENDS) });

/** Idle clients take nearly all connections that there are, also those of the processes, which ask for new ones in vain. */
export const takeConnections: Inject = async ({ durationMs }, { postgres }) => {
  const { taken, release } = await postgres.takeConnections(TAKEN_SHARE);
  await delay(durationMs);
  await release();
  return { taken };
};

/** Somebody keeps everybody else from the table of runs. */
export const lockTable: Inject = async ({ durationMs }, { postgres }) => {
  const release = await postgres.hold('lock table run in access exclusive mode');
  await delay(durationMs);
  await release();
  return {};
};

export const restartRedis: Inject = async (_, { redis }) => {
  await redis?.stop();
  await redis?.start();
  return {};
};

export const takeRedisAway: Inject = async ({ durationMs }, { redis }) => {
  await redis?.stop();
  await delay(durationMs);
  await redis?.start();
  return {};
};
