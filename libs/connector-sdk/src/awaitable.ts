/** What a connector's function gives: at once, or later. */
export type Awaitable<T> = Promise<T> | T;
