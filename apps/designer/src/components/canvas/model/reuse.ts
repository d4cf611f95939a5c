import { isSame } from '../../../lib/json.ts';

/**
 * Hands out the items of before in place of equal new ones, and their list when all are equal: whoever draws them then
 * sees by identity what an edit has changed, and draws nothing else.
 */
export function createReuse<Item extends { readonly id: string }>(): (items: readonly Item[]) => readonly Item[] {
  let list: readonly Item[] = [];
  let byId = new Map<string, Item>();
  return (items) => {
    const reused = items.map((item) => {
      const before = byId.get(item.id);
      return before !== undefined && isSame(before, item) ? before : item;
    });
    if (reused.length === list.length && reused.every((item, index) => item === list[index])) return list;
    list = reused;
    byId = new Map(reused.map((item) => [item.id, item]));
    return list;
  };
}
