// Sets documents with Typst and prints what that took: node bench.mjs <fonts> <documents.json>.
//
// The documents are lists of blocks (heading, text, table) that bench_test.go takes from bulletins, so that both programs set
// the same content on the same page with the same fonts. The fonts are parsed and one document is set before the clock starts;
// Typst's own cache is emptied before every document, because another bulletin is another text.
import { readFileSync } from "node:fs";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";

const [fonts, file] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(file, "utf8"));
const compiler = NodeCompiler.create({ workspace: ".", fontArgs: [{ fontPaths: [fonts] }] });

const text = (s) => "#" + JSON.stringify(s);
const block = (b) => {
  switch (b.kind) {
    case "heading":
      return `#heading(level: ${b.level}, ${JSON.stringify(b.text)})`;
    case "table": {
      const cells = b.rows.flatMap((row) => row.map((c) => (c.span > 1 ? `table.cell(colspan: ${c.span})[${text(c.text)}]` : `[${text(c.text)}]`)));
      return `#figure(caption: [${text(b.text)}], table(columns: ${b.columns}, ${cells.join(", ")}))`;
    }
  }
  return text(b.text) + "\n";
};
const source = (blocks) => `
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: "Noto Serif SC", size: 16pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 12.95pt)
#set table(stroke: none)
#show table: set text(font: "Noto Sans SC", size: 9.5pt)
#show table: set par(leading: 5pt, first-line-indent: 0pt)
#show figure: set block(breakable: true)
#show heading: set text(font: "Noto Sans SC", size: 16pt)
${blocks.map(block).join("\n")}
`;

compiler.pdf({ mainFileContent: source(documents[0]) });
let user = 0, bytes = 0;
for (const blocks of documents) {
  compiler.evictCache(0);
  const before = process.cpuUsage();
  bytes += compiler.pdf({ mainFileContent: source(blocks) }).length;
  const spent = process.cpuUsage(before);
  user += spent.user + spent.system;
}
// maxRSS is in kilobytes: the most memory that the process held, Node's own part included.
const memory = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ milliseconds: user / 1000 / documents.length, bytes: bytes / documents.length, memory }));
