import { createHash } from 'node:crypto';
import { isObject, type JsonValue } from '@millrace/machine';
import type { ProblemDto } from '../http/problem.dto.ts';
import { escapeHtml } from './escape-html.ts';
import type { FormField } from './form-model.ts';
import { idOf, printField, type Filling } from './print-field.ts';

/** Names a submission, so that sending it twice starts one run. No pointer is such a name. */
export const SUBMISSION_FIELD = '~submission';

const STYLE =
  ':root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#8c959f;--accent:#0a58ca;--on:#fff;--bad:#b3261e;--tint:#f6f8fa}' +
  '@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#a3abb3;--paper:#14171a;--line:#6e7781;--accent:#79b0ff;--on:#0b1a2e;--bad:#ff8a80;--tint:#1d2126}}' +
  '*{box-sizing:border-box}body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0}' +
  'main{max-width:40rem;margin:0 auto;padding:2rem 1rem 4rem}h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}' +
  '.intro{color:var(--soft);margin:0 0 1.5rem;white-space:pre-line}.field,fieldset{margin:0 0 1.25rem}' +
  'label,legend{font-weight:600;display:block}legend{padding:0 .3rem}.optional{font-weight:400;color:var(--soft)}' +
  'fieldset{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem 0}fieldset .check{margin:0 0 .75rem}' +
  '.help{color:var(--soft);font-size:.9rem;margin:.1rem 0 .3rem}.fault{color:var(--bad);font-weight:600;margin:.1rem 0 .3rem}' +
  'input:not([type=checkbox]),select,textarea{font:inherit;color:inherit;background:var(--paper);width:100%;min-height:2.75rem;' +
  'padding:.5rem .6rem;border:1px solid var(--line);border-radius:.4rem;margin-top:.25rem}textarea{resize:vertical}' +
  '.json,pre{font-family:ui-monospace,monospace;font-size:.9rem}[aria-invalid=true]{border-color:var(--bad);border-width:2px}' +
  '.check{display:grid;grid-template-columns:auto 1fr;gap:.1rem .6rem;align-items:center}.check label{font-weight:400}' +
  '.check .help,.check .fault{grid-column:2}input[type=checkbox]{width:1.25rem;height:1.25rem;accent-color:var(--accent);margin:.2rem 0}' +
  'button{font:inherit;font-weight:600;color:var(--on);background:var(--accent);border:0;border-radius:.4rem;min-height:2.75rem;padding:.6rem 1.4rem;cursor:pointer}' +
  ':focus-visible{outline:3px solid var(--accent);outline-offset:2px}a{color:var(--accent)}' +
  '.summary{border:2px solid var(--bad);border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1.5rem}.summary h2{font-size:1.1rem;margin:0 0 .3rem}' +
  'code,pre{background:var(--tint);border-radius:.3rem;overflow-wrap:anywhere}code{padding:.1em .3em}pre{padding:.75rem;overflow:auto;white-space:pre-wrap}' +
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}';

/** Policy of these pages: their own style, named by its hash, and a form that goes back to where it came from. */
export const FORM_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
} as const;

function printPage(title: string, content: string): string {
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>\n`
  );
}

export interface FormToPrint {
  readonly title: string;
  readonly description: string;
  readonly fields: readonly FormField[];
  readonly submissionId: string;
}

/** The form, with what was sent and what is wrong with it. */
export function printForm({ title, description, fields, submissionId }: FormToPrint, filling: Filling): string {
  const hasFaults = filling.faults.size > 0;
  const intro = description === '' ? '' : `<p class="intro">${escapeHtml(description)}</p>`;
  // Without a name for the answer's place it goes back to this address.
  const encoding = hasFile(fields) ? ' enctype="multipart/form-data"' : '';
  const hidden = `<input type="hidden" name="${SUBMISSION_FIELD}" value="${escapeHtml(submissionId)}">`;
  const controls = fields.map((field) => printField(field, filling)).join('');
  return printPage(
    hasFaults ? `Please correct: ${title}` : title,
    `<h1>${escapeHtml(title)}</h1>${intro}${hasFaults ? printSummary(fields, filling) : ''}` +
      `<form method="post"${encoding}>${hidden}${controls}<button type="submit">Send</button></form>`,
  );
}

const flatten = (fields: readonly FormField[]): readonly FormField[] =>
  fields.flatMap((field) => (field.kind === 'group' ? [field, ...flatten(field.fields)] : [field]));
const hasFile = (fields: readonly FormField[]): boolean => flatten(fields).some(({ kind }) => kind === 'file');

/** All faults at the top, read out at once, each leading to its field. */
function printSummary(fields: readonly FormField[], { faults }: Filling): string {
  const byField = flatten(fields).flatMap((field) => {
    const fault = faults.get(field.name);
    return fault === undefined
      ? []
      : [`<li><a href="#${idOf(field)}">${escapeHtml(field.label)}</a>: ${escapeHtml(fault)}</li>`];
  });
  const whole = faults.get('');
  const items = [...(whole === undefined ? [] : [`<li>${escapeHtml(whole)}</li>`]), ...byField];
  return `<div class="summary" role="alert"><h2>Please correct this first</h2><ul>${items.join('')}</ul></div>`;
}

/** Says that it is kept, and how to ask about it. */
export function printThanks(
  title: string,
  runId: string,
  { isRepetition }: { readonly isRepetition: boolean },
): string {
  const note = isRepetition ? '<p>You had sent this already; it was taken once.</p>' : '';
  return printPage(
    `Thank you: ${title}`,
    `<h1>Thank you</h1><p>“${escapeHtml(title)}” was received.</p>${note}${printReference(runId)}`,
  );
}

/** Shows what the workflow gives back. */
export function printResult(title: string, runId: string, output: JsonValue): string {
  return printPage(`Thank you: ${title}`, `<h1>${escapeHtml(title)}</h1>${printValue(output)}${printReference(runId)}`);
}

/** What went wrong, as a person should read it. */
export function printProblem({ title, detail = '', requestId, runId }: ProblemDto): string {
  const reference = runId === undefined ? `Request <code>${escapeHtml(requestId)}</code>` : '';
  return printPage(
    title,
    `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p>` +
      (runId === undefined ? `<p>${reference}</p>` : printReference(runId)),
  );
}

const printReference = (runId: string): string => `<p>Your reference: <code>${escapeHtml(runId)}</code></p>`;

function printValue(value: JsonValue): string {
  if (value === null) return '<p>Done.</p>';
  if (typeof value === 'string') return `<p class="intro">${escapeHtml(value)}</p>`;
  if (!isObject(value)) return `<pre>${escapeHtml(JSON.stringify(value, undefined, 2))}</pre>`;
  const rows = Object.entries(value).map(([name, part]) => {
    const text = typeof part === 'string' ? part : JSON.stringify(part);
    return `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}
