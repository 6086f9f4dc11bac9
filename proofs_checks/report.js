const box = document.getElementById("search"), buttons = [...document.querySelectorAll(".filters button")];
let wanted = "all";
function apply() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll("[data-state]")) {
    const text = item.dataset.text, state = item.dataset.state, outcome = item.dataset.outcome;
    item.hidden = !((wanted === "all" || wanted === state || wanted === outcome) && words.every(w => text.includes(w)));
  }
}
box.addEventListener("input", apply);
for (const b of buttons) b.addEventListener("click", () => {
  wanted = b.dataset.show;
  for (const other of buttons) other.setAttribute("aria-pressed", other === b);
  apply();
});
addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details")) d.open = true; });
