import type { Page } from '../ports.ts';
import type { JsonText } from '../run.ts';

/** A call of a test address. */
export interface NewCapture {
  /** A UUIDv7. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: JsonText;
  readonly query: JsonText;
  readonly body: JsonText;
  /** Of the body as it arrived. */
  readonly bytes: number;
}
/** The same as one workflow keeps it. */
export interface CapturedCall extends NewCapture {
  readonly triggerId: string;
  readonly capturedAtMs: number;
}

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** Calls that were made to webhooks and forms of drafts. The newest of each workflow are kept; all go with it. */
export interface CaptureStore {
  /** Whether a draft, or a live version, has a webhook or form at this path. */
  hasListener(address: { readonly workspaceSlug: string; readonly path: string }): Promise<boolean>;
  /** Keeps a call for each workflow that has one, and the newest `most` calls of each. Returns ids of the workflows. */
  keep(request: {
    readonly workspaceSlug: string;
    readonly capture: NewCapture;
    readonly most: number;
  }): Promise<readonly string[]>;
  /** Newest first, of at most `maxBodyBytes` of bodies, but at least one. `workflow.not_found`. */
  list(
    request: Named & { readonly cursor?: string; readonly limit: number; readonly maxBodyBytes: number },
  ): Promise<Page<CapturedCall>>;
  /** One, or all; none there is no fault. `workflow.not_found`. */
  remove(request: Named & { readonly id?: string }): Promise<void>;
}
