import { ServerError } from '../errors.ts';

const MAX_STREAMS = 1000;
const MAX_STREAMS_PER_USER = 20;

/** How many live streams are open, in this process and by whom. */
export class StreamPlaces {
  private readonly byUser = new Map<string, number>();
  private all = 0;

  /** Returns how to give the place back; `stream.too_many` when there is none. */
  take(userId: string): () => void {
    const mine = this.byUser.get(userId) ?? 0;
    if (mine >= MAX_STREAMS_PER_USER) throw tooMany({ limit: MAX_STREAMS_PER_USER, actual: mine + 1 });
    if (this.all >= MAX_STREAMS) throw tooMany({ limit: MAX_STREAMS, actual: this.all + 1 });
    this.byUser.set(userId, mine + 1);
    this.all += 1;
    return () => {
      const left = (this.byUser.get(userId) ?? 1) - 1;
      if (left <= 0) this.byUser.delete(userId);
      else this.byUser.set(userId, left);
      this.all -= 1;
    };
  }
}

function tooMany(detail: { readonly limit: number; readonly actual: number }): ServerError {
  return new ServerError('stream.too_many', 'There are too many live streams open. Close some windows.', {
    retryAfterSeconds: 15,
    detail,
  });
}
