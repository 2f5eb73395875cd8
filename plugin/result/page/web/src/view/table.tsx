// SPDX-License-Identifier: BSD-3-Clause
//
// A table. Where the page is narrow one with `stack` shows each row as a block of names and
// values; the roles say to screen readers that it still is a table.
import type { ComponentChildren } from "preact";

export interface Column<T> {
  title: string;
  cell: (row: T, index: number) => ComponentChildren;
  kind?: "num" | "prose" | "head" | "bar";
  isQuietTitle?: boolean; // for screen readers only
  isForWide?: boolean; // left out where the page is narrow
}

interface Props<T> {
  columns: Column<T>[];
  rows: readonly T[];
  stack?: boolean;
  caption?: string;
  foot?: ComponentChildren[];
  isCurrent?: (row: T, index: number) => boolean;
}

const kinds = { num: "num", prose: "prose", bar: "bar-column", head: "" };

const classOf = ({ kind, isForWide }: { kind?: keyof typeof kinds; isForWide?: boolean }) =>
  [kind ? kinds[kind] : "", isForWide ? "for-wide" : ""].join(" ").trim();

export function DataTable<T>({ columns, rows, stack, caption, foot, isCurrent }: Props<T>) {
  return (
    <table class={stack ? "list stack" : "list"} role="table">
      {caption && <caption>{caption}</caption>}
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th scope="col" role="columnheader" class={classOf(column)} key={column.title}>
              {column.isQuietTitle ? <span class="hidden">{column.title}</span> : column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <tr role="row" key={index} aria-current={isCurrent?.(row, index) ? "true" : undefined}>
            {columns.map(({ title, cell, kind, isQuietTitle, isForWide }) =>
              kind === "head" ? (
                <th scope="row" role="rowheader" key={title}>
                  {cell(row, index)}
                </th>
              ) : (
                <td role="cell" class={classOf({ kind, isForWide })} key={title}>
                  {stack && !isQuietTitle && (
                    <span class="cell-name" aria-hidden="true">
                      {title}
                    </span>
                  )}
                  <span class="cell-value">{cell(row, index)}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
      {foot && (
        <tfoot role="rowgroup">
          <tr role="row">
            {foot.map((cell, i) => (
              <td role="cell" class={classOf(columns[i])} key={i}>
                {cell}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** A share of the largest as a bar. */
export function Meter({ share }: { share: number }) {
  return <span class="meter" style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />;
}
