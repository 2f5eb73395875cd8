// SPDX-License-Identifier: BSD-3-Clause
// Sorts the table by a click on a column, and shows the rows that hold the words typed in.
"use strict";
(function () {
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);

  // Numbers before texts, what is empty last, whichever way round.
  function compare(a, b, sign) {
    if (a === "" || b === "") {
      return (a === "") - (b === "");
    }
    const x = Number(a), y = Number(b);
    if (!isNaN(x) && !isNaN(y)) {
      return sign * (x - y);
    }
    if (isNaN(x) !== isNaN(y)) {
      return isNaN(x) - isNaN(y);
    }
    return sign * a.localeCompare(b, "en", { numeric: true });
  }

  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) {
      return;
    }
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => compare(a.cells[column].textContent.trim(),
        b.cells[column].textContent.trim(), down ? -1 : 1));
      body.append(...rows);
    });
  });

  const input = document.querySelector("input");
  const shown = document.querySelector("output");
  input.parentElement.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      count += !row.hidden;
    }
    shown.value = words.length > 0 ? count + " of " + rows.length + " rows" : "";
  });
})();
