// Reads Mermaid flowcharts as a page that renders them would, and prints what mermaid understood of each:
// one JSON object per line. What is no flowchart to mermaid ends it with an error.
// usage: node parse.mjs NODE_MODULES FILE…
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const { JSDOM } = createRequire(pathToFileURL(`${modules}/`))('jsdom');
const page = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = page.window;
globalThis.document = page.window.document;

const { default: mermaid } = await import(pathToFileURL(`${modules}/mermaid/dist/mermaid.core.mjs`));
mermaid.initialize({ startOnLoad: false });
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const { diagramType } = await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices().values()];
  const edges = db.getEdges();
  console.log(JSON.stringify({
    diagramType,
    labels: nodes.map((node) => node.text),
    incomplete: nodes.filter((node) => node.classes.includes('incomplete')).length,
    interactive: nodes.filter((node) => node.haveCallback || node.link).length,
    arrows: edges.length,
    highlighted: edges.filter((edge) => (edge.style ?? []).length > 0).length,
  }));
}
