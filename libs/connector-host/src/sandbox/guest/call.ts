import vm from 'node:vm';
import type { Bridge, Realm, Thrown } from './bridge.ts';
import { LogBuffer } from './log-buffer.ts';
import { REALM_CODE } from './realm-code.ts';
import { compileCode } from './user-code.ts';
import { utilities } from './utilities.ts';

/** What a call tells the parent. Bodies are JSON. */
export interface CallEvents {
  log(lines: string): void;
  returned(output: string): void;
  threw(thrown: string): void;
}
export interface CallRequest {
  readonly source: string;
  /** JSON. */
  readonly input: string;
  readonly maxOutputCharacters: number;
}

const MAX_DEPTH = 200;
const MAX_TIMERS = 10_000;
const startRealm = new vm.Script(REALM_CODE, { filename: 'realm.js' });

/** One call in a realm of its own: globals, prototypes and timers end with it. */
export class GuestCall {
  readonly #events: CallEvents;
  readonly #log: LogBuffer;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #realm: Realm;
  readonly #context: vm.Context;
  #isOver = false;

  constructor(events: CallEvents) {
    this.#events = events;
    this.#log = new LogBuffer((lines) => events.log(`[${lines.join(',')}]`), performance.now.bind(performance));
    // No prototype: that of an object of ours would be the way to the objects of this side. And no text becomes code.
    this.#context = vm.createContext(Object.create(null) as object, {
      codeGeneration: { strings: false, wasm: false },
    });
    const start = startRealm.runInContext(this.#context) as (bridge: Bridge) => Realm;
    this.#realm = start(this.#bridge());
  }

  begin({ source, input, maxOutputCharacters }: CallRequest): void {
    const code = compileCode(source, this.#context);
    if (code.kind === 'compiled') {
      this.#realm.begin(code.getFunction, input, { maxOutputCharacters, maxDepth: MAX_DEPTH });
      return;
    }
    const { message, line } = code;
    const where = line === undefined ? {} : { stack: `at code.js:${line}` };
    this.#threw(JSON.stringify({ kind: 'source', name: 'SyntaxError', message, ...where } satisfies Thrown));
  }

  abort(reason: string): void {
    if (this.#isOver) return;
    this.#log.flush();
    this.#realm.abort(reason);
  }

  warn(reason: unknown): void {
    if (!this.#isOver) this.#realm.warn(reason);
  }

  /** Nothing of the call reaches anybody any more. */
  #end(): void {
    this.#log.flush();
    this.#isOver = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #threw(thrown: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#events.threw(thrown);
  }

  #bridge(): Bridge {
    return {
      ...utilities,
      log: (line) => {
        if (!this.#isOver && typeof line === 'string') this.#log.add(line);
      },
      startTimer: (id, delayMs) => {
        if (this.#isOver || this.#timers.size >= MAX_TIMERS || typeof delayMs !== 'number') return;
        const fire = (): void => {
          this.#timers.delete(id);
          this.#log.tick();
          this.#realm.fireTimer(id);
        };
        this.#timers.set(id, setTimeout(fire, delayMs));
      },
      stopTimer: (id) => {
        clearTimeout(this.#timers.get(id));
        this.#timers.delete(id);
      },
      returned: (output) => {
        if (this.#isOver || typeof output !== 'string') return;
        this.#end();
        this.#events.returned(output);
      },
      threw: (thrown) => {
        if (typeof thrown === 'string') this.#threw(thrown);
      },
    };
  }
}
