/** Where a card is on the page. */
export interface CardPlace {
  readonly left: number;
  readonly top: number;
}

/** The card that an arrow key leads to from one of them; undefined when there is none. */
export function walkGrid(places: readonly CardPlace[], from: number, key: string): number | undefined {
  const here = places[from];
  if (here === undefined) return undefined;
  const inGrid = (index: number): number | undefined => (places[index] === undefined ? undefined : index);
  switch (key) {
    case 'ArrowRight':
      return inGrid(from + 1);
    case 'ArrowLeft':
      return inGrid(from - 1);
    case 'Home':
      return inGrid(0);
    case 'End':
      return inGrid(places.length - 1);
    case 'ArrowDown':
      return nearest(places, here, (top) => top > here.top);
    case 'ArrowUp':
      return nearest(places, here, (top) => top < here.top);
    default:
      return undefined;
  }
}

/** Of the cards above or below, one of the nearest row and there the nearest column. */
function nearest(places: readonly CardPlace[], here: CardPlace, isThere: (top: number) => boolean): number | undefined {
  const found = places
    .map((place, index) => ({
      index,
      rows: Math.abs(place.top - here.top),
      columns: Math.abs(place.left - here.left),
      place,
    }))
    .filter(({ place }) => isThere(place.top))
    .sort((left, right) => left.rows - right.rows || left.columns - right.columns);
  return found[0]?.index;
}
