import type { OAuthSignIn, OAuthStart, StartedOAuth } from '../../../lib/contract.ts';

/** A window for the service's pages, beside this one. */
export interface SignInWindow {
  /** Also true once it is at a page that cuts itself off from this one, as sign-in pages may. */
  readonly closed: boolean;
  go(url: string): void;
  close(): void;
}
/** What signing in needs of the browser and of the server. */
export interface SignInPorts {
  /** Null when the browser does not allow it. Only a click opens one, so it is opened before anything is asked. */
  openWindow(): SignInWindow | null;
  start(request: OAuthStart): Promise<StartedOAuth>;
  read(id: string): Promise<OAuthSignIn>;
  /** Hears the id of a sign-in that another page of ours has ended. */
  onEnded(hear: (id: string) => void): () => void;
  /** Hears that the person is back at this page. */
  onReturn(hear: () => void): () => void;
  every(intervalMs: number, work: () => void): () => void;
}

/** How far a sign-in is. */
export type SignInState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'waiting';
      readonly url: string;
      /** `left`: it was closed, or is behind this one; nobody can tell. */
      readonly window: 'open' | 'blocked' | 'left';
    }
  | { readonly kind: 'ended'; readonly end: OAuthSignIn }
  /** It could not be begun, or not be followed. */
  | { readonly kind: 'refused'; readonly error: unknown };

/** What is done besides. */
export interface SignInSteps {
  /** Before the server is asked, with the window open already. */
  readonly prepare?: () => Promise<unknown>;
  readonly onConnected: (end: OAuthSignIn) => void;
}

const LOOK_MS = 2000;

/** One person signing in with a service, from the click to the end. A new start forgets the one before. */
export class SignIn {
  readonly #ports: SignInPorts;
  readonly #listeners = new Set<() => void>();
  #state: SignInState = { kind: 'idle' };
  #stopWatching: () => void = () => undefined;
  #window: SignInWindow | null = null;
  #turn = 0;

  constructor(ports: SignInPorts) {
    this.#ports = ports;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): SignInState => this.#state;

  /** To be called by a click, and at once: later the browser opens no window. */
  async start(request: OAuthStart, { prepare, onConnected }: SignInSteps): Promise<void> {
    this.stop();
    const turn = this.#turn;
    const window = this.#ports.openWindow();
    this.#window = window;
    this.#become({ kind: 'asking' });
    try {
      await prepare?.();
      const { id, authorizeUrl } = await this.#ports.start(request);
      if (turn !== this.#turn) return;
      window?.go(authorizeUrl);
      this.#become({ kind: 'waiting', url: authorizeUrl, window: window === null ? 'blocked' : 'open' });
      this.#watch(id, onConnected);
    } catch (error) {
      window?.close();
      if (turn === this.#turn) this.#become({ kind: 'refused', error });
    }
  }

  /** Nobody waits any more. What the service says afterwards is kept by the server all the same. */
  readonly stop = (): void => {
    this.#turn += 1;
    this.#stopWatching();
    this.#window?.close();
    this.#window = null;
    this.#become({ kind: 'idle' });
  };

  #watch(id: string, onConnected: SignInSteps['onConnected']): void {
    const turn = this.#turn;
    const look = async (): Promise<void> => {
      const end = await this.#ports.read(id).catch((error: unknown) => this.#failedToLook(error, turn));
      if (turn !== this.#turn || end === undefined || end.status === 'pending') return;
      this.#end(end, onConnected);
    };
    const stops = [
      this.#ports.onEnded((ended) => {
        if (ended === id) void look();
      }),
      this.#ports.every(LOOK_MS, () => void look()),
      this.#ports.onReturn(() => void look().then(() => this.#noteReturn(turn))),
    ];
    this.#stopWatching = () => {
      for (const stop of stops) stop();
    };
  }

  #end(end: OAuthSignIn, onConnected: SignInSteps['onConnected']): void {
    this.#turn += 1;
    this.#stopWatching();
    this.#become({ kind: 'ended', end });
    if (end.status === 'connected') onConnected(end);
  }

  /** A server that is away for a moment is asked again; one that knows no such sign-in is not. */
  #failedToLook(error: unknown, turn: number): undefined {
    const { status = 0 } = error as { readonly status?: number };
    if (turn !== this.#turn || status < 400 || status >= 500) return;
    this.#turn += 1;
    this.#stopWatching();
    this.#become({ kind: 'refused', error });
  }

  #noteReturn(turn: number): void {
    const state = this.#state;
    if (turn !== this.#turn || state.kind !== 'waiting' || this.#window?.closed !== true) return;
    this.#become({ ...state, window: 'left' });
  }

  #become(state: SignInState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
