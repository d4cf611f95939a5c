/** A text in an address, if there is one. */
export const searchText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A text that may be digits alone: the router reads those as a number. */
export const searchName = (value: unknown): string | undefined =>
  typeof value === 'number' ? `${value}` : searchText(value);
