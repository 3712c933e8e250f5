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
