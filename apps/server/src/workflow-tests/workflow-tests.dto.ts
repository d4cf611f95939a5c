import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

export const runTestsRequest = named(
  'RunWorkflowTests',
  z.strictObject({
    names: z.array(keptText(1, 200)).max(200).optional().meta({ description: 'Which tests; default: all.' }),
    document: z
      .unknown()
      .optional()
      .meta({ description: 'A document to run the tests of; default: the draft. It is not kept.' }),
  }),
);
export type RunTestsRequest = z.infer<typeof runTestsRequest>;

const failure = z.object({
  path: z.string().meta({ description: 'JSON Pointer into the test: `/expect/output/total`, `/mocks/Charge`.' }),
  expected: z.unknown().optional().meta({ description: 'Absent: nothing is expected there.' }),
  actual: z.unknown().optional().meta({ description: 'Absent: nothing is there.' }),
  message: z.string(),
});
const testedStep = z.object({
  path: z.string(),
  state: z.string(),
  type: z.string(),
  status: z.enum(['succeeded', 'failed', 'unfinished']),
  input: z.unknown(),
  arguments: z.unknown().optional(),
  output: z.unknown().optional(),
  assigned: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ error: z.string(), cause: z.string() }).optional(),
  attempts: z.int().optional(),
  startedAt: z.string().meta({ description: 'Virtual: every test begins on 2030-01-01.' }),
  endedAt: z.string().optional(),
});
const testResult = named(
  'WorkflowTestResult',
  z.object({
    name: z.string(),
    status: z.enum(['passed', 'failed']),
    failures: z.array(failure),
    outcome: z
      .object({
        status: z.enum(['succeeded', 'failed']),
        output: z.unknown().optional(),
        error: z.string().optional(),
        cause: z.string().optional(),
      })
      .optional()
      .meta({ description: 'How its run ended; absent when that came to no end.' }),
    trace: z.array(testedStep).meta({ description: 'The visits of all states, in order; at most 500.' }),
    durationMs: z.number().meta({ description: 'Real milliseconds.' }),
  }),
);
export const testResults = named(
  'WorkflowTestResults',
  z.object({ passed: z.int(), failed: z.int(), results: z.array(testResult) }),
);
export type TestResultsDto = z.infer<typeof testResults>;

/** Results as they are sent. */
export function toTestResultsDto(results: readonly WorkflowTestResult[]): TestResultsDto {
  const passed = results.filter(({ status }) => status === 'passed').length;
  return { passed, failed: results.length - passed, results: results.map(toTestResultDto) };
}

function toTestResultDto({
  failures,
  trace,
  outcome,
  ...result
}: WorkflowTestResult): TestResultsDto['results'][number] {
  return {
    ...result,
    failures: failures.map((one) => ({ ...one })),
    ...(outcome === undefined ? {} : { outcome: { ...outcome } }),
    trace: trace.map(({ startedAtMs, endedAtMs, assigned, error, ...step }) => ({
      ...step,
      ...(assigned === undefined ? {} : { assigned: { ...assigned } }),
      ...(error === undefined ? {} : { error: { error: error.error, cause: error.cause } }),
      startedAt: toIsoTime(startedAtMs),
      ...(endedAtMs === undefined ? {} : { endedAt: toIsoTime(endedAtMs) }),
    })),
  };
}
