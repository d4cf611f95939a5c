import type { QuotaPreview, StoragePlace, WorkflowStorage } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';

/** A petabyte. */
const MAX_BYTES = 2 ** 50;
const maxBytes = z.int().min(1).max(MAX_BYTES);

export const storageDto = named(
  'WorkflowStorage',
  z.object({
    workflow: z.string(),
    bytes: z.int().meta({
      description: 'Of its runs, their steps, logs and payloads, as they are stored, indexes roughly included.',
    }),
    runs: z.int(),
    isEstimate: z.boolean().meta({ description: 'Some of its days are so large that only a part of them was read.' }),
    measuredAt: z.string().optional().meta({ description: 'The oldest figure in it. Absent: not measured yet.' }),
    quota: z
      .object({
        maxBytes: z.int(),
        setBy: z.string(),
        setAt: z.string(),
        isExceeded: z.boolean().meta({ description: 'It holds more all the same: what is left may not be removed.' }),
        removedAt: z.string().optional().meta({ description: 'When it has removed something last.' }),
        removedRuns: z.int().meta({ description: 'So many runs have lost their payloads since it was set.' }),
        removedBytes: z.int(),
      })
      .optional(),
    wouldRemove: z
      .object({
        bytes: z.int(),
        runs: z.int().meta({ description: 'Of the days that would lose something: at most so many runs.' }),
        untilDay: z.string().optional(),
      })
      .optional()
      .meta({ description: 'With `maxBytes`: what such a quota would remove.' }),
  }),
);
export type StorageDto = z.infer<typeof storageDto>;
export const storagePage = named('WorkflowStoragePage', pageOf(storageDto));
export type StoragePage = z.infer<typeof storagePage>;

const CURSOR = /^(\d{1,16})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
export const listStorageQuery = z.object({
  ...pageQuery,
  cursor: z.string().regex(CURSOR).optional().meta({ description: 'From `nextCursor` of the page before.' }),
});
export type ListStorageQuery = z.infer<typeof listStorageQuery>;

export const storageQuery = z.object({
  maxBytes: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_BYTES)
    .optional()
    .meta({ description: 'Tells what such a quota would remove.' }),
});
export type StorageQuery = z.infer<typeof storageQuery>;

export const quotaRequest = named(
  'SetQuota',
  z.strictObject({ maxBytes: maxBytes.nullable().meta({ description: '`null`: there is none any more.' }) }),
);
export type QuotaRequest = z.infer<typeof quotaRequest>;

export function toStorageDto(stored: WorkflowStorage, wouldRemove?: QuotaPreview): StorageDto {
  const { workflowName: workflow, bytes, runs, isEstimate, measuredAtMs, quota } = stored;
  return {
    ...{ workflow, bytes, runs, isEstimate },
    ...(measuredAtMs === undefined ? {} : { measuredAt: toIsoTime(measuredAtMs) }),
    ...(quota === undefined
      ? {}
      : {
          quota: {
            ...{ maxBytes: quota.maxBytes, setBy: quota.setBy, setAt: toIsoTime(quota.setAtMs) },
            isExceeded: bytes > quota.maxBytes,
            ...(quota.removedAtMs === undefined ? {} : { removedAt: toIsoTime(quota.removedAtMs) }),
            ...{ removedRuns: quota.removedRuns, removedBytes: quota.removedBytes },
          },
        }),
    ...(wouldRemove === undefined ? {} : { wouldRemove }),
  };
}

export const printPlace = ({ bytes, workflowId }: WorkflowStorage): string => `${bytes}_${workflowId}`;

export function readPlace(cursor: string): StoragePlace {
  const [, bytes = '', workflowId = ''] = CURSOR.exec(cursor) ?? [];
  return { bytes: Number(bytes), workflowId };
}
