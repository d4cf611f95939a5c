import type { ReactElement } from 'react';
import table from './table.module.css';

export interface Column<Id extends string> {
  readonly id: Id;
  /** In pixels; one column has none and takes the rest. */
  readonly width?: number;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
}

/** The widths and the heads of a table's columns. */
export function ColumnHeads<Id extends string>({
  columns,
  wordOf,
}: {
  readonly columns: readonly Column<Id>[];
  readonly wordOf: (id: Id) => string;
}): ReactElement {
  const minorOf = ({ isMinor }: Column<Id>): 'wide' | undefined => (isMinor === true ? 'wide' : undefined);
  return (
    <>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} style={{ width: column.width }} data-minor={minorOf(column)} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={column.isNumber === true ? table.number : undefined}
              data-minor={minorOf(column)}
            >
              {wordOf(column.id)}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}
