// What the user has said so far: a list of actions, from which all else follows.

const data = JSON.parse(document.querySelector("#data").textContent);
const cards = new Map(data.cards.map((card) => [card.id, card]));
const known = new Map(data.known);
const KEY = `photosort.review.${data.library}.${data.page}`;
const state = { next: 1, actions: [], saved: "", at: 0, draft: null, sent: [] };
let now = null;
let keeps = true;

function load() {
  try {
    Object.assign(state, JSON.parse(localStorage.getItem(KEY) || "{}"));
  } catch {
    keeps = false;
  }
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
    keeps = true;
  } catch {
    if (keeps) tell("This browser keeps nothing: save before you close the page.", true);
    keeps = false;
  }
}

const pairKey = (one, other) => [one, other].sort().join(" ");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

// the state of all persons, worked out afresh: some thousand actions take no time
function derive() {
  now = {
    name: new Map(), into: new Map(), ignored: new Set(), confirmed: new Set(), gone: new Set(),
    apart: new Set(), made: new Set(), counts: { name: 0, merge: 0, ignore: 0, remove: 0, same: 0 },
  };
  for (const card of data.cards) now.name.set(card.id, card.name);
  for (const [id, name] of known) now.name.set(id, name);
  for (const each of state.actions) heed(each);
}

function heed(action) {
  const { person } = action;
  const { counts } = now;
  const loose = cards.get(person)?.loose;
  if (action.do === "name") now.name.set(person, action.name);
  if (action.do === "move" && action.loose) now.into.set(action.loose, person);
  if (action.do === "move" && action.name) {
    now.name.set(person, action.name);
    now.made.add(person);
  }
  if (action.do === "merge") {
    const name = nameOf(person);
    now.into.set(person, action.into);
    if (name && !nameOf(action.into)) now.name.set(action.into, name);
  }
  if (action.do === "ignore") {
    now.ignored.add(person);
    if (loose) now.made.add(person);
  }
  if (action.do === "remove" || action.do === "skip") now.gone.add(action.face);
  if (action.back) now.gone.delete(action.faces[0]);
  if (action.do === "confirm") now.confirmed.add(person);
  if (action.do === "not_same") now.apart.add(pairKey(person, action.other));
  if (action.do === "name" || (action.do === "move" && action.name)) counts.name += 1;
  else if (action.back) counts.remove -= 1;
  else if (action.do === "move" || action.do === "merge") counts.merge += 1;
  else if (action.do === "ignore") counts.ignore += 1;
  else if (action.do === "remove") counts.remove += 1;
  else if (action.do !== "skip") counts.same += 1;
}

function root(id) {
  for (let steps = 0; now.into.has(id) && steps < 1000; steps += 1) id = now.into.get(id);
  return id;
}

const nameOf = (id) => now.name.get(root(id)) || "";
const isIgnored = (id) => now.ignored.has(root(id));
const isMerged = (id) => now.into.has(id);
const isDone = (card) => isMerged(card.id) || isIgnored(card.id) || Boolean(nameOf(card.id))
  || (card.child && now.confirmed.has(card.id));

// whether there is nothing left to ask about a pair
function isSettled([a, b]) {
  const [one, other] = [root(a), root(b)];
  const names = [nameOf(one), nameOf(other)];
  return one === other || now.apart.has(pairKey(a, b)) || now.apart.has(pairKey(one, other))
    || isIgnored(one) || isIgnored(other)
    || (names[0] !== "" && names[1] !== "" && plain(names[0]) !== plain(names[1]));
}

// persons that stand for themselves, on the page or not
function living() {
  return [...now.name.keys()].filter((id) => !isMerged(id)
    && (!cards.get(id)?.loose || now.made.has(id)));
}

function namesake(text, besides) {
  const wanted = plain(text);
  return living().find((id) => id !== besides && nameOf(id) && plain(nameOf(id)) === wanted);
}

// whether each part begins a word, one after another
function begin(parts, words) {
  let place = 0;
  return parts.every((part) => {
    while (place < words.length && !words[place].startsWith(part)) place += 1;
    place += 1;
    return place <= words.length;
  });
}

