import type { CapturedCall } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { workflowParams } from '../workflows/workflows.dto.ts';

const captureDto = named(
  'Capture',
  z.object({
    id: z.string(),
    triggerId: z.string(),
    at: z.string(),
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.unknown()).meta({ description: 'Without what opens doors elsewhere, as in runs.' }),
    query: z.record(z.string(), z.unknown()),
    body: z.unknown(),
    bytes: z.int().meta({ description: 'Of the body as it arrived.' }),
  }),
);
export type CaptureDto = z.infer<typeof captureDto>;
export const capturePage = named('CapturePage', pageOf(captureDto));
export type CapturePage = z.infer<typeof capturePage>;
export const listCapturesQuery = z.strictObject(pageQuery);
export type ListCapturesQuery = z.infer<typeof listCapturesQuery>;
export const captureParams = workflowParams.extend({ id: z.uuid() });
export type CaptureParams = z.infer<typeof captureParams>;

/** Answered at the door to whoever calls a test address. */
export interface CapturedCallDto {
  readonly id: string;
  /** Workflows that keep it. */
  readonly copies: number;
}
// The door is beside Nest: what it answers is only described here.
named(
  'CapturedCall',
  z.object({
    id: z.string(),
    copies: z.int().meta({ description: 'Workflows that keep it: several drafts may have one path.' }),
  }) satisfies z.ZodType<CapturedCallDto>,
);

/** A call as people see it. */
export function toCaptureDto(call: CapturedCall): CaptureDto {
  const { id, triggerId, method, path, bytes, headers, query, body, capturedAtMs } = call;
  return {
    ...{ id, triggerId, method, path, bytes, at: toIsoTime(capturedAtMs) },
    headers: JSON.parse(headers) as CaptureDto['headers'],
    query: JSON.parse(query) as CaptureDto['query'],
    body: JSON.parse(body) as unknown,
  };
}
