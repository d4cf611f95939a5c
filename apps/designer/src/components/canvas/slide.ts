const SLIDE_MS = 180;

/** How the view goes elsewhere: on the way, so that the eye can follow, or at once for who asked the system for less motion. */
export const slide = (): { readonly duration: number } => ({
  duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : SLIDE_MS,
});
