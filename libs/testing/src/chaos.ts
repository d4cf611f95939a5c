export { CHAOS_USAGE, parseChaosOptions, readSeeds, type ChaosOptions } from './chaos/options.ts';
export type { ChaosReport } from './chaos/report.ts';
export { runChaos } from './chaos/run-chaos.ts';
export type { ChaosRun } from './chaos/stage.ts';
export { findRedisProgram } from './processes/redis-server.ts';
