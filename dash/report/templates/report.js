(function () {
  "use strict";
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
}());
