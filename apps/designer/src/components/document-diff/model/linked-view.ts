/** Where a picture is on the screen: screen = picture × zoom + offset. */
export interface PictureView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The view of one picture after another one was moved and zoomed: as much, from wherever it is. */
export function followedView(
  own: PictureView,
  { before, after }: { readonly before: PictureView; readonly after: PictureView },
): PictureView {
  const scale = after.zoom / before.zoom;
  return {
    x: own.x * scale + after.x - before.x * scale,
    y: own.y * scale + after.y - before.y * scale,
    zoom: own.zoom * scale,
  };
}
