"""The program of the page of ``sdl-atlas evaluate``: tables that are sorted, searched and filled as one scrolls, pages of neurons.

Texts become text nodes, never markup.  Rows are added 200 at a time, so that 100,000 neurons open at once.
"""

from __future__ import annotations

SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("evaluation").textContent);
const CHUNK = 200, DENSE = 0.5, DOUBLED = 0.9;
function node(name, text, attributes) {
  const out = document.createElement(name);
  if (text !== undefined && text !== null) out.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) out.setAttribute(key, value);
  return out;
}
function shown(value) { return value === null ? "\\u2013" : String(value); }
function share(fires, rows) {
  const percent = 100 * fires / rows;
  return fires === 0 ? "0" : percent.toPrecision(percent < 10 ? 2 : 3) + "%";
}
data.models.forEach((model, index) => {
  const tools = document.querySelector(`.tools[data-model="${index}"]`);
  const table = document.getElementById(`neurons-${index}`), body = table.querySelector("tbody");
  const pages = document.getElementById(`pages-${index}`), count = tools.querySelector(".count");
  const search = tools.querySelector("input"), filter = tools.querySelector("select");
  const width = model.fires.length, numbers = Array.from({length: width}, (_, j) => j);
  const columns = [numbers, model.fires, model.mean, model.largest, model.norm, model.nearest, model.cosine];
  let order = numbers, sorted = 1, down = true, filled = 0;
  function matches(j) {
    const page = model.pages[j];
    if (filter.value === "pages" && !page) return false;
    if (filter.value === "silent" && model.fires[j]) return false;
    if (filter.value === "dense" && model.fires[j] <= DENSE * model.rows) return false;
    if (filter.value === "doubled" && !(model.cosine[j] >= DOUBLED && model.cosine[j] !== null)) return false;
    const asked = search.value.trim().toLowerCase();
    if (!asked) return true;
    if (/^[0-9]+$/.test(asked)) return String(j) === asked;
    return Boolean(page) && page.top.some(row => row[2] !== null && row[2].toLowerCase().includes(asked));
  }
  function fill() {
    const end = Math.min(filled + CHUNK, order.length);
    for (; filled < end; filled++) {
      const j = order[filled], row = node("tr", null, {"data-neuron": j});
      const cells = [j, share(model.fires[j], model.rows), model.mean[j], model.largest[j], model.norm[j], shown(model.nearest[j]),
                     shown(model.cosine[j])];
      cells.forEach(text => row.append(node("td", text)));
      if (model.pages[j]) {
        row.className = "has"; row.tabIndex = 0;
        row.addEventListener("click", () => open(j));
        row.addEventListener("keydown", event => { if (event.key === "Enter") open(j); });
      }
      body.append(row);
    }
  }
  function refresh() {
    const values = columns[sorted], sign = down ? -1 : 1;
    order = numbers.filter(matches).sort((a, b) => {
      const x = values[a], y = values[b];
      if (x === y) return a - b;
      if (x === null) return 1;
      if (y === null) return -1;
      return sign * (x - y);
    });
    body.replaceChildren(); filled = 0; fill();
    count.textContent = `${order.length.toLocaleString("en")} of ${width.toLocaleString("en")} neurons`;
    table.querySelectorAll("th").forEach((head, i) => {
      head.setAttribute("aria-sort", i !== sorted ? "none" : down ? "descending" : "ascending");
      head.textContent = head.textContent.replace(/ [\\u25b2\\u25bc]$/, "") + (i === sorted ? (down ? " \\u25bc" : " \\u25b2") : "");
    });
  }
  function links(title, list) {
    const line = node("p", title + " ", {class: "note"});
    list.forEach(([j, value]) => {
      const text = `${j} (${value})`;
      if (!model.pages[j]) { line.append(node("span", text + " ")); return; }
      const button = node("button", text, {type: "button"});
      button.addEventListener("click", () => open(j));
      line.append(button);
    });
    if (!list.length) line.append("none");
    return line;
  }
  function histogram(counts, largest) {
    const space = "http://www.w3.org/2000/svg", height = 48, bar = 9, most = Math.max(...counts, 1);
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", bar * counts.length); svg.setAttribute("height", height);
    svg.setAttribute("role", "img"); svg.setAttribute("aria-label", "histogram of the codes");
    counts.forEach((n, i) => {
      const box = document.createElementNS(space, "rect"), size = height * n / most;
      for (const [key, value] of Object.entries({x: bar * i, y: height - size, width: bar - 1, height: size, fill: "#0072B2"}))
        box.setAttribute(key, value);
      svg.append(box);
    });
    return svg;
  }
  function open(j) {
    const page = model.pages[j], out = node("div", null, {class: "page", id: `page-${index}-${j}`, tabindex: -1});
    out.append(node("h3", `neuron ${j}`));
    const often = share(model.fires[j], model.rows);
    out.append(node("p", `fires on ${often} of the rows; codes up to ${model.largest[j]}`, {class: "note"}));
    out.append(histogram(page.histogram, model.largest[j]));
    out.append(links("decoder rows most alike (cosine):", page.alike));
    out.append(links("fires together with (share of the rows with either):", page.together));
    const pictures = node("div"), list = node("ol");
    page.top.forEach(([row, code, text]) => {
      const image = data.images[row];
      if (image) {
        const figure = node("figure");
        figure.append(node("img", null, {src: image, alt: `row ${row}`}), node("figcaption", `${row}: ${code}`));
        pictures.append(figure);
      }
      if (text !== null || !image) {
        const line = node("li");
        line.append(node("span", `row ${row}: ${code}`, {class: "code"}), document.createTextNode(text === null ? "" : text));
        list.append(line);
      }
    });
    if (pictures.childNodes.length) out.append(pictures);
    if (list.childNodes.length && !pictures.childNodes.length || page.top.some(row => row[2] !== null)) out.append(list);
    pages.replaceChildren(out);
    body.querySelectorAll("tr.open").forEach(row => row.classList.remove("open"));
    const row = body.querySelector(`tr[data-neuron="${j}"]`);
    if (row) row.classList.add("open");
    out.focus({preventScroll: true});
    out.scrollIntoView({block: "nearest"});
  }
  table.addEventListener("scroll", () => { if (table.scrollTop + table.clientHeight > table.scrollHeight - 400) fill(); });
  table.querySelectorAll("th").forEach(head => {
    const sort = () => { const n = Number(head.dataset.column); down = n === sorted ? !down : n !== 0; sorted = n; refresh(); };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); } });
  });
  search.addEventListener("input", refresh); filter.addEventListener("change", refresh);
  refresh();
  const first = order.find(j => model.pages[j]);
  if (first !== undefined) { open(first); window.scrollTo(0, 0); }
});
"""
