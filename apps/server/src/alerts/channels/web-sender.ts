import type { SendPlainly } from '@millrace/connector-host';
import type { JsonObject } from '@millrace/machine';
import type { SendResult } from '@millrace/runtime';
import { signWebhook } from '@millrace/security';
import { toAlertDto } from '../alerts.dto.ts';
import { headOf, type AlertMessage } from './alert-message.ts';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 2048;
const [OK, REDIRECT, REQUEST_TIMEOUT, GONE, TOO_MANY, SERVER_FAULT] = [200, 300, 408, 410, 429, 500];

/** Sends to chat and to other systems, over the outbound guard. */
export interface WebParts {
  readonly send: SendPlainly;
  readonly nowMs: () => number;
}

/** A signed request, as Standard Webhooks say. */
export async function sendWebhook(
  parts: WebParts,
  { url, secrets }: { readonly url: string; readonly secrets: readonly string[] },
  message: AlertMessage,
): Promise<SendResult> {
  if (secrets.length === 0)
    return { kind: 'never', reason: 'The channel has no secret to sign by. Give it a new one.' };
  const body = JSON.stringify(payloadOf(message, parts.nowMs()));
  const headers = signWebhook(secrets, { id: message.id, body, nowMs: parts.nowMs() });
  const answer = await post(parts, { url, body, headers });
  if ('kind' in answer) return answer;
  if (isGood(answer.status)) return { kind: 'sent', detail: `${hostOf(url)} answered ${answer.status}.` };
  const reason = `${hostOf(url)} answered ${answer.status}.`;
  return { kind: answer.status === GONE ? 'never' : 'later', reason };
}

/** What a receiver gets, and what a workflow gets piece by piece. */
function payloadOf({ isTest, isDigest, workspace, items, subject }: AlertMessage, nowMs: number): JsonObject {
  return {
    type: isTest ? 'alert.test' : 'alert',
    timestamp: new Date(nowMs).toISOString(),
    data: {
      ...{ workspace, isTest, isDigest, subject },
      events: items.map(itemPayload),
    },
  };
}

export function itemPayload({ event, alert, sentence, links }: AlertMessage['items'][number]): JsonObject {
  return {
    ...{ event: event.kind, at: new Date(event.atMs).toISOString(), sentence },
    alert: toAlertDto(alert) as unknown as JsonObject,
    links: links.map((link) => ({ ...link })),
  };
}

/** An incoming webhook of Slack, whose address is all that it takes to write there. */
export async function sendSlack(parts: WebParts, url: string | undefined, message: AlertMessage): Promise<SendResult> {
  if (url === undefined) return { kind: 'never', reason: 'The channel has no address. Give it one.' };
  const body = JSON.stringify(slackPayload(message));
  const answer = await post(parts, { url, body, headers: {} });
  if ('kind' in answer) return answer;
  if (isGood(answer.status)) return { kind: 'sent', detail: 'Slack took it.' };
  const reason = `Slack answered ${answer.status}: ${answer.text.slice(0, 100)}`;
  const mayGoBetter = answer.status >= SERVER_FAULT || answer.status === TOO_MANY || answer.status === REQUEST_TIMEOUT;
  return { kind: mayGoBetter ? 'later' : 'never', reason };
}

function slackPayload({ subject, isTest, items }: AlertMessage): JsonObject {
  if (isTest) return { text: escaped(`${subject}. This is a test: nothing has happened.`) };
  const blocks = items.map(({ event, sentence, alert, links }) => {
    const places = links.map(({ title, url }) => `<${url}|${escaped(title)}>`).join(' · ');
    const text = `*${headOf(event.kind)}: ${escaped(sentence)}*\nRule: ${escaped(alert.ruleName)}\n${places}`;
    return { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000) } };
  });
  // So many are shown at most.
  return { text: escaped(subject), blocks: blocks.slice(0, 50) };
}

/** The three characters that mean something to Slack. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Posting {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function post(
  { send }: WebParts,
  { url, body, headers }: Posting,
): Promise<SendResult | { readonly status: number; readonly text: string }> {
  try {
    const { status, body: text } = await send({
      ...{ method: 'POST', url, headers, timeoutMs: TIMEOUT_MS, ok: 'any', as: 'text', attempts: 1 },
      maxResponseBytes: MAX_ANSWER_BYTES,
      body: { kind: 'text', text: body, contentType: 'application/json' },
    });
    return { status, text: typeof text === 'string' ? text : '' };
  } catch (cause) {
    return { kind: 'later', reason: sayFailure(cause, url) };
  }
}

const isGood = (status: number): boolean => status >= OK && status < REDIRECT;

/** Without the path: of some services it is a secret. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The receiver';
}

/** Refusals of the guard say what an operator can do; whatever else there is says only that nobody answered. */
function sayFailure(cause: unknown, url: string): string {
  const { code, message, detail } = cause as Readonly<Record<'code' | 'message' | 'detail', unknown>>;
  const inner = (detail as { readonly code?: unknown } | undefined)?.code;
  const isOfGuard = [code, inner].some((one) => typeof one === 'string' && one.startsWith('outbound.'));
  return isOfGuard && typeof message === 'string' ? message : `${hostOf(url)} does not answer.`;
}
