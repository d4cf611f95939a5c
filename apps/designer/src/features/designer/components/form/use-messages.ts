import { usePanel } from '../panel/panel-context.ts';

/** What the check says of a value or a part of it, each sentence once. */
export function useMessages(path: string): readonly string[] {
  const { problems } = usePanel();
  const own = problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}/`));
  return [...new Set(own.map(({ message }) => message))];
}
