import { readSignIn, startSignIn } from '../../lib/queries/oauth.ts';
import type { SignInPorts } from './model/sign-in.ts';

/** On which the page that ends a sign-in tells all others. */
const CHANNEL = 'millrace-oauth';
const FEATURES = 'popup,width=520,height=720';

/** The window, the channel and the clock of this browser. */
export const BROWSER_PORTS: SignInPorts = {
  openWindow: () => {
    const opened = globalThis.open('about:blank', 'millrace-oauth', FEATURES);
    if (opened === null) return null;
    return {
      get closed() {
        return opened.closed;
      },
      go: (url) => opened.location.replace(url),
      close: () => opened.close(),
    };
  },
  start: startSignIn,
  read: readSignIn,
  onEnded: (hear) => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<{ readonly id?: unknown } | null>) => {
      if (typeof data?.id === 'string') hear(data.id);
    };
    return () => channel.close();
  },
  onReturn: (hear) => {
    globalThis.addEventListener('focus', hear);
    return () => globalThis.removeEventListener('focus', hear);
  },
  every: (intervalMs, work) => {
    const timer = setInterval(work, intervalMs);
    return () => clearInterval(timer);
  },
};
