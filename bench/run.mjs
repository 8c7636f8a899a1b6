// Measures the cost of failures: `npm run build && npm run bench [-- GROUP...]`. See CONTRIBUTING.md.
import { parseArgs } from 'node:util'
import { groups, logged } from './groups.mjs'
import { checkAnswers } from './replies/check.mjs'
import { isCountable } from './replies/instructions.mjs'
import { rewritePages, stalePages, writeResults } from './report/results.mjs'
import { targets, variantsInTargets, verdictOf, wordsOf } from './targets.mjs'

// As in production. The measured processes inherit it.
process.env.NODE_ENV = 'production'

const flag = { type: 'boolean', default: false }
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { dry: flag, logger: flag, alternate: flag, check: flag, write: flag, targets: flag, pages: flag } })
const unknown = positionals.filter(name => !(name in groups))
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join('; ')}. The groups are: ${Object.keys(groups).join('; ')}`)
  process.exit(2)
}

if (options.pages) {
  await rewritePages()
  process.exit(0)
}

if (options.dry) {
  await checkAnswers()
  const lost = targets.filter(({ group, of, against, plus = against }) => ![of, against, plus].every(variant => groups[group]?.variants.includes(variant)))
  for (const target of lost) console.error(`Nothing is measured for ${wordsOf(target)}`)
  const stale = await stalePages()
  if (stale.length > 0) console.error(`bench/results.json has other figures than ${stale.join(' and ')}: run npm run bench -- --pages`)
  process.exit(lost.length === 0 && stale.length === 0 ? 0 : 1)
}

const alternate = options.alternate || !isCountable()
if (alternate && !options.alternate) console.log('There is no valgrind here: servers are timed by turns')

const asked = positionals.length > 0 ? positionals : Object.keys(groups)
const names = options.logger ? asked.filter(name => logged.includes(name)) : asked
const measured = {}
const command = `npm run bench -- ${process.argv.slice(2).filter(argument => argument.startsWith('--')).join(' ')}`
let failed = false
for (const name of names) {
  try {
    const rows = measured[name] = await groups[name].measure({ logger: options.logger, alternate, variants: options.targets ? variantsInTargets(name, groups[name].variants) : undefined })
    console.log(`\n${name}${options.logger ? ', logger on' : ''}`)
    console.table(rows.map(row => ({ ...row, ratio: Number(row.ratio.toFixed(3)) })))
    if (options.write) await writeResults(name, rows, { logger: options.logger, how: alternate ? 'timed by turns' : 'instructions', command: `${command} "${name}"` })
  } catch (error) {
    failed = true
    console.error(`\n${error.message}`)
  }
}

// Targets apply to servers whose logger is off.
const told = options.logger ? [] : targets.filter(({ group }) => names.includes(group))
for (const target of told) {
  const { met = false, is } = verdictOf(target, measured) ?? {}
  console.log(`${met ? 'met   ' : 'MISSED'} ${wordsOf(target)}: ${is?.toFixed(3) ?? 'not measured'}`)
  if (options.check && target.must === true && !met) failed = true
}
process.exitCode = failed ? 1 : 0
