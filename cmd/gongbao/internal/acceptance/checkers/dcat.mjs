// Validates catalog.ttl of a folder against SHACL shapes and compares its graph with that of catalog.jsonld.
// node dcat.mjs FOLDER SHAPES…  prints {"triples":…,"same":…,"results":[…]}.
import { readFileSync } from 'node:fs'
import { Parser, Writer } from 'n3'
import jsonld from 'jsonld'
import env from '@zazuko/env-node'
import Validator from 'rdf-validate-shacl'

const [folder, ...shapes] = process.argv.slice(2)
const base = 'https://example.org/data/'
const parse = file => env.dataset(new Parser({ baseIRI: base, factory: env }).parse(readFileSync(file, 'utf8')))
const canonical = quads => jsonld.canonize(quads, { inputFormat: 'application/n-quads', algorithm: 'RDFC-1.0', format: 'application/n-quads', maxWorkFactor: Infinity })

const data = parse(folder + '/catalog.ttl')
const writer = new Writer({ format: 'N-Quads' })
writer.addQuads([...data])
const turtle = await new Promise((done, fail) => writer.end((err, text) => err ? fail(err) : done(text)))
const linked = await jsonld.toRDF(JSON.parse(readFileSync(folder + '/catalog.jsonld', 'utf8')), { base, format: 'application/n-quads' })

const results = []
for (const file of shapes) {
  const report = await new Validator(parse(file), { factory: env }).validate(data)
  for (const r of report.results) {
    results.push(`${r.focusNode?.value} ${r.path?.value}: ${r.message.map(m => m.value).join(' ')}`)
  }
}
console.log(JSON.stringify({ triples: data.size, same: await canonical(turtle) === await canonical(linked), results }))