// persons whose name fits a text: its beginning first, then those of words, then any part
function fitting(text, besides) {
  const wanted = plain(text);
  const parts = wanted.split(/\s+/);
  const ranked = [];
  for (const id of living()) {
    const name = plain(nameOf(id));
    if (!name || id === besides || isIgnored(id)) continue;
    const words = name.split(/\s+/);
    const rank = name.startsWith(wanted) ? 0
      : begin(parts, words) ? 1
        : name.includes(wanted) ? 2 : 3;
    if (rank < 3) ranked.push([rank, -(cards.get(id)?.size || 0), id]);
  }
  ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return ranked.map((each) => each[2]).slice(0, 8);
}

// the text with its last word completed, as known names have it: relatives share theirs
function completed(text) {
  const [, before, begun] = text.match(/^(.*\s)(\S+)$/u) || [];
  if (!begun) return null;
  const wanted = plain(begun);
  const counts = new Map();
  for (const id of living()) {
    for (const word of nameOf(id).split(/\s+/).slice(1)) {
      if (plain(word).startsWith(wanted)) counts.set(word, (counts.get(word) || 0) + 1);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best && before + best[0] !== text ? before + best[0] : null;
}

const facesLeft = (card) => card.faces.map((face) => face[0]).filter((id) => !now.gone.has(id));

// corrections, as values

function say(action) {
  const own = { n: state.next, ...action };
  const card = cards.get(action.person);
  if (card && !card.loose && action.do !== "skip") own.version = card.version;
  state.next += 1;
  state.actions.push(own);
  derive();
  keep();
  send({ apply: own.n });
  return own;
}

const isFree = (card) => card.loose && !now.made.has(card.id);

function sayName(card, name) {
  if (isFree(card)) say({ do: "move", person: card.id, name, faces: facesLeft(card) });
  else say({ do: "name", person: card.id, name });
}

function sayMerge(card, into) {
  if (isFree(card)) say({ do: "move", person: into, faces: facesLeft(card), loose: card.id });
  else say({ do: "merge", person: card.id, into });
}

function sayIgnore(card) {
  if (isFree(card)) say({ do: "ignore", person: card.id, faces: facesLeft(card) });
  else say({ do: "ignore", person: card.id });
}

function drop(number) {
  state.actions = state.actions.filter((each) => each.n !== number);
  state.sent = state.sent.filter((each) => each !== number);
  derive();
  keep();
}

// saving, and sending to the program that serves the page

// an action without what only this page needs: where on the page it was made
function plainly(action) {
  const { loose, asked, back, ...own } = action;
  return own;
}

const saveable = () => state.actions.filter((each) => each.do !== "skip");
const marks = () => saveable().map((each) => each.n).join(",");
const unsaved = () => !data.served && marks() !== state.saved;

function fileText() {
  const actions = saveable().map((each) => {
    return JSON.stringify(plainly(each));
  });
  const head = { photosort_review: 1, library: data.library, page: data.page, edits: data.edits };
  return `${JSON.stringify(head).slice(0, -1)},\n"actions": [\n${actions.join(",\n")}\n]}\n`;
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([fileText()], { type: "application/json" }));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  state.saved = marks();
  keep();
}

const waiting = [];
let busy = false;

function send(job) {
  if (!data.served || state.actions.some((each) => each.n === job.apply && each.do === "skip")) return;
  waiting.push(job);
  pump();
}

async function pump() {
  if (busy || !waiting.length) return;
  busy = true;
  const [job] = waiting;
  const action = state.actions.find((each) => each.n === job.apply);
  const body = job.apply ? { action: plainly(action || {}) } : { undo: job.undo };
  try {
    const answer = await fetch("apply", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.status === 503) throw new Error(told.error.message);
    waiting.shift();
    if (told.error) refused(job, told.error);
    else if (job.apply) state.sent.push(job.apply);
    keep();
    busy = false;
    paint();
    pump();
  } catch (error) {
    tell(`Not applied yet: ${error.message || "photosort does not answer"}. Trying again.`, true);
    setTimeout(() => { busy = false; pump(); }, 2000);
  }
}

function refused(job, error) {
  if (job.apply) drop(job.apply);
  else {  // what the library still has stays on the page
    state.actions = [...state.actions, job.action].sort((a, b) => a.n - b.n);
    state.sent.push(job.undo);
    derive();
  }
  tell(`${error.message}${error.hint ? `; ${error.hint}` : ""}`, true);
}
