// What is on the page: cards of persons, questions about pairs, the header.

const $ = (selector) => document.querySelector(selector);
const items = [];
const FEW = 6;  // faces shown at first

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const jpeg = (face) => `data:image/jpeg;base64,${face[1]}`;

function thumb(id) {
  const face = cards.get(id)?.faces[0];
  return face ? make("img", { src: jpeg(face), alt: "", width: 48, height: 48 })
    : make("span", { class: "blank" });
}

function called(id) {
  const card = cards.get(id);
  return nameOf(id) || `No name${card ? ` · ${card.facts.split(" · ")[0]}` : ""}`;
}

function button(text, act, key) {
  const element = make("button", { type: "button", title: key, text });
  element.addEventListener("click", act);
  return element;
}

function buildCard(card) {
  const field = make("input", {
    autocomplete: "off", spellcheck: "false", placeholder: "Name", role: "combobox",
    "aria-expanded": "false", "aria-label": `Name of ${card.id}`, enterkeyhint: "done",
  });
  const list = make("ul", { class: "choices", role: "listbox", hidden: true });
  const acts = make("p", { class: "acts" });
  const element = make("section", { class: "card", tabindex: "-1", "data-id": card.id },
    make("div", { class: "who" }, make("div", { class: "field" }, field, list),
      make("p", { class: "facts", text: card.facts.replaceAll(" · ", "\n") }), make("p", { class: "state" }), acts),
    make("div", { class: "faces" }));
  const item = { kind: "card", card, element, field, list, picked: -1, all: false, mode: "name" };
  const act = (what) => () => { go(items.indexOf(item)); what(item); };
  if (card.child) acts.append(button("Confirm", act(confirm), "c"));
  acts.append(button("Merge", act(merge), "m"), button("Ignore", act(ignore), "i"));
  setUpField(item);
  return item;
}

function buildPair(pair) {
  const element = make("section", { class: "pair", tabindex: "-1", "data-pair": pair.join(" ") },
    make("div", { class: "two" }), make("p", { class: "acts" }));
  const item = { kind: "pair", pair, element };
  const act = (same) => () => { go(items.indexOf(item)); answer(item, same); };
  element.querySelector(".acts").append(
    make("b", { text: "Same person?" }), button("Yes", act(true), "y"), button("No", act(false), "n"));
  return item;
}

// pictures are put in when they come near: thousands at once are too many
const watcher = new IntersectionObserver((seen) => {
  for (const each of seen) {
    if (each.isIntersecting) fill(items.find((item) => item.element === each.target));
  }
}, { rootMargin: "1200px 0px" });

function fill(item) {
  if (item.filled) return;
  item.filled = true;
  watcher.unobserve(item.element);
  paintItem(item);
}

const shownFaces = (item) => (item.all ? item.card.faces : item.card.faces.slice(0, FEW));

function fillFaces(item) {
  const box = item.element.querySelector(".faces");
  if (box.dataset.shown !== String(item.all)) {
    const doubtful = item.card.faces.length - item.card.doubtful;
    box.dataset.shown = String(item.all);
    box.replaceChildren(...shownFaces(item).map((face, place) => buildFace(item, face, place, place >= doubtful)));
    if (item.card.faces.length > FEW) {
      const more = item.card.faces.length - FEW;
      box.append(button(item.all ? "Fewer" : `${more} more`, () => { showAll(item, !item.all); }, "a"));
    }
  }
  [...box.querySelectorAll("figure")].forEach((figure, place) => {
    figure.classList.toggle("picked", place === item.picked);
    const gone = now.gone.has(figure.dataset.face);
    figure.classList.toggle("gone", gone);
    figure.querySelector("button").textContent = gone ? "↺" : "×";
  });
}

function buildFace(item, face, place, doubtful) {
  const out = make("button", { type: "button", tabindex: "-1",
    title: "x: does not belong", "aria-label": "Does not belong" });
  const figure = make("figure", { "data-face": face[0], class: doubtful ? "doubtful" : "" },
    make("img", { src: jpeg(face), alt: face[2], width: 160, height: 160,
      title: doubtful ? `${face[2]}: among those least like the others` : face[2] }), out);
  out.addEventListener("click", (event) => {
    event.stopPropagation();
    go(items.indexOf(item));
    item.picked = place;
    strike(item);
  });
  figure.addEventListener("click", () => {
    go(items.indexOf(item));
    item.picked = place;
    paintItem(item);
  });
  return figure;
}

