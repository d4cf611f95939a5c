import { useQueryClient } from '@tanstack/react-query';
import { use, useEffect, useState, useSyncExternalStore } from 'react';
import type { OAuthSignIn, OAuthStart } from '../../lib/contract.ts';
import { CONNECTIONS_KEY } from '../../lib/queries/connections.ts';
import { SignIn, type SignInState } from './model/sign-in.ts';
import { SignInPortsContext } from './sign-in-ports.ts';

/** A sign-in that a screen follows. */
export interface SignInHandle {
  readonly state: SignInState;
  /** To be called by a click, and at once. `prepare`: what is sent before it begins. */
  readonly start: (request: OAuthStart, prepare?: () => Promise<unknown>) => void;
  readonly stop: () => void;
}

/** Follows one sign-in as long as the screen is there. `onConnected` hears of the connection, once lists know it. */
export function useSignIn(onConnected: (end: OAuthSignIn) => void): SignInHandle {
  const ports = use(SignInPortsContext);
  const cache = useQueryClient();
  const [signIn] = useState(() => new SignIn(ports));
  const state = useSyncExternalStore(signIn.subscribe, signIn.read);
  useEffect(() => signIn.stop, [signIn]);
  return {
    state,
    stop: signIn.stop,
    start: (request, prepare) => {
      const connected = (end: OAuthSignIn): void => {
        void cache.invalidateQueries({ queryKey: CONNECTIONS_KEY }).then(() => onConnected(end));
      };
      void signIn.start(request, { onConnected: connected, ...(prepare === undefined ? {} : { prepare }) });
    },
  };
}
