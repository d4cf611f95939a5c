import { layOut, type LayoutInput } from '../components/canvas/model/layout.ts';

addEventListener('message', ({ data }: MessageEvent<{ readonly id: number; readonly input: LayoutInput }>) => {
  postMessage({ id: data.id, result: layOut(data.input) });
});
