import type { RunView } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptName, keptText } from '../http/text.ts';
import { runQueryText } from './runs.dto.ts';

const MAX_COLUMNS = 40;
const columns = z
  .array(keptText(1, 120))
  .max(MAX_COLUMNS)
  .meta({ description: 'Which columns the list shows. `@name` is a search attribute.' });
const members = { name: keptName(60), query: runQueryText, columns: columns.optional() };

export const makeRunViewRequest = named('MakeRunView', z.strictObject(members));
export type MakeRunViewRequest = z.infer<typeof makeRunViewRequest>;
export const changeRunViewRequest = named('ChangeRunView', z.strictObject(members).partial());
export type ChangeRunViewRequest = z.infer<typeof changeRunViewRequest>;
export const runViewParams = z.strictObject({ id: z.uuid() });
export type RunViewParams = z.infer<typeof runViewParams>;

export const runViewDto = named(
  'RunView',
  z.object({
    id: z.string(),
    name: z.string(),
    query: z.string(),
    columns: z.array(z.string()).optional(),
    createdBy: z.string(),
    createdAt: z.string(),
  }),
);
export type RunViewDto = z.infer<typeof runViewDto>;
export const runViewList = named('RunViewList', z.object({ items: z.array(runViewDto) }));
export type RunViewList = z.infer<typeof runViewList>;

export function toRunViewDto({ id, name, query, columns: shown, createdBy, createdAtMs }: RunView): RunViewDto {
  return {
    ...{ id, name, query, createdBy, createdAt: toIsoTime(createdAtMs) },
    ...(shown === undefined ? {} : { columns: [...shown] }),
  };
}
