// A draft as text, and what a text that somebody writes makes of it.
import type { WorkflowDocument } from '@millrace/machine';
import { isObject, isSame, parseJson } from '../../../../lib/json.ts';
import { findMisfit } from '../../../../lib/document-shape.ts';
import { merge } from '../merge.ts';
import type { JsonPlaces } from './json-places.ts';

/** Why a text is not taken: it stays as it is, and the draft as it was. */
export interface TextProblem {
  /** `json`: it cannot be read. `document`: it cannot be drawn. */
  readonly kind: 'json' | 'document';
  /** What the parser says, or the JSON Pointer of what is not as it must be. */
  readonly detail: string;
  readonly line: number;
  readonly offset: number;
}

/** A text that is being written. */
export interface TypedText {
  readonly text: string;
  /** The draft when this text was last the same as it. */
  readonly base: WorkflowDocument;
  /** Absent for a text that the draft says too. */
  readonly problem?: TextProblem | undefined;
}

export const showDocument = (document: WorkflowDocument): string => JSON.stringify(document, null, 2);

/** The text that stands in the editor: what is being written, unless the draft has gone on without it. */
export function shownText(present: WorkflowDocument, typed: TypedText | undefined): string {
  return typed !== undefined && (typed.problem !== undefined || typed.base === present)
    ? typed.text
    : showDocument(present);
}

/** A text and what it makes of the draft. */
interface Taken {
  readonly typed: TypedText;
  /** The same object when the text changes nothing. */
  readonly document: WorkflowDocument;
}

interface Before {
  readonly present: WorkflowDocument;
  readonly typed: TypedText | undefined;
  /** Whether a text is taken that cannot be drawn: while the draft itself cannot be. */
  readonly mayMisfit: boolean;
  /** Tells where in a text something stands. */
  readonly places: JsonPlaces;
}

/** Takes a text as far as it says a document. What was changed elsewhere while the text could not be read stays changed. */
export function takeText(text: string, { present, typed, mayMisfit, places }: Before): Taken {
  const base = typed?.problem === undefined ? present : typed.base;
  const read = readDocument(text, mayMisfit, places);
  if ('problem' in read) return { typed: { text, base, problem: read.problem }, document: present };
  // The name is the workflow's address: another one would be another workflow.
  const mine = { ...read.document, name: present.name };
  const merged = base === present ? mine : mergeDocuments({ base, mine, theirs: present });
  const document = isSame(merged, present) ? present : merged;
  return { typed: { text: isSame(merged, mine) ? text : showDocument(merged), base: document }, document };
}

const mergeDocuments = (sides: Record<'base' | 'mine' | 'theirs', WorkflowDocument>): WorkflowDocument =>
  merge(sides).value;

function readDocument(
  text: string,
  mayMisfit: boolean,
  { firstFault, rangeOf }: JsonPlaces,
): { readonly document: WorkflowDocument } | { readonly problem: TextProblem } {
  const { value, problem } = parseJson(text);
  if (problem !== '') return { problem: problemAt(text, { kind: 'json', detail: problem, offset: firstFault(text) }) };
  const misfit = isObject(value) ? findMisfit(value) : '';
  if (misfit === undefined || (mayMisfit && isObject(value))) return { document: value as WorkflowDocument };
  return { problem: problemAt(text, { kind: 'document', detail: misfit, offset: rangeOf(text, misfit)?.from }) };
}

function problemAt(
  text: string,
  {
    kind,
    detail,
    offset = text.length,
  }: Pick<TextProblem, 'kind' | 'detail'> & { readonly offset: number | undefined },
): TextProblem {
  return { kind, detail, offset, line: text.slice(0, offset).split('\n').length };
}
