// Tests of a draft, the values that stand in for steps, and the calls that were caught for it.
import { type InfiniteData, queryOptions, type QueryKey, type UseInfiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { Capture, DraftTest, KeptSample, Page, Sample, SampleForm } from '../../../lib/contract.ts';

/** Starts a test of the draft as the server has it; gives the id of its run. */
export async function startTest(name: string, test: DraftTest): Promise<string> {
  const params = { path: { name } };
  return (await answerOf(api.POST('/api/v1/workflows/{name}/draft/test', { params, body: test }))).runId;
}

/** The pins and mocks of a draft. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the library's type is made of the options
export const samplesQuery = (name: string) =>
  queryOptions({
    queryKey: ['workflows', 'samples', name] as const,
    queryFn: async ({ signal }): Promise<readonly Sample[]> =>
      (await answerOf(api.GET('/api/v1/workflows/{name}/samples', { params: { path: { name } }, signal }))).items,
  });

/** Keeps a value for a step, in place of the one before. */
export function keepSample(name: string, state: string, body: SampleForm): Promise<KeptSample> {
  return answerOf(api.PUT('/api/v1/workflows/{name}/samples/{state}', { params: { path: { name, state } }, body }));
}

/** From now on the step is called in tests. */
export function removeSample(name: string, state: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/workflows/{name}/samples/{state}', { params: { path: { name, state } } }));
}

/** What is kept for a step follows its name. */
export async function renameSamples(name: string, names: Readonly<Record<string, string>>): Promise<void> {
  await answerOf(api.POST('/api/v1/workflows/{name}/samples/rename', { params: { path: { name } }, body: { names } }));
}

type CaptureOptions = UseInfiniteQueryOptions<
  Page<Capture>,
  Error,
  InfiniteData<Page<Capture>>,
  QueryKey,
  string | undefined
>;

/** The calls of the test addresses, newest first. */
export const capturesQuery = (name: string): CaptureOptions => ({
  queryKey: ['workflows', 'captures', name],
  queryFn: ({ signal, pageParam }) => {
    const query = pageParam === undefined ? {} : { cursor: pageParam };
    return answerOf(api.GET('/api/v1/workflows/{name}/captures', { params: { path: { name }, query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

export function removeCaptures(name: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/workflows/{name}/captures', { params: { path: { name } } }));
}

/** Sends a body to a webhook's test address, as its caller would. */
export async function sendSample(url: string, body: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'omit' });
  const answer: unknown = await response.json().catch(() => undefined);
  const { id, detail } = (answer ?? {}) as { readonly id?: string; readonly detail?: string };
  if (!response.ok || id === undefined) throw new Error(detail ?? `The test address answered ${response.status}.`);
  return id;
}
