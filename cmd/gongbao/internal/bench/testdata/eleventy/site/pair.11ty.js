import { countyMeasures, json, page, text } from "./_page.js";

export const data = {
	pagination: { data: "plan.pairs", size: 1, alias: "pair" },
	permalink: ({ pair }) => `/counties/${pair.county.code}/${pair.measure.id}/index.html`,
	eleventyExcludeFromCollections: true,
};

export function render({ plan, pair: { county, measure, m } }) {
	const values = county.values[m];
	const aim = county.aims[m];
	const rows = plan.periods.map((p, i) => `<tr><th scope="row">${p.label}</th><td>${values[i]}</td></tr>\n`).join("");
	return page(plan, `${text(county.short)} · ${text(measure.title)}`,
		`<nav class="crumbs"><a href="/">首页</a> › <a href="/counties/${county.code}/">${text(county.name)}</a> › <a href="/measures/${measure.id}/">${text(measure.title)}</a></nav>
<h1>${text(county.name)}：${text(measure.title)}</h1>
<p>${text(measure.note)}目标 ${aim}${text(measure.unit)}。</p>
<figure id="trend" data-chart></figure>
<script type="application/json" id="data">${json({ periods: plan.periodIds, target: aim, unit: measure.unit, values })}</script>
<table><caption>${text(measure.name)}（${text(measure.unit)}）</caption><thead><tr><th scope="col">时期</th><th scope="col">数值</th></tr></thead><tbody>${rows}</tbody></table>
${countyMeasures(plan, county)}`);
}
