// SPDX-License-Identifier: BSD-3-Clause
//
// Builds ../built/page.html: script and style in one file, guarded by a content security
// policy that allows these two alone, by their hashes, and no other host; licences of the
// libraries inside it; and the hash of its sources, which tests/style/page-built compares.
//     node build.mjs            the page
//     node build.mjs --tests    src/logic/*.ts as modules into out/, for node --test
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);

if (process.argv[2] === "--tests") {
  await build({
    entryPoints: readdirSync("src/logic").map((name) => join("src/logic", name)),
    outdir: "out",
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2022",
  });
  process.exit(0);
}

/** The licences of the packages that the bundle holds, with the names of those they go for. */
function licences(inputs) {
  const packages = new Set();
  for (const input of Object.keys(inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) {
      packages.add(found[1]);
    }
  }
  const texts = new Map();
  for (const name of [...packages].sort()) {
    const folder = join("node_modules", name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) {
      throw new Error(`${name} has no licence file`);
    }
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = readFileSync(join(folder, file), "utf8").trim().replace(/\r/g, "");
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...texts].map(([text, names]) => `${names.join(", ")}\n\n${text}`);
}

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function bundle(entry, loaderOptions) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    legalComments: "none",
    target: "es2022",
    charset: "utf8",
    ...loaderOptions,
  });
  return { text: result.outputFiles[0].text.trim(), inputs: result.metafile.inputs };
}

const script = await bundle("src/main.tsx", { format: "iife" });
const style = await bundle("src/style/page.css", {});
const notices = licences(script.inputs);
const sources = execFileSync("./sources-hash", { encoding: "utf8" }).trim();
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script.text)}`,
  `style-src ${hashOf(style.text)}`,
  "img-src data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const marker = "<!--irdrop-data-->";
if ((script.text + style.text + notices.join("")).includes(marker)) {
  throw new Error(`${marker} may stand in the page once only`);
}

const html = `<!doctype html>
<!-- SPDX-License-Identifier: BSD-3-Clause; sources sha256 ${sources}; made by build.mjs -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>irdrop</title>
<style>${style.text}</style>
</head>
<body>
<div id="app"><p class="loading">irdrop: reading the data ...</p></div>
<noscript>This page needs JavaScript to draw; it asks no network for anything.</noscript>
${marker}
<script id="licences" type="text/plain">
${notices.join("\n\n----------------------------------------\n\n").replaceAll("</", "< /")}
</script>
<script>${script.text}</script>
</body>
</html>
`;
mkdirSync("../built", { recursive: true });
writeFileSync("../built/page.html", html);
writeFileSync(
  "../THIRD_PARTY.md",
  `<!-- SPDX-License-Identifier: BSD-3-Clause -->
# Libraries inside built/page.html

Written by web/build.mjs. Each is under its own licence, which the built file holds, too.

${notices.map((notice) => notice.replace(/^(.*)\n\n/, "## $1\n\n```text\n") + "\n```").join("\n\n")}
`,
);
console.log(`built/page.html: ${Buffer.byteLength(html)} bytes, sources ${sources}`);
