import { makeToken } from '../auth/tokens.ts';
import type { CallbackEnd } from './oauth-callback.service.ts';
import type { OAuthOutcome } from './oauth.dto.ts';

/** On which pages of ours hear that a sign-in has ended. */
const CHANNEL = 'millrace-oauth';
/** A message must be on its way before the window that sent it is gone. */
const CLOSE_DELAY_MS = 100;

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#14171a}}';

/** A page of a few words, with the policy that lets nothing in beside them. */
export interface CallbackPage {
  readonly html: string;
  readonly policy: string;
}

/** Tells the page that waits, by the id alone: what came of it is asked for by whoever may know. Then it closes itself. */
export function printCallbackPage({ id, outcome }: CallbackEnd): CallbackPage {
  const nonce = makeToken();
  const [title, text] = wordsOf(outcome);
  // An id of ours: letters, digits and hyphens.
  const tell = id === undefined ? '' : `new BroadcastChannel('${CHANNEL}').postMessage({id:'${id}'});`;
  const script = `${tell}setTimeout(()=>window.close(),${CLOSE_DELAY_MS});`;
  const html =
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    `<title>${title} · Millrace</title><style nonce="${nonce}">${STYLE}</style></head>` +
    `<body><main><h1>${title}</h1><p>${text}</p></main>` +
    `${id === undefined ? '' : `<script nonce="${nonce}">${script}</script>`}</body></html>\n`;
  const policy =
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return { html, policy };
}

/** No word of a stranger stands here: the service's own are shown where they can be told apart. */
function wordsOf({ status }: OAuthOutcome): readonly [string, string] {
  if (status === 'connected') return ['Connected', 'You can close this window.'];
  if (status === 'state_expired')
    return [
      'Not connected',
      'This sign-in was not begun in this browser, has ended already, or took more than ten minutes. Begin it again in Millrace.',
    ];
  return ['Not connected', 'You can close this window: Millrace says what happened, and what helps.'];
}
