// A plan as it will be once it is written down: so that what does not pass is not written.
import { fakeApi, type FakeApi, type FakeAnswer, type FakeRoute } from '@millrace/connector-sdk/testing';
import type { JsonObject } from '@millrace/connector-sdk';
import type { FakePlan, RoutePlan } from './plan-fake.ts';

/** What others see of a service that answers by examples: which writes have come. */
interface Written {
  readonly written: Record<string, unknown>;
}

/** The fake of a plan. It is the same as the one that `printFake` prints. */
export function runPlan({ base, routes, marks }: FakePlan, description: JsonObject): FakeApi<Written> {
  return fakeApi<Written>({
    ...{ base, description, state: () => ({ written: {} }) },
    accepts: ({ headers, queries }) =>
      marks.length === 0 ||
      [...Object.values(headers), ...queries.values()].some((text) => marks.some((mark) => text?.includes(mark))),
    routes: Object.fromEntries(routes.map((route) => [route.key, toRoute(route)])),
  });
}

function toRoute({ answer: { bytes, ...plain }, isWrite, keyHeader }: RoutePlan): FakeRoute<Written> {
  const answer: FakeAnswer = bytes === undefined ? plain : { bytes: new TextEncoder().encode(bytes) };
  return ({ method, path, headers, json }, { state }) => {
    const key = keyHeader === undefined ? `${method} ${path}` : headers[keyHeader];
    if (isWrite) state.written[key ?? `without a key ${Object.keys(state.written).length}`] = json;
    return answer;
  };
}
