import { createHash } from 'node:crypto';
import type { JsonObject } from '@millrace/machine';
import type { AcceptRequest, SendResult, WorkflowStore } from '@millrace/runtime';
import type { RunEngine } from '../../platform/run-engine.ts';
import type { AlertMessage } from './alert-message.ts';
import { itemPayload } from './web-sender.ts';

/** As long as any message is tried. */
const WINDOW_SECONDS = 7 * 24 * 3600;

export interface WorkflowParts {
  readonly workflows: Pick<WorkflowStore, 'find' | 'findVersion'>;
  readonly engine: Pick<RunEngine, 'accept'>;
}

/** Starts a run for each that is told. One that was started for the same before is not started again. */
export async function sendToWorkflow(
  { workflows, engine }: WorkflowParts,
  name: string,
  message: AlertMessage,
): Promise<SendResult> {
  const { workspaceId } = message;
  const live = (await workflows.find({ workspaceId, name }))?.liveVersion;
  const version = live && (await workflows.findVersion(live.id));
  if (version === undefined) {
    return { kind: 'later', reason: `No version of the workflow "${name}" is live. Publish one.` };
  }
  const declared = Object.entries(version.document.triggers ?? {}).find(([, { type }]) => type === 'call');
  const trigger = { id: declared?.[0] ?? 'alert', type: 'call' } as const;
  for (const { key, input } of inputsOf(message)) {
    const contentHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    const request: AcceptRequest = {
      version,
      trigger,
      input,
      dedupe: { key, windowSeconds: WINDOW_SECONDS, contentHash },
    };
    try {
      await engine.accept(request);
    } catch (cause) {
      return refusal(cause, name);
    }
  }
  const count = Math.max(1, message.items.length);
  return { kind: 'sent', detail: `Started ${count === 1 ? 'a run' : `${count} runs`} of "${name}".` };
}

function inputsOf(message: AlertMessage): readonly { readonly key: string; readonly input: JsonObject }[] {
  const { id, workspace, subject } = message;
  if (message.isTest) return [{ key: `alert/${id}`, input: { event: 'test', workspace, sentence: subject } }];
  return message.items.map((item) => {
    const { kind, alertId, atMs } = item.event;
    return { key: `alert/${alertId}/${kind}/${atMs}`, input: { ...itemPayload(item), workspace } };
  });
}

/** What the workflow's document refuses, and what there is no room for now. */
function refusal(cause: unknown, name: string): SendResult {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string' || code.startsWith('store.')) throw cause;
  const reason = `"${name}" did not take it: ${message}`;
  return { kind: code === 'run.input_invalid' ? 'never' : 'later', reason };
}
