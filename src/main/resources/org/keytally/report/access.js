"use strict";
(() => {
  const table = document.getElementById("access");
  if (!table) return;
  document.documentElement.classList.add("script");

  const find = id => document.getElementById(id);
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const parts = [...table.tBodies];
  const rows = [...table.querySelectorAll("tr[data-file]")];
  const reasons = [...find("reasons").children].map(item => item.textContent);
  const told = find("told");
  const usual = told.textContent;
  const buttons = heads.map(head => head.firstElementChild);
  let chosen = -1;

  const fold = text => text.toLowerCase();
  const name = row => row.parentElement.dataset.part + row.cells[0].textContent;
  const labels = rows.map(row => fold(name(row) + " " + row.cells[0].title));
  const names = heads.map(head => fold(head.title));

  /** The cell of a reader; none in a row that says one thing about everybody. */
  const cell = (row, column) => row.cells.length === heads.length + 1 ? row.cells[column + 1] : null;
  const differs = row => row.querySelector(".u, .m, .note") !== null;

  function apply() {
    const words = fold(find("file").value).split(/\s+/).filter(word => word);
    const reader = fold(find("reader").value);
    const kind = find("kind").value;
    const only = find("only").checked;
    const shown = heads.map((head, column) =>
      names[column].includes(reader) && (kind === "" || head.dataset.kind === kind));
    let files = 0;
    rows.forEach((row, number) => {
      const mine = chosen < 0 || (cell(row, chosen) || row.cells[1]).className !== "";
      const hidden = !words.every(word => labels[number].includes(word)) || (only && !differs(row)) || !mine;
      if (row.hidden !== hidden) row.hidden = hidden;
      files += hidden ? 0 : 1;
    });
    heads.forEach((head, column) => {
      if (head.hidden === !shown[column]) return;
      head.hidden = !shown[column];
      for (const row of rows) {
        const one = cell(row, column);
        if (one) one.hidden = !shown[column];
      }
    });
    for (const part of parts) {
      part.hidden = ![...part.rows].some(row => row.dataset.file !== undefined && !row.hidden);
    }
    if (current && current.parentElement.hidden) settle(rows.find(row => !row.hidden));
    find("count").value = files + " of " + rows.length + " files, "
      + shown.filter(Boolean).length + " of " + heads.length + " readers";
  }

  for (const id of ["file", "reader", "kind", "only"]) {
    find(id).addEventListener("input", apply);
  }
  buttons.forEach((button, column) => button.addEventListener("click", () => {
    chosen = chosen === column ? -1 : column;
    buttons.forEach((other, number) => other.setAttribute("aria-pressed", String(number === chosen)));
    apply();
  }));

  let here = null;
  function tell(target) {
    const one = target instanceof Element ? target.closest("#access td, #access th") : null;
    const row = one ? one.parentElement : null;
    if (here) here.classList.remove("here");
    here = null;
    if (!row || row.dataset.file === undefined) {
      told.textContent = usual;
      return;
    }
    const label = name(row);
    const column = one.cellIndex - 1;
    here = column < 0 || one.classList.contains("note") ? null : heads[column];
    if (here) here.classList.add("here");
    told.textContent = "";
    const strong = document.createElement("b");
    if (column < 0 || one.classList.contains("note")) {
      strong.textContent = label;
      told.append(strong, " ", row.cells[0].title);
      return;
    }
    strong.textContent = heads[column].title;
    const says = { g: " reads ", u: " reads ", m: " should read, but cannot: " }[one.className] || " does not read ";
    told.append(strong, says, label, one.dataset.why === undefined ? "" : " \u2014 " + reasons[one.dataset.why]);
  }

  table.addEventListener("mouseover", event => tell(event.target));
  table.addEventListener("mouseleave", () => tell(document.activeElement));
  table.addEventListener("focusin", event => tell(event.target));

  /* One cell is in the order of the tab key; the arrow keys go from there. */
  const stop = element => element.querySelector("a, button") || element;
  let current = null;
  for (const row of rows) stop(row.cells[0]).tabIndex = -1;
  function settle(row) {
    if (current) stop(current).tabIndex = -1;
    current = row ? row.cells[0] : null;
    if (current) stop(current).tabIndex = 0;
  }
  settle(rows[0]);
  function go(to) {
    if (!to) return;
    if (current) stop(current).tabIndex = -1;
    current = to;
    stop(current).tabIndex = 0;
    stop(current).focus();
    current.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function beside(from, rowStep, cellStep) {
    if (rowStep) {
      const visible = rows.filter(row => !row.hidden);
      const next = visible[visible.indexOf(from.parentElement) + rowStep];
      return next && (next.cells[Math.min(from.cellIndex, next.cells.length - 1)]);
    }
    let next = from;
    do {
      next = cellStep > 0 ? next.nextElementSibling : next.previousElementSibling;
    } while (next && next.hidden);
    return next;
  }
  table.tBodies[0] && table.addEventListener("keydown", event => {
    const at = event.target.closest("tbody td, tbody th");
    if (!at || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [15, 0], PageUp: [-15, 0] };
    const cells = [...at.parentElement.cells].filter(one => !one.hidden);
    if (event.key in steps) {
      const [down, right] = steps[event.key];
      go(beside(at, down, right) || (Math.abs(down) > 1 ? edge(at, down) : null));
    } else if (event.key === "Home") {
      go(cells[0]);
    } else if (event.key === "End") {
      go(cells[cells.length - 1]);
    } else if (event.key === "Enter" && at.tagName === "TD") {
      at.parentElement.querySelector("a").click();
    } else {
      return;
    }
    event.preventDefault();
  });
  function edge(from, down) {
    const visible = rows.filter(row => !row.hidden);
    const row = visible[down > 0 ? visible.length - 1 : 0];
    return row && row.cells[Math.min(from.cellIndex, row.cells.length - 1)];
  }
  table.addEventListener("click", event => {
    const one = event.target.closest("tbody td");
    if (one && one.parentElement.dataset.file !== undefined) go(one);
  });

  function open() {
    const target = find(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView({ block: "center" });
    }
  }
  addEventListener("hashchange", open);
  open();
  apply();
})();
