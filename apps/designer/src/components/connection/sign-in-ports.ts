import { createContext } from 'react';
import { BROWSER_PORTS } from './browser-ports.ts';
import type { SignInPorts } from './model/sign-in.ts';

/** Tests bring their own browser. */
export const SignInPortsContext = createContext<SignInPorts>(BROWSER_PORTS);
