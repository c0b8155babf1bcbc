// Reads a data set's Parquet and CSV with DuckDB: node duckdb.mjs FOLDER NAME prints the columns' types and, of both files,
// the number of rows and what the rows have in common.
import { DuckDBInstance } from '@duckdb/node-api'

const [folder, name] = process.argv.slice(2)
const db = await (await DuckDBInstance.create()).connect()
const rows = async sql => (await db.runAndReadAll(sql)).getRowsJson()
const parquet = `'${folder}/${name}.parquet'`
const columns = await rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${parquet})`)
const types = Object.fromEntries(columns)
const csv = `read_csv('${folder}/${name}.csv', header = true, delim = ',', quote = '"', nullstr = '', columns = {${
  columns.map(([c, t]) => `'${c}': '${t}'`).join(', ')}})`
const count = async from => Number((await rows(`SELECT count(*) FROM ${from}`))[0][0])
const different = Number((await rows(`SELECT count(*) FROM ((SELECT * FROM ${parquet} EXCEPT ALL SELECT * FROM ${csv}) UNION ALL (SELECT * FROM ${csv} EXCEPT ALL SELECT * FROM ${parquet}))`))[0][0])
console.log(JSON.stringify({ types, parquet: await count(parquet), csv: await count(csv), different }))
