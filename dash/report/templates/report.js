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
      head.textContent = "";
      head.appendChild(button);
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
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var shown = 0;
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.cells[0].textContent.toLowerCase().indexOf(wanted) < 0;
        if (!row.hidden) { shown += 1; }
      });
      if (more && wanted) { more.open = true; }
      said.textContent = wanted ? shown + " of " + rows.length + " listed pairs" : "";
    });
  }

  function printing() {
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("details").forEach(function (d) { d.dataset.open = d.open ? "1" : ""; d.open = true; });
    });
    window.addEventListener("afterprint", function () {
      document.querySelectorAll("details").forEach(function (d) { d.open = d.dataset.open === "1"; });
    });
  }

  copying();
  document.querySelectorAll("table.sortable").forEach(sorting);
  filtering();
  printing();
}());
