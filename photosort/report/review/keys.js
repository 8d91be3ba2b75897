// What the user does: by keys, and by buttons that do the same.

const current = () => items[state.at];
const isOpen = (item) => !item.element.hidden;

function go(place, quick = false) {
  const before = current();
  if (before && before !== items[place] && before.question) closeQuestion(before);
  state.at = Math.max(0, Math.min(items.length - 1, place));
  const item = current();
  if (!item) return;
  fill(item);
  if (before && before !== item) {
    before.element.classList.remove("now");
    before.picked = -1;
    paintItem(before);
  }
  item.element.classList.add("now");
  if (!item.element.contains(document.activeElement)) item.element.focus({ preventScroll: true });
  show(item.element, quick);
  paintHead();
  keep();
}

// into sight, below the header
function show(element, quick) {
  const top = $("header").offsetHeight + 12;
  const box = element.getBoundingClientRect();
  if (box.top >= top && box.bottom <= innerHeight - 12) return;
  const to = quick || box.top < top || box.height > innerHeight - top ? box.top - top
    : box.bottom - innerHeight + 24;
  scrollBy({ top: to, behavior: "instant" });
}

function step(by) {
  let place = state.at + by;
  while (items[place] && !isOpen(items[place])) place += by;
  if (items[place]) go(place);
}

// to what is next to be done, from here on, and then from the beginning
function onward() {
  paint();
  const after = items.findIndex((item, place) => place > state.at && isToDo(item));
  const next = after >= 0 ? after : items.findIndex(isToDo);
  if (next >= 0) go(next);
  else tell(data.served ? "All done." : "All done. Ctrl-S saves the corrections.");
}

// to what is to be done in a part of the page, or else to its beginning
function goToPart(part) {
  const own = items.filter((item) => item.part === part && isOpen(item));
  const to = own.find(isToDo) || own[0];
  if (to) go(items.indexOf(to), true);
  else tell("All of them are answered.");
}

function pick(item, by) {
  if (item.kind !== "card") return;
  const place = item.picked + by;
  if (place >= FEW && !item.all && item.card.faces.length > FEW) showAll(item, true);
  if (place >= -1 && place < shownFaces(item).length) item.picked = place;
  paintItem(item);
  show(item.element.querySelector(".picked") || item.element, false);
}

function showAll(item, all) {
  item.all = all;
  if (!all && item.picked >= FEW) item.picked = FEW - 1;
  paintItem(item);
}

function strike(item) {
  if (item.kind !== "card") return;
  const face = shownFaces(item)[item.picked];
  if (!face) {
    tell("Choose a face with ← and →, then x.");
    return;
  }
  const before = now.gone.has(face[0]) && state.actions.findLast((each) => each.face === face[0]);
  const late = before && data.served && before !== state.actions.at(-1);
  if (late && before.do === "remove") say({ do: "move", person: before.person, faces: [face[0]], back: true });
  else if (before) takeBack(before);
  else if (isFree(item.card)) say({ do: "skip", person: item.card.id, face: face[0] });
  else say({ do: "remove", person: root(item.card.id), face: face[0] });
  tell(before ? "It belongs here again."
    : isFree(item.card) ? "Left out." : "Taken out of this person for good.");
  paint();
}

function ignore(item) {
  if (item.kind !== "card") return;
  const before = state.actions.find((each) => each.do === "ignore" && each.person === item.card.id);
  if (before) {
    takeBack(before);
    paint();
    return;
  }
  if (isMerged(item.card.id) || isIgnored(item.card.id) || !facesLeft(item.card).length) return;
  sayIgnore(item.card);
  tell("Ignored, with the faces of later photos.");
  onward();
}

function confirm(item) {
  if (item.kind !== "card" || isMerged(item.card.id) || isFree(item.card)) return;
  if (!now.confirmed.has(item.card.id)) say({ do: "confirm", person: item.card.id });
  tell("Confirmed: these faces stay together.");
  onward();
}

function merge(item) {
  if (item.kind !== "card" || isMerged(item.card.id)) return;
  open(item, "merge");
}

function mergeInto(item, into) {
  sayMerge(item.card, root(into));
  tell(`Merged into ${called(into)}.`);
  leave(item);
  onward();
}

function answer(item, same) {
  if (item.kind !== "pair" || isSettled(item.pair)) return;
  const [one, other] = item.pair.map(root);
  const asked = item.pair.join(" ");
  if (!same) {
    say({ do: "not_same", person: item.pair[0], other: item.pair[1], asked });
    tell("Two persons: this is not asked again.");
  } else {
    const into = nameOf(other) && !nameOf(one) ? other : one;
    say({ do: "merge", person: into === one ? other : one, into, asked });
    tell(`Merged into ${called(into)}.`);
  }
  onward();
}

