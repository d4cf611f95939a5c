import {
  queryOptions,
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type {
  Alert,
  AlertChannel,
  AlertChannelChange,
  AlertChannelForm,
  AlertCondition,
  AlertDetail,
  AlertPreview,
  AlertRule,
  AlertRuleChange,
  AlertRuleForm,
  NewAlertChannel,
  Page,
} from '../contract.ts';

/** Of all that is asked about alerts: one change may show in each of them. */
export const ALERTS_KEY = ['alerts'] as const;
const SOON_MS = 15_000;

/** What a list of alerts is narrowed to. */
export interface AlertFilter {
  readonly workflow?: string;
  readonly rule?: string;
  readonly state?: 'firing' | 'cleared';
}
type ListOptions = UseInfiniteQueryOptions<Page<Alert>, Error, InfiniteData<Page<Alert>>, QueryKey, string | undefined>;

/** What rules told, newest first, page by page. */
export const alertsQuery = (filter: AlertFilter, limit = 50): ListOptions => ({
  queryKey: [...ALERTS_KEY, 'list', filter, limit],
  queryFn: ({ signal, pageParam }) => {
    const query = { ...filter, limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/alerts', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: SOON_MS,
});

/** How many go on, and of those how many nobody has acknowledged. */
export const alertCountQuery = queryOptions({
  queryKey: [...ALERTS_KEY, 'count'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alerts/count', { signal })),
  refetchInterval: SOON_MS,
});

export const alertQuery = (id: string): UseQueryOptions<AlertDetail> => ({
  queryKey: [...ALERTS_KEY, 'one', id],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/alerts/{id}', { params: { path: { id } }, signal })),
  refetchInterval: SOON_MS,
});

export const acknowledgeAlert = (id: string): Promise<Alert> =>
  answerOf(api.POST('/api/v1/alerts/{id}/acknowledge', { params: { path: { id } } }));

/** All rules, or those of one workflow. */
export const alertRulesQuery = (workflow?: string): UseQueryOptions<readonly AlertRule[]> => ({
  queryKey: [...ALERTS_KEY, 'rules', workflow ?? ''],
  queryFn: async ({ signal }) => {
    const query = workflow === undefined ? {} : { workflow };
    return (await answerOf(api.GET('/api/v1/alerts/rules', { params: { query }, signal }))).items;
  },
  refetchInterval: SOON_MS,
});

export const makeAlertRule = (body: AlertRuleForm): Promise<AlertRule> =>
  answerOf(api.POST('/api/v1/alerts/rules', { body }));

export const changeAlertRule = (id: string, body: AlertRuleChange): Promise<AlertRule> =>
  answerOf(api.PATCH('/api/v1/alerts/rules/{id}', { params: { path: { id } }, body }));

export const removeAlertRule = async (id: string): Promise<void> => {
  await answerOf(api.DELETE('/api/v1/alerts/rules/{id}', { params: { path: { id } } }));
};

/** When a rule would have fired in the last seven days. */
export const alertPreviewQuery = (
  condition: AlertCondition,
  workflow: string | undefined,
): UseQueryOptions<AlertPreview> => ({
  queryKey: [...ALERTS_KEY, 'preview', workflow ?? '', condition],
  queryFn: ({ signal }) => {
    const body = { condition, ...(workflow === undefined ? {} : { workflow }) };
    return answerOf(api.POST('/api/v1/alerts/preview', { body, signal }));
  },
});

export const alertChannelsQuery: UseQueryOptions<readonly AlertChannel[]> = {
  queryKey: [...ALERTS_KEY, 'channels'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/alerts/channels', { signal }))).items,
};

export const makeAlertChannel = (body: AlertChannelForm): Promise<NewAlertChannel> =>
  answerOf(api.POST('/api/v1/alerts/channels', { body }));

export const changeAlertChannel = (id: string, body: AlertChannelChange): Promise<NewAlertChannel> =>
  answerOf(api.PATCH('/api/v1/alerts/channels/{id}', { params: { path: { id } }, body }));

export const removeAlertChannel = async (id: string): Promise<void> => {
  await answerOf(api.DELETE('/api/v1/alerts/channels/{id}', { params: { path: { id } } }));
};

/** Sends a test now, and says what happened. */
export const testAlertChannel = (id: string): Promise<{ readonly isGood: boolean; readonly detail: string }> =>
  answerOf(api.POST('/api/v1/alerts/channels/{id}/test', { params: { path: { id } } }));
