/** A problem is one line for a person: names and values from a document may be of any length. */
const MAX_QUOTED_CHARACTERS = 80;

/** Text from the document, in quotation marks. */
export function quote(text: string): string {
  return `"${text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text}"`;
}