// the last action is taken back; in an order that the library can follow
function undo() {
  const last = state.actions.at(-1);
  if (!last) {
    tell("There is nothing to undo.");
    return;
  }
  takeBack(last);
  paint();
  const place = items.findIndex((item) => (last.asked ? item.pair?.join(" ") === last.asked
    : item.card?.id === (last.loose || last.person)));
  if (place >= 0) go(place);
  tell("Undone.");
}

function takeBack(action) {
  const job = waiting.findIndex((each) => each.apply === action.n);
  if (data.served && state.sent.includes(action.n)) send({ undo: action.n, action });
  else if (job > 0 || (job === 0 && !busy)) waiting.splice(job, 1);
  else if (job === 0) send({ undo: action.n, action });
  drop(action.n);
}

// the field of a card: a name, or whom to merge into

function open(item, mode, text) {
  if (item.kind !== "card" || item.field.disabled) return;
  if (isFree(item.card) && !facesLeft(item.card).length) {
    tell("No face is left here.");
    return;
  }
  item.mode = mode;
  item.field.placeholder = mode === "merge" ? "Merge into…" : "Name";
  item.element.classList.toggle("merging", mode === "merge");
  if (mode === "merge") item.field.value = "";
  if (text !== undefined) item.field.value = text;
  item.field.focus();
  if (mode === "name" && text === undefined) item.field.select();
  suggest(item);
}

function leave(item) {
  item.mode = "name";
  item.field.placeholder = "Name";
  item.element.classList.remove("merging");
  state.draft = null;
  keep();
  choices(item, []);
  // not if the user has clicked elsewhere
  if (item.element.contains(document.activeElement)) item.element.focus({ preventScroll: true });
  paintItem(item);
}

function suggest(item) {
  const text = item.field.value;
  const near = item.card.near.filter((id) => !isMerged(id) && !isIgnored(id));
  const found = text.trim() ? fitting(text, item.card.id) : item.mode === "merge" ? near : [];
  const whole = item.mode === "name" && !found.length && completed(text);
  if (whole) found.push({ text: whole });
  choices(item, found, item.mode === "merge" && text.trim() ? 0 : -1);
}

function choices(item, found, chosen = -1) {
  item.found = found;
  item.chosen = chosen;
  item.list.hidden = !found.length;
  item.field.setAttribute("aria-expanded", String(found.length > 0));
  item.list.replaceChildren(...found.map((id, place) => {
    const row = make("li", { role: "option", "aria-selected": String(place === chosen) },
      ...(id.text ? [] : [thumb(id)]), make("span", { text: id.text || called(id) }));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      item.chosen = place;
      accept(item);
    });
    return row;
  }));
  if (found.length) show(item.list, false);
}

function accept(item, stay = false) {
  const { card, field } = item;
  const chosen = item.found?.[item.chosen];
  if (item.mode === "merge") {
    const into = chosen || namesake(field.value, card.id);
    if (into) mergeInto(item, into);
    else tell(field.value.trim() ? "Nobody has that name." : "Type a name, or choose with ↓.");
    return;
  }
  const text = (chosen?.text || (chosen ? nameOf(chosen) : field.value)).trim().normalize("NFC");
  if (text === nameOf(card.id) || (!text && isFree(card))) {
    leave(item);
    if (!stay) step(1);
    return;
  }
  const same = text && (chosen && !chosen.text ? chosen : namesake(text, card.id));
  if (same && (chosen || !stay)) ask(item, text, same);
  else give(item, text, stay);
}

function give(item, text, stay = false) {
  sayName(item.card, text);
  leave(item);
  if (stay) paint();
  else onward();
  const same = namesake(text, item.card.id);
  if (text && same) tell(`Two persons are called ${text} now; m merges them.`);
}

function ask(item, text, same) {
  choices(item, []);
  item.question = { text, same };
  const line = make("p", { class: "question", role: "alert" }, thumb(same),
    make("span", { text: `Merge into ${called(same)}?` }),
    button("Yes", () => reply(item, true), "y"), button("Another person", () => reply(item, false), "n"));
  item.element.querySelector(".who").append(line);
  item.element.focus({ preventScroll: true });
  show(item.element, false);
}

function closeQuestion(item) {
  item.question = null;
  item.element.querySelector(".question")?.remove();
  leave(item);
}

function reply(item, yes) {
  const { text, same } = item.question;
  closeQuestion(item);
  if (yes) mergeInto(item, same);
  else give(item, text);
}

function setUpField(item) {
  const { field } = item;
  field.addEventListener("focus", () => {
    if (current() !== item) go(items.indexOf(item));
    if (!item.field.value.trim()) suggest(item);
  });
  field.addEventListener("input", () => {
    state.draft = item.mode === "name" ? { id: item.card.id, text: field.value } : null;
    keep();
    suggest(item);
  });
  field.addEventListener("blur", () => {
    if (item.question || document.activeElement === field) return;
    if (state.draft?.id === item.card.id && item.mode === "name" && field.value.trim()) accept(item, true);
    else if (item.mode === "merge") leave(item);
    else choices(item, []);
  });
  field.addEventListener("keydown", (event) => fieldKey(item, event));
}

