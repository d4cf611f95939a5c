import type { HealthCheck } from '../setup/setup.dto.ts';

/** Asks the database, its schema and the queue how they are. Never rejects: trouble is the answer. */
export interface HealthProbe {
  check(): Promise<readonly HealthCheck[]>;
}
