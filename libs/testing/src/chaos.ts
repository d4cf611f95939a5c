export { CHAOS_USAGE, parseChaosOptions, readSeeds, type ChaosOptions } from './chaos/options.ts';
export type { ChaosReport } from './chaos/report.ts';
export { runChaos, type ChaosRun } from './chaos/run-chaos.ts';
export { findRedisProgram } from './processes/redis-server.ts';
