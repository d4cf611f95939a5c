// Runs in a thread of its own: large documents take seconds, and whoever reads them must not keep runs waiting.
import { parentPort, workerData } from 'node:worker_threads';
import {
  importOpenApi,
  inspectOpenApi,
  readOpenApi,
  type OpenApiImport,
  type OpenApiInspection,
  type OpenApiOverlay,
} from '@millrace/connector-openapi';
import type { JsonObject } from '@millrace/machine';

/** What the thread is given. Without an overlay the document is listed only. */
export interface OpenApiTask {
  readonly document: string;
  readonly sourceUrl?: string;
  readonly overlay?: OpenApiOverlay;
}
export type OpenApiAnswer =
  | { readonly kind: 'inspected'; readonly inspection: OpenApiInspection }
  | { readonly kind: 'imported'; readonly imported: OpenApiImport }
  /** What the document, or the choice, is guilty of. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly detail: JsonObject };

function answer({ document, sourceUrl, overlay }: OpenApiTask): OpenApiAnswer {
  const read = readOpenApi(document, sourceUrl === undefined ? {} : { sourceUrl });
  return overlay === undefined
    ? { kind: 'inspected', inspection: inspectOpenApi(read) }
    : { kind: 'imported', imported: importOpenApi(read, overlay) };
}

function answerOrRefuse(task: OpenApiTask): OpenApiAnswer {
  try {
    return answer(task);
  } catch (cause) {
    const { code, message, detail = {} } = cause as { code?: unknown; message: string; detail?: JsonObject };
    if (typeof code !== 'string' || !code.startsWith('openapi.')) throw cause;
    return { kind: 'refused', code, message, detail };
  }
}

// What is a schema has more to it than data: only its JSON leaves.
parentPort?.postMessage(JSON.stringify(answerOrRefuse(workerData as OpenApiTask)));
