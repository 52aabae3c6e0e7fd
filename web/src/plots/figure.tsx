import type { ReactNode } from 'react';
import './plots.css';

export interface DataTable {
  /** What each row is about, first; then what each column holds. */
  head: readonly string[];
  rows: readonly (readonly [name: string, ...values: string[]])[];
}

/** A drawing with its gist in a sentence, and its numbers as a table for whoever cannot or would rather not read the drawing. */
export function Figure({
  summary,
  table,
  caption,
  children,
}: {
  summary: ReactNode;
  table: DataTable;
  /** What the table holds. */
  caption: string;
  children: ReactNode;
}): ReactNode {
  const [first, ...columns] = table.head;
  return (
    <figure className="figure">
      <figcaption className="small dim">{summary}</figcaption>
      {children}
      <details>
        <summary>As a table</summary>
        <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
          <table className="table numbers">
            <caption className="unseen">{caption}</caption>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([name, ...values], index) => (
                <tr key={index}>
                  <th scope="row">{name}</th>
                  {values.map((value, at) => (
                    <td key={columns[at] ?? at}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
