import { useNavigate } from '@tanstack/react-router';
import { useWorkbench } from '../components/workbench-context.ts';
import type { Finding } from '../../../lib/contract.ts';

const TEST = /^\/tests\/(\d+)/;

/** Opens what a problem is about: a field, a step, the document's text; of a test its page. */
export function useGoToProblem(): (problem: Pick<Finding, 'path'>) => void {
  const { document, workspace, goTo } = useWorkbench();
  const navigate = useNavigate();
  return ({ path }) => {
    const index = TEST.exec(path)?.[1];
    const test = index === undefined ? undefined : document.tests?.[Number(index)]?.name;
    if (test === undefined) goTo(path);
    else
      void navigate({
        to: '/w/$workspace/workflows/$name/tests',
        params: { workspace, name: document.name },
        search: { test },
      });
  };
}
