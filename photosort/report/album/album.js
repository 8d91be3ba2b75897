// Plays the journey and shows photos alone. Without this script the page is read as it stands.
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const photos = [...document.querySelectorAll(".grid figure > a")];

  // one photo alone

  const box = $("#box");
  const shown = box && box.querySelector("img");
  let current = -1;

  function look(number) {
    if (number < 0 || number >= photos.length) return;
    current = number;
    const link = photos[number];
    const image = link.querySelector("img");
    shown.src = link.href;
    shown.alt = image.alt;
    box.querySelector("p").textContent = image.alt;
    const original = box.querySelector(".original");
    if (original) {
      const own = link.parentElement.querySelector(".original");
      original.hidden = !own;
      if (own) original.href = own.href;
    }
    box.querySelector(".back").disabled = number === 0;
    box.querySelector(".on").disabled = number === photos.length - 1;
    for (const near of [photos[number + 1], photos[number - 1]]) {
      if (near) new Image().src = near.href;
    }
    if (!box.open) {
      halt();
      box.showModal();
    }
  }

  function setUpBox() {
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const link = event.target.closest(".grid figure > a, #live a");
      if (!link) return;
      event.preventDefault();
      look(link.matches("#live a") ? playing.photo : photos.indexOf(link));
    });
    box.querySelector(".close").addEventListener("click", () => box.close());
    box.querySelector(".back").addEventListener("click", () => look(current - 1));
    box.querySelector(".on").addEventListener("click", () => look(current + 1));
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
    });
    box.addEventListener("close", () => {
      shown.removeAttribute("src");
      if (photos[current]) photos[current].focus({ preventScroll: false });
    });
    box.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0,
        End: photos.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      look(to);
    });
    let start = null;
    box.addEventListener("pointerdown", (event) => { start = event.isPrimary ? event : null; });
    box.addEventListener("pointerup", (event) => {
      if (!start || event.pointerType !== "touch") return;
      const along = event.clientX - start.clientX;
      if (Math.abs(along) > 40 && Math.abs(along) > Math.abs(event.clientY - start.clientY)) {
        look(current + (along < 0 ? 1 : -1));
      }
    });
  }

  // the journey, played

  const stage = $(".stage");
  const button = $("#play");
  const slider = $("#time");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const playing = { at: 0, on: false, photo: -1, last: 0 };
  let legs = [];
  let trail = [];
  let seconds = 30;
  const moments = photos.map((link) => Number(link.dataset.at));
  const at = (number) => moments[number];
  const order = photos.map((_, number) => number)
    .sort((a, b) => at(a) - at(b) || a - b);
  const begins = new Map();  // when the first photo of each stop comes up
  for (const number of order) {
    const stop = Number(photos[number].dataset.stop);
    if (!begins.has(stop)) begins.set(stop, at(number));
  }

  function between(leg, when) {
    const i = leg.at.findIndex((each) => each >= when);
    if (i <= 0) return leg.xy[i === 0 ? 0 : leg.xy.length - 1];
    const share = (when - leg.at[i - 1]) / (leg.at[i] - leg.at[i - 1] || 1);
    return leg.xy[i].map((end, axis) => leg.xy[i - 1][axis] * (1 - share) + end * share);
  }

  function drawTrail() {
    let here = legs.length ? legs[0].xy[0] : null;
    legs.forEach((leg, number) => {
      const path = trail[number];
      if (playing.at <= leg.at[0]) {
        path.removeAttribute("d");
        return;
      }
      const end = between(leg, playing.at);
      const passed = leg.xy.filter((_, i) => leg.at[i] < playing.at);
      path.setAttribute("d", "M" + [...passed, end].map((each) => each.join(" ")).join("L"));
      here = end;
    });
    if (!here) {
      const spot = stage.querySelector(".spots circle");
      here = spot ? [spot.getAttribute("cx"), spot.getAttribute("cy")] : [-99, -99];
    }
    $("#here").setAttribute("cx", here[0]);
    $("#here").setAttribute("cy", here[1]);
  }

  function photoAt(when) {
    let low = 0;
    let high = order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(order[middle]) <= when + 1e-6) low = middle;
      else high = middle - 1;
    }
    return order.length ? order[low] : -1;
  }

  function showPhoto(number) {
    if (number === playing.photo || number < 0) return;
    playing.photo = number;
    const link = photos[number];
    const image = link.querySelector("img");
    const live = $("#live");
    let frame = live.querySelector("img");
    if (!frame) {
      const around = document.createElement("a");
      frame = document.createElement("img");
      around.append(frame);
      live.append(around, document.createElement("p"));
    }
    frame.src = link.href;
    frame.alt = image.alt;
    const next = photos[order[order.indexOf(number) + 1]];
    if (next) new Image().src = next.href;
    live.querySelector("a").href = link.href;
    const stop = stage.querySelectorAll(".stops li")[link.dataset.stop];
    const name = document.createElement("b");
    name.textContent = stop ? stop.querySelector("b").textContent : "";
    const when = document.createElement("small");
    when.textContent = `${link.dataset.day} ${link.dataset.time}`.trim();
    live.querySelector("p").replaceChildren(name, when);
    $("#clock").textContent = when.textContent;
    slider.setAttribute("aria-valuetext", `${name.textContent}, ${when.textContent}`);
    markStop(Number(link.dataset.stop));
  }

  function markStop(number) {
    for (const spot of stage.querySelectorAll(".spots a")) {
      const own = Number(spot.dataset.stop);
      spot.classList.toggle("reached", begins.get(own) <= playing.at + 1e-6);
      spot.classList.toggle("now", own === number);
    }
    stage.querySelectorAll(".stops li").forEach((item, own) => {
      item.classList.toggle("now", own === number);
    });
  }

  function seek(when, quiet) {
    playing.at = Math.min(1, Math.max(0, when));
    stage.classList.add("playing");
    $("#live").hidden = false;
    if (!quiet || Math.abs(slider.value - playing.at * 1000) >= 1) {
      slider.value = Math.round(playing.at * 1000);
    }
    drawTrail();
    showPhoto(photoAt(playing.at));
  }

  function frame(now) {
    if (!playing.on) return;
    const step = (now - playing.last) / 1000 / seconds;
    playing.last = now;
    seek(playing.at + Math.min(step, 0.05), true);
    if (playing.at >= 1) halt();
    else window.requestAnimationFrame(frame);
  }

  // whoever wants no motion gets photo after photo instead of a line that grows
  function tick() {
    if (!playing.on) return;
    const next = order[order.indexOf(playing.photo) + 1];
    if (next === undefined) {
      seek(1);
      halt();
      return;
    }
    seek(at(next));
    window.setTimeout(tick, 1500);
  }

  function label() {
    button.classList.toggle("on", playing.on);
    button.setAttribute("aria-label", playing.on ? button.dataset.pause : button.dataset.play);
  }

  function halt() {
    playing.on = false;
    if (button) label();
  }

  function go() {
    if (playing.at >= 1) seek(0);
    playing.on = true;
    playing.last = window.performance.now();
    label();
    if (still.matches) {
      seek(playing.at);
      window.setTimeout(tick, 1500);
    } else {
      window.requestAnimationFrame(frame);
    }
  }

  function toggle() {
    if (playing.on) halt();
    else go();
  }

  function step(by) {
    halt();
    const next = order[Math.min(order.length - 1,
      Math.max(0, order.indexOf(playing.photo) + by))];
    if (next !== undefined) {
      showPhoto(next);
      seek(at(next));
      showPhoto(next);
    }
  }

  function setUpPlayer() {
    const told = $("#legs");
    legs = told ? JSON.parse(told.textContent) : [];
    trail = legs.map((leg) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", leg.way);
      $("#trail").append(path);
      return path;
    });
    seconds = Math.min(90, Math.max(12, photos.length * 0.8));
    stage.querySelector(".player").hidden = false;
    button.addEventListener("click", toggle);
    slider.addEventListener("input", () => {
      halt();
      seek(slider.value / 1000);
    });
    for (const spot of stage.querySelectorAll(".spots a")) {
      spot.addEventListener("click", () => {
        halt();
        const first = order.find((number) => photos[number].dataset.stop === spot.dataset.stop);
        if (first !== undefined) seek(at(first));
      });
    }
    document.addEventListener("keydown", (event) => {
      if (box.open || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " && event.target.closest("a, button")) return;
      const act = { " ": toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1) }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  if (box && typeof box.showModal === "function") setUpBox();
  if (button && photos.length) setUpPlayer();
})();