function paintItem(item) {
  if (item.kind === "pair") paintPair(item);
  else paintCard(item);
}

function paintCard(item) {
  const { card, element, field } = item;
  const merged = isMerged(card.id);
  const ignored = isIgnored(card.id);
  element.classList.toggle("done", isDone(card));
  element.classList.toggle("away", merged || ignored);
  if (document.activeElement !== field) field.value = merged ? "" : nameOf(card.id);
  field.title = field.value;
  field.disabled = merged;
  const said = merged ? `→ ${called(root(card.id))}` : ignored ? "Ignored"
    : card.child && now.confirmed.has(card.id) ? "Confirmed" : "";
  element.querySelector(".state").textContent = said;
  if (item.filled) fillFaces(item);
}

function paintPair(item) {
  item.element.hidden = isSettled(item.pair);
  if (item.element.hidden || !item.filled) return;
  const sides = item.pair.map((id) => {
    const shown = root(id);
    const faces = (cards.get(shown) || cards.get(id)).faces.slice(0, 4);
    return make("div", {}, make("div", { class: "faces" },
      ...faces.map((face) => make("img", { src: jpeg(face), alt: face[2], width: 160, height: 160 }))),
    make("p", { class: "facts", text: called(shown) }));
  });
  item.element.querySelector(".two").replaceChildren(...sides);
}

function paint() {
  items.forEach((item, place) => {
    item.element.classList.toggle("now", place === state.at);
    paintItem(item);
  });
  paintHead();
}

const isToDo = (item) => (item.kind === "pair" ? !item.element.hidden : !isDone(item.card));

const counted = (number, text) => (number ? [`${number} ${text}`] : []);

function paintHead() {
  const { name, merge: merges, ignore: ignores, remove, same } = now.counts;
  const done = [...counted(name, "named"), ...counted(merges, "merged"),
    ...counted(ignores, "ignored"), ...counted(remove, "taken out"), ...counted(same, "answered")];
  const people = data.cards.filter((card) => !card.loose);
  const left = people.filter((card) => !isDone(card)).length;
  const ends = left ? `${left} of ${people.length} left` : "all done";
  $("#count").textContent = [...done, ends].join(" · ");
  $("#undo").disabled = !state.actions.length;
  const pending = waiting.length;
  $("#save").textContent = !data.served ? (unsaved() ? "Save *" : "Save")
    : pending ? `Save ${pending} waiting` : "Applied";
  $("#save").disabled = data.served && !pending;
  for (const link of document.querySelectorAll("#parts button")) {
    const { part } = link.dataset;
    const open = items.filter((item) => item.part === part && isToDo(item)).length;
    link.toggleAttribute("aria-current", items[state.at]?.part === part);
    link.querySelector("small").textContent = open || "✓";
    if (part === "same") $("[data-part=same]:not(button)").hidden = !open;
  }
}

let hush = 0;

function tell(text, bad = false) {
  const place = $("#told");
  place.textContent = text;
  place.classList.toggle("bad", bad);
  clearTimeout(hush);
  hush = setTimeout(() => { place.textContent = ""; }, bad ? 20000 : 6000);
}

const PARTS = [
  ["confirm", "To confirm", "Persons made of children's faces only, which are often mixed up"],
  ["people", "People", "Those with the most faces first"],
  ["same", "Same person?", "The most useful questions first"],
  ["loose", "Strangers", "Good faces that belong to nobody"],
];

function build() {
  const of = {
    confirm: data.cards.filter((card) => card.child).map(buildCard),
    same: data.pairs.filter((pair) => pair.every((id) => cards.has(id))).map(buildPair),
    people: data.cards.filter((card) => !card.child && !card.loose).map(buildCard),
    loose: data.cards.filter((card) => card.loose).map(buildCard),
  };
  PARTS.forEach(([part, title, about]) => {
    if (!of[part].length) return;
    const heading = make("h2", { text: title }, make("small", { text: about }));
    $("#main").append(make("div", { class: "part", "data-part": part }, heading));
    for (const item of of[part]) {
      item.part = part;
      items.push(item);
      $("#main").lastChild.append(item.element);
      watcher.observe(item.element);
    }
    const link = button(title, () => goToPart(part), String($("#parts").children.length + 1));
    link.dataset.part = part;
    link.append(make("small"));
    $("#parts").append(link);
  });
  if (!items.length) $("#main").append(make("p", { class: "none", text: "There is nobody to name yet." }));
}
