// Which files does the browser need of Det Fælles Designsystem and htmx? Copies exactly those into serve/static/vendor:
// the stylesheet, the icons and fonts it names, htmx, and their licences.
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const vendor = path.join(root, "serve", "static", "vendor");
const stylesheet = "css/dkfds.min.css";

/** The files a stylesheet names, relative to its package's dist folder, without fonts for browsers long gone. */
function filesNamedIn(css) {
  const named = [...css.matchAll(/url\(["']?\.\.\/([^)"'?#]+)/g)].map((found) => found[1]);
  return [...new Set(named)].filter((file) => !/\.(eot|ttf)$/.test(file));
}

async function copyInto(target, source) {
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(source, target);
}

const dist = path.join(modules, "dkfds", "dist");
const fontLicence = "fonts/IBMPlexSans/complete/woff2/license.txt";
const files = [stylesheet, fontLicence, ...filesNamedIn(await readFile(path.join(dist, stylesheet), "utf8"))];

await rm(vendor, { recursive: true, force: true });
await Promise.all([
  ...files.map((file) => copyInto(path.join(vendor, "dkfds", file), path.join(dist, file))),
  copyInto(path.join(vendor, "dkfds", "LICENSE.md"), path.join(modules, "dkfds", "LICENSE.md")),
  copyInto(path.join(vendor, "htmx", "htmx.min.js"), path.join(modules, "htmx.org", "dist", "htmx.min.js")),
  copyInto(path.join(vendor, "htmx", "LICENSE"), path.join(modules, "htmx.org", "LICENSE")),
]);
console.log(`web assets: ${files.length + 3} files in serve/static/vendor`);
