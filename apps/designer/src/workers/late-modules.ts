// Parts of the evaluator that few expressions need, and that weigh more than all the rest: a second engine for regular
// expressions, and templates. A worker's build puts these in their place; whoever finds one missing loads it and asks again.

type Loader = () => Promise<void>;

const known = new Map<string, Loader>();
const wanted = new Map<string, Loader>();

/** Stands for a module until it is loaded: any use of it fails, and says that it is wanted. */
export function lateModule(name: string, load: Loader): never {
  known.set(name, load);
  const stand: unknown = new Proxy(
    {},
    {
      get: () => {
        wanted.set(name, load);
        throw new Error(`${name} is not loaded yet.`);
      },
    },
  );
  return stand as never;
}

/** Runs something, again each time that it has wanted a module that was not there. Hears when the loading begins and ends. */
export async function withModules<Result>(run: () => Result, onLoading: (isLoading: boolean) => void): Promise<Result> {
  for (;;) {
    wanted.clear();
    const outcome = attempt(run);
    if (wanted.size === 0) return outcome();
    const loaders = [...wanted.values()];
    onLoading(true);
    try {
      await Promise.all(loaders.map((load) => load()));
    } finally {
      // Whoever gives it time must not give it all time when nothing comes.
      onLoading(false);
    }
  }
}

/** Loads them all: for work that cannot be done again. */
export async function loadModules(): Promise<void> {
  await Promise.all([...known.values()].map((load) => load()));
}

/** What came of it, a failure included: that may be due to a module. */
function attempt<Result>(run: () => Result): () => Result {
  try {
    const result = run();
    return () => result;
  } catch (cause) {
    return () => {
      throw cause;
    };
  }
}
