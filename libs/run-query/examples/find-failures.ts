import { parseRunQuery, selectRuns } from '@millrace/run-query';

const query = parseRunQuery('status:failed from:-24h orderId:A-1 steps."Charge card".output.amount:>100');
export const { selection } = selectRuns(query, Date.parse('2026-11-29T12:00:00Z'));
export const { problems } = parseRunQuery('status:faild');
