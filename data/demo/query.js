/* The few calls of the common query library that the pages of the demo county make. */
var $ = function (what) {
  if (typeof what === "function") {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", what);
    else what();
    return;
  }
  var all = [].slice.call(document.querySelectorAll(what));
  return {
    html: function (markup) { all.forEach(function (it) { it.innerHTML = markup; }); return this; },
    text: function () { return all.map(function (it) { return it.textContent; }).join(""); },
    show: function () { all.forEach(function (it) { it.style.display = "block"; }); return this; },
    load: function (address) { var me = this; $.ajax({ url: address, success: function (markup) { me.html(markup); } }); return this; }
  };
};
$.ajax = function (wish) {
  fetch(wish.url).then(function (answer) {
    if (!answer.ok) throw new Error(answer.status);
    return wish.dataType === "json" ? answer.json() : answer.text();
  }).then(wish.success);
};
$.getJSON = function (address, success) { $.ajax({ url: address, dataType: "json", success: success }); };
