// check-dashboard.mjs TOOLS DASHBOARD RULES: checks a dashboard of Grafana, and writes its queries as recording rules, which
// promtool can check. TOOLS is a folder with the npm packages @grafana/schema and typescript: the compiler compares the
// dashboard with Grafana's own type of it.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [tools, file, rules] = process.argv.slice(2);
const dashboard = JSON.parse(readFileSync(file, "utf8"));

const source = join(tools, "dashboard.mts");
writeFileSync(
  source,
  `import type { Dashboard, Panel, RowPanel, VariableModel } from "@grafana/schema";
  type Strings<T> = T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Strings<T[K]> } : T;
  type Listed = { panels: (Strings<Panel> | Strings<RowPanel>)[]; templating: { list: Strings<VariableModel>[] } };
  export const dashboard: Omit<Strings<Dashboard>, keyof Listed> & Listed = ${JSON.stringify(dashboard)};`,
);
const tsc = join(tools, "node_modules/typescript/bin/tsc");
const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--pretty", "false"];
const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, source], { encoding: "utf8" });
if (status !== 0) throw new Error(`${file}: ${stdout}`);

const faults = [];
const panels = dashboard.panels.filter((panel) => panel.type !== "row");
const ids = new Set(dashboard.panels.map((panel) => panel.id));
if (ids.size !== dashboard.panels.length) faults.push("two panels have the same id");
const records = panels.flatMap((panel) => {
  if (!panel.title || !panel.fieldConfig.defaults.unit) faults.push(`panel ${panel.id} needs a title and a unit`);
  return panel.targets.map(({ refId, expr, datasource }) => {
    if (datasource.uid !== "${datasource}") faults.push(`${panel.title}: not the chosen data source`);
    for (const [, selector] of expr.matchAll(/\w+\{([^}]*)}/g)) {
      if (!selector.startsWith('job=~"$job", instance=~"$instance"')) faults.push(`${panel.title}: not the chosen instances`);
    }
    return {
      record: `panel_${panel.id}:${refId}`,
      expr: expr.replaceAll("$__rate_interval", "5m").replaceAll("$job", "tintype").replaceAll("$instance", ".+"),
    };
  });
});
if (faults.length > 0) throw new Error(`${file}: ${faults.join("; ")}`);
writeFileSync(rules, JSON.stringify({ groups: [{ name: "dashboard", rules: records }] }));
console.log(`${file}: ${panels.length} panels, ${records.length} queries, no faults.`);
