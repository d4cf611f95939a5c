import { randomUUID } from 'node:crypto';
import type { Installation } from './installation.ts';
import { ID_HEADER } from './workloads/states.ts';

const CALLS = 20;

/** After everything is healed, each process answers so many calls of each door in a row. Returns what did not. */
export async function findBrokenDoors(installation: Installation, apiKey: string): Promise<readonly string[]> {
  const server = installation.urlOf('server');
  const authorization = `Bearer ${apiKey}`;
  const post = (path: string, wanted: number) => async (): Promise<string | undefined> => {
    // `door-` ids are no events: nothing but their answer is looked at.
    const headers = { 'content-type': 'application/json', authorization, [ID_HEADER]: `door-${randomUUID()}` };
    return judge(await fetch(`${server}${path}`, { method: 'POST', headers, body: '{}' }), wanted);
  };
  const get = (url: string) => async (): Promise<string | undefined> =>
    judge(await fetch(url, { headers: { authorization } }), 200);
  const doors: readonly (readonly [string, () => Promise<string | undefined>])[] = [
    ['webhook, accepted', post('/hooks/default/chaos-door', 202)],
    ['webhook, result', post('/hooks/default/chaos-door-result', 200)],
    ['API, start', post('/api/v1/workflows/chaos-door/runs', 202)],
    ['API, runs', get(`${server}/api/v1/runs?limit=5`)],
    ['metrics', get(`${server}/metrics`)],
    ...installation.processes.map(
      ({ name }) => [`${name}, readiness`, get(`${installation.urlOf(name)}/readyz`)] as const,
    ),
  ];
  const broken: string[] = [];
  for (const [name, call] of doors) {
    for (let count = 0; count < CALLS; count += 1) {
      const fault = await call().catch((cause: unknown) => String(cause));
      if (fault !== undefined) broken.push(`${name}, call ${count + 1}: ${fault}`);
    }
  }
  return broken;
}

async function judge(response: Response, wanted: number): Promise<string | undefined> {
  const text = await response.text();
  return response.status === wanted ? undefined : `${response.status} ${text.slice(0, 200)}`;
}
