import type { RunDto } from './runs.dto.ts';

const COLUMNS: Readonly<Record<string, (run: RunDto) => string | number | undefined>> = {
  id: ({ id }) => id,
  workflow: ({ workflow }) => workflow.name,
  version: ({ version }) => version,
  status: ({ status }) => status,
  trigger: ({ trigger }) => trigger.type,
  acceptedAt: ({ acceptedAt }) => acceptedAt,
  startedAt: ({ startedAt }) => startedAt,
  endedAt: ({ endedAt }) => endedAt,
  durationMs: ({ durationMs }) => durationMs,
  stepCount: ({ stepCount }) => stepCount,
  error: ({ error }) => error,
  cause: ({ cause }) => cause,
  failedPath: ({ failedPath }) => failedPath,
  fingerprint: ({ fingerprint }) => fingerprint,
  searchAttributes: ({ searchAttributes }) => searchAttributes && JSON.stringify(searchAttributes),
};

/** Runs as a file, one in a line. */
export function printRuns(
  runs: readonly RunDto[],
  format: 'jsonl' | 'csv',
): { readonly type: string; readonly text: string } {
  if (format === 'jsonl')
    return { type: 'application/jsonl; charset=utf-8', text: runs.map((run) => `${JSON.stringify(run)}\n`).join('') };
  const rows = runs.map((run) => Object.values(COLUMNS).map((cellOf) => cell(cellOf(run))));
  const lines = [Object.keys(COLUMNS), ...rows].map((cells) => `${cells.join(',')}\r\n`);
  return { type: 'text/csv; charset=utf-8; header=present', text: lines.join('') };
}

/** RFC 4180. What a table would take for a formula gets an apostrophe: texts of runs come from outside. */
function cell(value: string | number | undefined): string {
  if (value === undefined || typeof value === 'number') return String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
