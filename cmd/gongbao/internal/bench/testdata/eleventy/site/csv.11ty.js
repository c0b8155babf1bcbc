export const data = {
	pagination: { data: "plan.countyPlaces", size: 1, alias: "place" },
	permalink: ({ place }) => `/counties/${place.county.code}/index.csv`,
	eleventyExcludeFromCollections: true,
};

export function render({ plan, place: { county } }) {
	let rows = "indicator_id,measure,region_code,period,value,value_unit\n";
	plan.measures.forEach((m, i) => {
		const values = county.values[i];
		plan.periodIds.forEach((p, j) => (rows += `${m.indicator},${m.id},${county.code},${p},${values[j]},${m.unit}\n`));
	});
	return rows;
}
