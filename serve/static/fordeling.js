// Moves on the board by key and by drag. Everything else of it works without this file.
const board = document.querySelector(".board[data-try]");
const said = document.getElementById("besked");

function announce(place) {
  const part = place.querySelector("[data-announce]");
  if (part && said) said.textContent = part.dataset.announce;
}

function focusIn(place) {
  const first = place.querySelector("input[type=radio]:checked, input[type=radio]:not([disabled]), input[name=begrundelse]");
  if (first) first.focus();
}

function leave(card) {
  const slot = card.querySelector(".slot");
  if (!slot || !slot.firstElementChild) return;
  slot.replaceChildren();
  card.classList.remove("is-tried");
  const home = card.home;
  if (home) home.list.insertBefore(card, home.next && home.next.isConnected ? home.next : null);
  card.home = null;
  card.querySelector(".move-link").focus();
}

function fetchInto(card, address) {
  window.htmx.ajax("GET", address, { target: card.querySelector(".slot"), swap: "innerHTML" });
}

function unfold(card, link) {
  const address = link.getAttribute("href").split("#")[0];
  window.htmx.ajax("GET", address, { target: link, swap: "outerHTML" }).then(() => {
    const there = card.querySelector(".why-here summary");
    if (there) there.focus();
  });
}

function attempt(card, caseworker) {
  const asked = new URLSearchParams({ sag: card.dataset.case, til: caseworker, udgave: board.dataset.version });
  fetchInto(card, `${board.dataset.try}?${asked}`);
}

if (board) {
  new MutationObserver((changes) => {
    const come = changes.flatMap((one) => [...one.addedNodes]).find((one) => one.matches && one.matches(".working"));
    if (!come) return;
    announce(come.parentElement);
    focusIn(come);
  }).observe(board, { childList: true, subtree: true });
  document.body.addEventListener("htmx:response:error", () => window.location.reload());
  board.addEventListener("click", (event) => {
    const link = event.target.closest(".leave, .move-link, .why-link");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const card = link.closest(".card-of");
    if (link.matches(".leave")) leave(card);
    else if (link.matches(".why-link")) unfold(card, link);
    else fetchInto(card, link.getAttribute("href").split("#")[0]);
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".card-of");
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
    const isTyping = event.target.matches("input[type=text], select, textarea");
    if (event.key === "Escape") leave(card);
    if (event.key.toLowerCase() === "m" && !isTyping && !card.querySelector(".slot").firstElementChild) {
      event.preventDefault();
      card.querySelector(".move-link").click();
    }
  });

  let dragged = null;
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest(".card-of");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.case);
    dragged.classList.add("is-dragged");
  });
  board.addEventListener("dragend", () => {
    if (dragged) dragged.classList.remove("is-dragged");
    board.querySelectorAll(".is-target").forEach((one) => one.classList.remove("is-target"));
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    const desk = event.target.closest("[data-desk]");
    if (!dragged || !desk) return;
    event.preventDefault();
    board.querySelectorAll(".is-target").forEach((one) => one.classList.toggle("is-target", one === desk));
    desk.classList.add("is-target");
  });
  board.addEventListener("drop", (event) => {
    const desk = event.target.closest("[data-desk]");
    if (!dragged || !desk) return;
    event.preventDefault();
    const card = dragged;
    if (!card.home) card.home = { list: card.parentElement, next: card.nextElementSibling };
    desk.querySelector(".cards-of").append(card);
    card.classList.add("is-tried");
    attempt(card, desk.dataset.desk);
  });
}
