interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Answers the API's requests of a test with JSON, and tells what was asked. */
export function answerRequests(answer: (asked: Asked) => unknown): readonly Asked[] {
  const requests: Asked[] = [];
  const fetch = async ({ url, method }: Pick<Request, 'url' | 'method'>): Promise<unknown> => {
    const asked = { method, path: new URL(url).pathname };
    requests.push(asked);
    const text = JSON.stringify(await answer(asked));
    return {
      ok: true,
      status: 200,
      headers: new Headers(),
      text: () => Promise.resolve(text),
      json: () => JSON.parse(text) as unknown,
    };
  };
  Object.assign(globalThis, { fetch });
  return requests;
}
