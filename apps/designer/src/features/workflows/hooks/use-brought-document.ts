import type { WorkflowDocument } from '@millrace/machine';
import { type DragEvent, useEffect, useReducer, useState } from 'react';
import { type ImportFault, readImport } from '../model/read-document.ts';

/** What somebody brought in place of a workflow. */
export type BroughtFault = ImportFault | { readonly kind: 'unreadable'; readonly detail: string };

interface Brought {
  readonly document: WorkflowDocument | undefined;
  readonly fault: BroughtFault | undefined;
  /** Whether a file is held over the page. */
  readonly isOver: boolean;
  readonly readFile: (file: File) => void;
  /** Puts away what was brought. */
  readonly clear: () => void;
  /** For the page, which takes files that are dropped on it. */
  readonly dropping: Readonly<Record<'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>>;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA'].includes(target.tagName));

interface Kept {
  readonly document?: WorkflowDocument | undefined;
  readonly fault?: BroughtFault;
}

/** A workflow that was brought stays when the next one is refused. */
const keep = (kept: Kept, read: Kept): Kept => (read.fault === undefined ? read : { ...kept, fault: read.fault });

/**
 * A workflow that is chosen as a file, dropped on the page, or pasted on it. What is said of a refusal goes when the place
 * is left where it was said: the template that is looked at, if any.
 */
export function useBroughtDocument(place: string | undefined): Brought {
  const [{ document: brought, fault }, bring] = useReducer(keep, {});
  const [seenAt, setSeenAt] = useState(place);
  const [isOver, setOver] = useState(false);
  if (place !== seenAt) {
    setSeenAt(place);
    bring({ document: brought });
  }
  const readFile = (file: File): void => {
    file.text().then(
      (text) => bring(readImport(text)),
      (cause: unknown) => bring({ fault: { kind: 'unreadable', detail: String(cause) } }),
    );
  };
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const [file] = event.clipboardData?.files ?? [];
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (isField(event.target) || (file === undefined && text === '')) return;
      event.preventDefault();
      if (file === undefined) bring(readImport(text));
      else readFile(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  return {
    document: brought,
    fault,
    isOver,
    readFile,
    clear: () => bring({}),
    dropping: {
      onDragOver: (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event) => {
        const [file] = event.dataTransfer.files;
        setOver(false);
        if (file === undefined) return;
        event.preventDefault();
        readFile(file);
      },
    },
  };
}
