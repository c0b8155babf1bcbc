import fs from "node:fs";

// The figures by county, then by measure; process.env.PLAN is what bench.Shape.WritePeerData wrote.
const plan = JSON.parse(fs.readFileSync(process.env.PLAN, "utf8"));
plan.pairs = plan.counties.flatMap((county, c) => plan.measures.map((measure, m) => ({ county, measure, c, m })));
plan.periodIds = plan.periods.map((p) => p.id);
plan.countyPlaces = plan.counties.map((county, c) => ({ county, c }));
plan.measurePlaces = plan.measures.map((measure, m) => ({ measure, m }));

export default plan;
