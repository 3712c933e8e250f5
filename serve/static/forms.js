// What becomes of a form while there is no network? It stays where it is, and the page says so.
const told = document.getElementById("offline");

const tell = () => { told.hidden = navigator.onLine; };

document.addEventListener("submit", (event) => {
  if (!navigator.onLine) {
    event.preventDefault();
    tell();
  }
});
addEventListener("online", tell);
