// node duckdb-bench.mjs FILE.csv FOLDER: milliseconds that DuckDB takes to write the file's rows as CSV and as Parquet.
import { DuckDBInstance } from '@duckdb/node-api'

const [file, folder] = process.argv.slice(2)
const db = await (await DuckDBInstance.create()).connect()
await db.run(`CREATE TABLE t AS SELECT * FROM read_csv('${file}', header = true, all_varchar = true)`)
const time = async sql => {
  const start = performance.now()
  await db.run(sql)
  return performance.now() - start
}
const csv = await time(`COPY t TO '${folder}/duck.csv' (HEADER)`)
const parquet = await time(`COPY t TO '${folder}/duck.parquet' (FORMAT parquet, COMPRESSION zstd)`)
console.log(csv.toFixed(0), parquet.toFixed(0))
