import { page, text } from "./_page.js";

export const data = { permalink: "/index.html", eleventyExcludeFromCollections: true };

export function render({ plan }) {
	return page(plan, "首页", `<h1>${text(plan.title)}</h1>
<h2 id="measures">措施</h2>
<ul>${plan.measures.map((m) => `<li><a href="/measures/${m.id}/">${m.id} ${text(m.title)}</a></li>`).join("")}</ul>
<h2 id="counties">县市区</h2>
<ul>${plan.counties.map((c) => `<li><a href="/counties/${c.code}/">${text(c.name)}</a></li>`).join("")}</ul>`);
}
