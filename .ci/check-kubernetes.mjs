// check-kubernetes.mjs TOOLS FILE...: checks Kubernetes manifests against the API's types.
// TOOLS is a folder with the npm packages yaml, kubernetes-models and typescript. Each manifest becomes a constant of
// its kind's type, so that the compiler finds unknown fields, missing fields and wrong values alike.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, ...files] = process.argv.slice(2);
const { parseAllDocuments } = createRequire(join(tools, "package.json"))("yaml");

const names = [];
const constants = [];
for (const file of files) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join("; ")}`);
    const manifest = document.toJS();
    if (manifest === null) continue;
    const { apiVersion, kind, metadata } = manifest;
    const type = `import("kubernetes-models/${apiVersion}").I${kind}`;
    constants.push(`export const manifest${names.length}: ${type} = ${JSON.stringify(manifest)};`);
    names.push(`${file}: ${kind} ${metadata?.name}`);
  }
}
const checked = join(tools, "manifests.mts");
writeFileSync(checked, constants.join("\n"));

const tsc = join(tools, "node_modules/typescript/bin/tsc");
const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--pretty", "false"];
const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, checked], { encoding: "utf8" });
for (const message of stdout.split("\n").filter(Boolean)) {
  const found = /\((\d+),\d+\): (.*)/.exec(message);
  console.error(found ? `${names[found[1] - 1]}: ${found[2]}` : message);
}
if (status !== 0) process.exit(1);
console.log(`${names.length} manifests are what the Kubernetes API expects.`);
