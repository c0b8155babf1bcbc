import { json, page, text } from "./_page.js";

export const data = {
	pagination: { data: "plan.measurePlaces", size: 1, alias: "place" },
	permalink: ({ place }) => `/measures/${place.measure.id}/index.html`,
	eleventyExcludeFromCollections: true,
};

export function render({ plan, place: { measure, m } }) {
	const newest = plan.periods.length - 1;
	const latest = measure.latest;
	const rows = plan.counties
		.map((c, i) => `<tr><th scope="row"><a href="/counties/${c.code}/${measure.id}/">${text(c.name)}</a></th><td>${latest[i]}</td><td>${c.aims[m]}</td></tr>\n`)
		.join("");
	return page(plan, text(measure.title), `<nav class="crumbs"><a href="/">首页</a> › ${text(measure.title)}</nav>
<h1>${measure.id} ${text(measure.title)}</h1>
<p>${text(measure.note)}</p>
<figure id="latest" data-chart></figure>
<script type="application/json" id="data">${json({ unit: measure.unit, values: latest })}</script>
<table><caption>${text(measure.name)}（${text(measure.unit)}），${plan.periods[newest].label}</caption><thead><tr><th scope="col">县市区</th><th scope="col">数值</th><th scope="col">目标</th></tr></thead><tbody>${rows}</tbody></table>`);
}
