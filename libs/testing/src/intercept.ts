/** One call of a port's method, on its way. */
export interface PortCall {
  readonly method: string;
  /** 1 for the first call of this method. */
  readonly count: number;
  readonly parameters: readonly unknown[];
  /** Lets the call through. */
  readonly proceed: () => Promise<unknown>;
}

/**
 * A port whose calls pass through `handle`, which may let them through, delay, repeat or fail them, or lose the answer. For
 * ports whose methods all return promises.
 */
export function intercept<T extends object>(port: T, handle: (call: PortCall) => Promise<unknown>): T {
  const counts = new Map<string, number>();
  return new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      return (...parameters: unknown[]): Promise<unknown> => {
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        const proceed = async (): Promise<unknown> => (await Reflect.apply(value, target, parameters)) as unknown;
        return handle({ method: key, count, parameters, proceed });
      };
    },
  });
}

/** What can go wrong with a call: it never arrives, or it is done and its answer gets lost. */
export type Fault = 'refused' | 'answer_lost';

/** A port that fails where the plan says so; the failure is `cause`. */
export function withFaults<T extends object>(
  port: T,
  plan: (call: Omit<PortCall, 'proceed'>) => Fault | undefined,
  cause: () => Error = () => new Error('The port fails, as the test asked.'),
): T {
  return intercept(port, async ({ proceed, ...call }) => {
    const fault = plan(call);
    if (fault === 'refused') throw cause();
    const answer = await proceed();
    if (fault === 'answer_lost') throw cause();
    return answer;
  });
}

/** A port whose calls are written down, and held up where `gate` gives something to wait for. */
export function watch<T extends object>(
  port: T,
  gate: (method: string) => Promise<unknown> | undefined = () => undefined,
): { readonly port: T; readonly calls: readonly string[] } {
  const calls: string[] = [];
  const watched = intercept(port, async ({ method, proceed }) => {
    calls.push(method);
    await gate(method);
    return proceed();
  });
  return { port: watched, calls };
}

/** Something to wait for until the test opens it. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export function aGate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
