import { json, page, text } from "./_page.js";

export const data = {
	pagination: { data: "plan.countyPlaces", size: 1, alias: "place" },
	permalink: ({ place }) => `/counties/${place.county.code}/index.html`,
	eleventyExcludeFromCollections: true,
};

export function render({ plan, place: { county } }) {
	const newest = plan.periods.length - 1;
	const latest = county.latest;
	const rows = plan.measures
		.map((m, i) => `<tr><th scope="row"><a href="/counties/${county.code}/${m.id}/">${m.id} ${text(m.title)}</a></th><td>${latest[i]}</td><td>${county.aims[i]}</td><td>${text(m.unit)}</td></tr>\n`)
		.join("");
	return page(plan, text(county.name), `<nav class="crumbs"><a href="/">首页</a> › ${text(county.name)}</nav>
<h1>${text(county.name)}</h1>
<p><a href="index.csv">全部数据（CSV）</a></p>
<figure id="latest" data-chart></figure>
<script type="application/json" id="data">${json({ values: latest })}</script>
<table><caption>${plan.periods[newest].label}</caption><thead><tr><th scope="col">措施</th><th scope="col">数值</th><th scope="col">目标</th><th scope="col">单位</th></tr></thead><tbody>${rows}</tbody></table>`);
}