function fieldKey(item, event) {
  if (event.isComposing) return;
  const found = item.found || [];
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move && found.length) {
    const place = item.chosen + move;
    choices(item, found, place >= found.length ? -1 : place < -1 ? found.length - 1 : place);
  } else if (move) {
    accept(item, true);
    if (!item.question) step(move);
  } else if (event.key === "Enter") {
    accept(item);
  } else if (event.key === "Tab" && !event.shiftKey && found.length) {
    const wanted = found[Math.max(0, item.chosen)];
    item.field.value = wanted.text || nameOf(wanted);
    state.draft = { id: item.card.id, text: item.field.value };
    suggest(item);
  } else if (event.key === "Escape") {
    state.draft = null;
    item.field.value = nameOf(item.card.id);
    leave(item);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

const KEYS = [
  ["Enter, or a capital letter", "Type a name; Enter gives it"],
  ["Tab, ↓", "In a name: complete it or its last word, choose a person"],
  ["↑ ↓", "The person before, the next one"],
  ["Space", "The next one that is not done"],
  ["← →", "Choose a face"],
  ["m", "Merge into another person"],
  ["i", "Ignore: a stranger, a statue"],
  ["x", "The chosen face does not belong"],
  ["c", "Confirm: these faces belong together"],
  ["y n", "Answer: the same person, or not"],
  ["a", "All faces of a person, or fewer"],
  ["u", "Undo"],
  ["1 2 3 4", "Go to a part of the page"],
  ["Ctrl-S", "Save the corrections"],
  ["?", "These keys"],
];

function commands(item) {
  return {
    ArrowDown: () => step(1), ArrowUp: () => step(-1), j: () => step(1), k: () => step(-1),
    ArrowRight: () => pick(item, 1), ArrowLeft: () => pick(item, -1),
    " ": onward, Enter: () => open(item, "name"), m: () => merge(item), i: () => ignore(item),
    x: () => strike(item), c: () => confirm(item), y: () => answer(item, true),
    n: () => answer(item, false), a: () => item.kind === "card" && showAll(item, !item.all),
    u: undo, "?": () => $("#keys").showModal(),
  };
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    store();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("#keys").open) return;
  const item = current();
  if (!item || event.target.closest("input")) return;
  if ([" ", "Enter"].includes(event.key) && event.target.closest("button")) return;
  if (item.question) {
    const yes = { y: true, Enter: true, n: false }[event.key];
    if (yes !== undefined) reply(item, yes);
    else if (event.key === "Escape") closeQuestion(item);
    else return;
    event.preventDefault();
    return;
  }
  const act = commands(item)[event.key];
  const part = /^[1-9]$/.test(event.key) && $("#parts").children[event.key - 1];
  const letter = event.key.length === 1 && /\p{L}/u.test(event.key)
    && (event.key !== event.key.toLowerCase() || event.key > "\u007f");
  if (act) act();
  else if (part) part.click();
  else if (letter) open(item, "name", event.key);
  else return;
  event.preventDefault();
  if (letter && !act) {
    state.draft = { id: item.card?.id, text: event.key };
    keep();
  }
}

function store() {
  if (data.served && !waiting.length) tell("Every correction is applied at once.");
  else if (!saveable().length) tell("There is nothing to save yet.");
  else {
    document.activeElement?.blur();
    save();
    paintHead();
    tell(`Saved as ${data.file}. Next: photosort people apply ${data.file}`);
  }
}

function start() {
  load();
  derive();
  build();
  $("#keys dl").append(...KEYS.flatMap(([key, what]) => [make("dt", { text: key }), make("dd", { text: what })]));
  $("#keys button").addEventListener("click", () => $("#keys").close());
  $("#help").addEventListener("click", () => $("#keys").showModal());
  $("#undo").addEventListener("click", undo);
  $("#save").addEventListener("click", store);
  $("#how").textContent = data.served ? "Corrections are applied to the library as you make them"
    : `Save the corrections, then: photosort people apply ${data.file}`;
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", (event) => {
    if (!keeps && unsaved()) event.preventDefault();
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY || !event.newValue) return;
    Object.assign(state, JSON.parse(event.newValue));
    derive();
    paint();
  });
  for (const each of saveable()) if (!state.sent.includes(each.n)) send({ apply: each.n });
  paint();
  go(state.at, true);
  const draft = state.draft && items.find((item) => item.card?.id === state.draft.id);
  if (draft) {
    go(items.indexOf(draft), true);
    open(draft, "name", state.draft.text);
  }
  if (data.leftOut) $("#how").textContent += `. ${data.leftOut} more people are for the next page`;
  if (!keeps) tell("This browser keeps nothing: save before you close the page.", true);
  else if (!state.actions.length) tell("Type a name, press ? for the keys.");
}

start();
