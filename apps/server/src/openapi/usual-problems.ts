interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, object>>;
}

/** What any operation of its kind may be refused for, so that no controller has to repeat it. */
export function withUsualProblems<O extends Operation>(operation: O, { isPublic }: { readonly isPublic: boolean }): O {
  const { parameters = [], requestBody, responses } = operation;
  const statuses = [
    ...(isPublic ? [] : [401, 403]),
    ...(parameters.length === 0 ? [] : [400]),
    ...(requestBody === undefined ? [] : [400, 413, 415]),
  ];
  const problem = { ...responses.default, description: 'A problem.' };
  const usual = Object.fromEntries(statuses.map((status) => [status, problem]));
  return { ...operation, responses: { ...usual, ...responses } };
}
