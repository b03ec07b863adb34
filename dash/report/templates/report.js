(function () {
  "use strict";

  function copying() {
    var button = document.getElementById("copy");
    var said = document.getElementById("copied");
    if (!button) { return; }
    function select(element) {
      var range = document.createRange();
      range.selectNodeContents(element);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.from);
      function fallback() {
        select(source);
        said.textContent = document.execCommand("copy") ? "Copied." : "Selected: copy it with your keyboard.";
      }
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(source.textContent).then(function () { said.textContent = "Copied."; }, fallback);
      } else {
        fallback();
      }
    });
  }

  function key(row, column, kind) {
    var cell = row.children[column];
    if (kind === "number") {
      var value = parseFloat(cell.dataset.value);
      return isNaN(value) ? -Infinity : value;
    }
    return cell.textContent.trim().toLowerCase();
  }

  function sorting(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var kind = head.dataset.sort;
      if (!kind) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      var printed = document.createElement("span");
      printed.className = "print-head";
      printed.setAttribute("aria-hidden", "true");
      printed.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      head.appendChild(printed);
      button.addEventListener("click", function () {
        var now = head.getAttribute("aria-sort");
        var first = kind === "number" ? "descending" : "ascending";
        var other = first === "ascending" ? "descending" : "ascending";
        var wanted = now === first ? other : first;
        heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", wanted);
        var sign = wanted === "ascending" ? 1 : -1;
        var body = table.tBodies[0];
        Array.from(body.rows).map(function (row, place) { return { row: row, place: place, key: key(row, column, kind) }; })
          .sort(function (a, b) { return a.key < b.key ? -sign : a.key > b.key ? sign : a.place - b.place; })
          .forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }

  function filtering() {
    var input = document.getElementById("filter");
    var said = document.getElementById("filtered");
    if (!input) { return; }
    input.closest(".filter").hidden = false;
    var rows = Array.from(document.querySelectorAll("table.pairs tbody tr"));
    var more = document.querySelector("#pairs ~ details");
    var opened = false;
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var shown = 0;
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.cells[0].textContent.toLowerCase().indexOf(wanted) < 0;
        if (!row.hidden) { shown += 1; }
      });
      if (more && wanted && !more.open) { more.open = opened = true; }
      if (more && !wanted && opened) { more.open = opened = false; }
      said.textContent = wanted ? shown + " of " + rows.length + " listed pairs" : "";
    });
  }

  function printing() {
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("details:not(.further)").forEach(function (d) { d.dataset.open = d.open ? "1" : ""; d.open = true; });
    });
    window.addEventListener("afterprint", function () {
      document.querySelectorAll("details:not(.further)").forEach(function (d) { d.open = d.dataset.open === "1"; });
    });
  }

  function reaching() {
    document.querySelectorAll(".scroll").forEach(function (box) {
      function look() {
        if (box.scrollWidth > box.clientWidth + 1) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); }
      }
      if (window.ResizeObserver) { new ResizeObserver(look).observe(box); } else { look(); }
    });
  }

  function naming() {
    document.querySelectorAll(".heat-map").forEach(function (table) {
      var heads = table.tHead.rows[0].cells;
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        Array.from(row.cells).forEach(function (cell, i) {
          if (cell.title) { cell.title = row.cells[0].textContent + " / " + heads[i].title + ": flip rate " + cell.textContent + " %, " + cell.title; }
        });
      });
    });
  }

  copying();
  reaching();
  naming();
  document.querySelectorAll("table.sortable").forEach(sorting);
  filtering();
  printing();
}());
