import type { Finding } from '../../../lib/contract.ts';
import type { CheckAnswer, CheckRequest } from '../../../workers/check.worker.ts';

/** What is needed of the worker that checks documents. */
export interface CheckWorker {
  readonly postMessage: (request: CheckRequest) => void;
  onmessage: ((event: MessageEvent<CheckAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  readonly terminate: () => void;
}

/** A check takes tens of milliseconds; who waits for one is not held longer than this. */
const DEADLINE_MS = 3000;

/** Asks the worker that checks documents. Of several questions only the newest one's answer is heard as the newest. */
export class DocumentCheck {
  readonly #worker: CheckWorker;
  readonly #onNewest: (problems: readonly Finding[]) => void;
  readonly #waiting = new Map<number, (problems: readonly Finding[] | undefined) => void>();
  #lastId = 0;

  constructor(worker: CheckWorker, onNewest: (problems: readonly Finding[]) => void) {
    this.#worker = worker;
    this.#onNewest = onNewest;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = () => this.#giveUp();
  }

  /** The problems of a document; undefined when the worker does not answer. */
  ask(question: Omit<CheckRequest, 'id'>): Promise<readonly Finding[] | undefined> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, undefined), DEADLINE_MS);
      this.#waiting.set(id, (problems) => {
        clearTimeout(timer);
        resolve(problems);
      });
      this.#worker.postMessage({ id, ...question });
    });
  }

  /** Ends the worker; who still waits is told that there is no answer. */
  close(): void {
    this.#worker.terminate();
    this.#giveUp();
  }

  #hear({ id, problems }: CheckAnswer): void {
    if (id === this.#lastId) this.#onNewest(problems);
    this.#settle(id, problems);
  }

  #giveUp(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined);
  }

  #settle(id: number, problems: readonly Finding[] | undefined): void {
    this.#waiting.get(id)?.(problems);
    this.#waiting.delete(id);
  }
}
