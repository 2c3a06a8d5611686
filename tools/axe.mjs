// Holds web pages against axe-core in headless Chromium: in light and dark, at 1280 and at 320 pixels.
// At 320 pixels nothing but a table's own frame may scroll sideways.
//
// Usage: node tools/axe.mjs PAGE.html...      Set up by tools/axe.sh; the browser is CHROMIUM, or the first one found.
// Ends with 0 when nothing was found, 1 when something was, 77 when browser or axe-core are not there.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const home = fileURLToPath(new URL("../.axe/node_modules/", import.meta.url));
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
const browserPath = process.env.CHROMIUM ?? places.find(existsSync);
const pages = process.argv.slice(2);

function without(what) {
  console.error(`${what}; no page was checked.`);
  process.exit(77);
}

if (!existsSync(`${home}axe-core/axe.min.js`)) without("axe-core is not installed (sh tools/axe.sh)");
if (!browserPath) without("no Chromium was found (set CHROMIUM)");

const axe = readFileSync(`${home}axe-core/axe.min.js`, "utf8");
const { chromium } = createRequire(import.meta.url)(`${home}playwright-core`);
const modes = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 320, height: 640 } },
  { name: "narrow dark", colorScheme: "dark", viewport: { width: 320, height: 640 } },
];

/** What axe finds on the open page, one line each. */
async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.length} times, first ${v.nodes[0].target.join(" ")}`);
}

/** Elements that make the page wider than the window. */
async function tooWide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll("body *")].filter(
      (e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll") && !e.matches(".skip"),
    );
    const names = out.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`);
    return [`wider than the window: ${document.documentElement.scrollWidth} pixels of ${width}: ${names.join(", ")}`];
  });
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] }).catch((fault) => without(fault));
let found = 0;
for (const mode of modes) {
  const context = await browser.newContext({ ...mode, bypassCSP: true });
  for (const file of pages) {
    const page = await context.newPage();
    await page.goto(pathToFileURL(resolve(file)).href);
    const lines = [...(await findings(page)), ...(await tooWide(page))];
    found += lines.length;
    lines.forEach((line) => console.log(`${basename(file)} (${mode.name}): ${line}`));
    await page.close();
  }
  await context.close();
}
await browser.close();
console.log(found ? `${found} findings` : `${pages.length} pages: nothing found`);
process.exit(found ? 1 : 0);
