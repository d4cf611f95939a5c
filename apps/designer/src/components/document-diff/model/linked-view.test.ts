import { followedView } from './linked-view.ts';

const own = { x: 100, y: 50, zoom: 1 };

test('a picture is moved as far as the other one', () => {
  const moved = { before: { x: 0, y: 0, zoom: 1 }, after: { x: 30, y: -10, zoom: 1 } };
  expect(followedView(own, moved)).toEqual({ x: 130, y: 40, zoom: 1 });
});

test('it is zoomed around the same point of the screen', () => {
  // The point at 200, 100 stays where it is in the other picture.
  const zoomed = { before: { x: 0, y: 0, zoom: 1 }, after: { x: -200, y: -100, zoom: 2 } };
  const next = followedView(own, zoomed);
  const at = (view: typeof own) => ({ x: (200 - view.x) / view.zoom, y: (100 - view.y) / view.zoom });
  expect(at(next)).toEqual(at(own));
  expect(next.zoom).toBe(2);
});
