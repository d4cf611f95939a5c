// What a file or a text that somebody brings says: a workflow, or why it is none.
import type { WorkflowDocument } from '@millrace/machine';
import { findMisfit } from '../../../lib/document-shape.ts';
import { isObject, parseJson } from '../../../lib/json.ts';
import { slugOf } from '../../../lib/slug.ts';

/** Why a text is no workflow. */
export interface ImportFault {
  readonly kind: 'tooLong' | 'json' | 'noObject' | 'fragment' | 'stateMachine' | 'otherFormat' | 'newer' | 'misfit';
  /** What the parser says, or the JSON Pointer of what is not as it must be. */
  readonly detail: string;
}
export type ReadImport = { readonly document: WorkflowDocument } | { readonly fault: ImportFault };

/** The server takes no more; see MILLRACE_MAX_DOCUMENT_CHARACTERS. */
const MOST_CHARACTERS = 2 * 1024 * 1024;
const FORMAT = 1;
const NAME = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;
const LONGEST_NAME = 60;

/** Reads a workflow document. It may have problems, as any draft may: the designer shows them. */
export function readImport(text: string): ReadImport {
  const fault = (kind: ImportFault['kind'], detail = ''): ReadImport => ({ fault: { kind, detail } });
  if (text.length > MOST_CHARACTERS) return fault('tooLong');
  const { value, problem } = parseJson(text);
  if (problem !== '') return fault('json', problem);
  if (!isObject(value)) return fault('noObject');
  if ('fragment' in value) return fault('fragment');
  if ('StartAt' in value && 'States' in value) return fault('stateMachine');
  if (!('millrace' in value)) return fault('otherFormat');
  if (value.millrace !== FORMAT) return fault('newer', JSON.stringify(value.millrace));
  const misfit = findMisfit(value);
  if (misfit !== undefined) return fault('misfit', misfit === '' ? '/' : misfit);
  return { document: { ...value, name: nameFor(value.name, value.title) } as unknown as WorkflowDocument };
}

/** A name that a workflow may have: its own, else one made of its title. */
function nameFor(name: unknown, title: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const made = [title, name].filter((text) => typeof text === 'string').map((text) => slugOf(text, LONGEST_NAME));
  return made.find((text) => text !== '') ?? 'imported';
}
