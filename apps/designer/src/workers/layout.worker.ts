// The layout, off the page's thread: a large graph takes a while.
import { layOut } from '../components/canvas/model/arrange-dagre.ts';
import type { LayoutResult } from '../components/canvas/model/layout.ts';
import type { LayoutInput } from '../components/canvas/model/layout-input.ts';

export interface LayoutRequest {
  readonly id: number;
  readonly input: LayoutInput;
}
export interface LayoutAnswer {
  readonly id: number;
  readonly result: LayoutResult;
}
/** The first message says that the worker has started: until then no deadline runs. */
export type LayoutMessage = LayoutAnswer | { readonly isReady: true };

addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  postMessage({ id: data.id, result: layOut(data.input) } satisfies LayoutAnswer);
});
postMessage({ isReady: true } satisfies LayoutMessage);
