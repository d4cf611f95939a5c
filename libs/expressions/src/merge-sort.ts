/**
 * The items in order, equal ones as they were. It asks in the order of the reference implementation (halves, the first
 * one rounded down, merged from the front), so that a comparison that contradicts itself or fails does so alike.
 */
export function mergeSort<Item>(
  items: readonly Item[],
  isAfter: (left: Item, right: Item) => boolean,
): readonly Item[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  return merged(mergeSort(items.slice(0, middle), isAfter), mergeSort(items.slice(middle), isAfter), isAfter);
}

function merged<Item>(
  left: readonly Item[],
  right: readonly Item[],
  isAfter: (left: Item, right: Item) => boolean,
): readonly Item[] {
  const result: Item[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    const one = left[fromLeft] as Item;
    const other = right[fromRight] as Item;
    if (isAfter(one, other)) {
      result.push(other);
      fromRight += 1;
    } else {
      result.push(one);
      fromLeft += 1;
    }
  }
  for (; fromLeft < left.length; fromLeft += 1) result.push(left[fromLeft] as Item);
  for (; fromRight < right.length; fromRight += 1) result.push(right[fromRight] as Item);
  return result;
}
