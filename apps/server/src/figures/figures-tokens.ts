export const METRIC_STORE = Symbol('MetricStore');
export const METRIC_RECORDS = Symbol('MetricRecords');
