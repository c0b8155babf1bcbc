// The frame of every page; what does not change is put together once.
const masthead = (site) => `<p class="demo">演示数据，非官方统计</p>
<header><a class="site" href="/">${site}</a>
<nav aria-label="主导航"><ul><li><a href="/">首页</a></li><li><a href="/#counties">县市区</a></li><li><a href="/#measures">措施</a></li><li><a href="/indicators/">指标</a></li><li><a href="/compare/">比较</a></li><li><a href="/orgs/">单位</a></li><li><a href="/plan/">方案</a></li><li><a href="/bulletins/">简报</a></li><li><a href="/data/">数据</a></li><li><a href="/methods/">方法</a></li></ul></nav></header>`;

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
export const text = (s) => (/[&<>"']/.test(s) ? s.replace(/[&<>"']/g, (c) => escapes[c]) : s);
export const json = (value) => JSON.stringify(value).replace(/</g, "\\u003c");

let head;
export function page(plan, title, main) {
	head ??= masthead(text(plan.title));
	return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${title} · ${text(plan.title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/static/site.css">
<script src="/static/charts.js" defer></script>
</head>
<body>
${head}
<main>
${main}
</main>
<footer><p>测速用的虚构站点，地名和数据都由程序按规则生成。</p></footer>
</body>
</html>
`;
}

// The list of a county's measures stands on each of their pages; it is made once a county.
const lists = new Map();
export function countyMeasures(plan, county) {
	let list = lists.get(county.code);
	if (list === undefined) {
		list = `<nav aria-label="本县各项措施"><ul>${plan.measures
			.map((m) => `<li><a href="/counties/${county.code}/${m.id}/">${m.id} ${text(m.title)}</a></li>`)
			.join("")}</ul></nav>`;
		lists.set(county.code, list);
	}
	return list;
}
