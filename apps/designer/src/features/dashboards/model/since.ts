import type { Range } from '../../../lib/queries/metrics.ts';

/** Lists of runs reach back a week at most. */
export const sinceOf = (range: Range): '1h' | '24h' | '7d' => (range === '1h' || range === '24h' ? range : '7d');
