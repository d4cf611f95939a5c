import { ServerError } from '../errors.ts';

interface Limits {
  /** So many bodies are held in memory, and what is in them looked at, at once. */
  readonly places: number;
  /** So many more wait, with their bodies unread. */
  readonly waiting: number;
}
const DEFAULT_LIMITS: Limits = { places: 4, waiting: 16 };

/** Bounds what large bodies cost at once: memory, and the processes and threads that take them apart. */
export class UploadPlaces {
  readonly #limits: Limits;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Resolves once there is a place, with how to give it back; `request.too_many_uploads` when too many wait already. */
  async take(gone: AbortSignal): Promise<() => void> {
    if (this.#taken < this.#limits.places) this.#taken += 1;
    else await this.#wait(gone);
    return () => this.#pass();
  }

  #wait(gone: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#limits.waiting) throw tooMany(this.#limits);
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        gone.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(begin);
        reject(gone.reason as Error);
      };
      gone.addEventListener('abort', leave, { once: true });
      this.#waiting.add(begin);
    });
  }

  /** To whoever has waited longest. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

const tooMany = ({ places, waiting }: Limits): ServerError =>
  new ServerError('request.too_many_uploads', 'Too many uploads are under way. Send it again in a moment.', {
    detail: { limit: places + waiting },
  });
