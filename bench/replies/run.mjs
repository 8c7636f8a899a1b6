// What replies cost, in instructions: `npm run build && npm run bench [-- GROUP...] [--logger]`. Needs valgrind; each variant takes about a minute.
import { parseArgs } from 'node:util'
import { checkAnswers } from './check.mjs'
import { instructionsOf } from './instructions.mjs'
import { groups } from './variants.mjs'

const { values: { logger }, positionals } = parseArgs({ allowPositionals: true, options: { logger: { type: 'boolean', default: false } } })
const unknown = positionals.filter(name => !(name in groups))
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}: the groups are ${Object.keys(groups).join(', ')}`)
  process.exit(2)
}

await checkAnswers()
for (const group of positionals.length > 0 ? positionals : Object.keys(groups)) {
  const rows = []
  for (const variant of Object.keys(groups[group].variants)) {
    const count = await instructionsOf(group, variant, logger)
    rows.push({ variant, 'thousand instructions': Math.round(count / 100) / 10, ratio: Number((count / (rows[0]?.count ?? count)).toFixed(3)), count })
  }
  console.log(`\n${group}${logger ? ', logger on' : ''}`)
  console.table(rows.map(({ count, ...row }) => row))
}
