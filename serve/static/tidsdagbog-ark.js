// Reads a chosen file into the field that cells can be pasted into as well. Excel saves CSV in Windows' own letters.
const file = document.getElementById("fil");
document.getElementById("vaelg-fil").hidden = false;

file.addEventListener("change", async () => {
  if (!file.files.length) return;
  const bytes = await file.files[0].arrayBuffer();
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  document.getElementById("ark").value = text;
});
