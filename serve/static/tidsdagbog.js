// What happens to a tap when the answer is no row, or no answer comes? The form is sent as without script: it has one
// key, so it counts once, and whoever has been logged out or refused is told so on a page.
const offline = () => document.getElementById("uden-net");

document.addEventListener("htmx:before:response", (event) => {
  const { response, request } = event.detail.ctx;
  offline()?.setAttribute("hidden", "");
  if (response.status === 200 && !response.raw.redirected) return;
  event.preventDefault();
  const { form, submitter } = request;
  if (submitter?.name) {
    const sent = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(sent);
  }
  form.submit();
});

document.addEventListener("htmx:error", () => offline()?.removeAttribute("hidden"));

// Who taps faster than the net answers loses nothing: a case's taps wait for each other, and each has the key that came
// with the answer before it. The same button twice before its answer is a double click, and counts once.
const underWay = new Set();

document.addEventListener("htmx:config:request", (event) => {
  const button = event.detail.ctx.request.submitter?.id;
  if (underWay.has(button)) event.preventDefault();
  else if (button) underWay.add(button);
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const key = document.getElementById(ctx.request.submitter?.id)?.form?.elements.noegle;
  if (key) ctx.request.body.set("noegle", key.value);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => underWay.delete(ctx.request.submitter?.id));
