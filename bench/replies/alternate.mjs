// Two variants of a group by turns, and the first of them twice: `node alternate.mjs GROUP FIRST VARIANT [LOGGER]`.
import { serve } from './serve.mjs'
import { median } from '../median.mjs'

const [batch, turns, warmUp] = [1_500, 42, 12_000]

// Who comes later has the warmer cache or the fuller heap: each has each place equally often.
const orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2]]

const [group, first, variant, logger] = process.argv.slice(2)
const servers = await Promise.all([first, first, variant].map(name => serve(group, name, logger === 'logger')))
for (const ask of servers) for (let i = 0; i < warmUp; i++) await ask()

const ratios = []
for (let turn = 0; turn < turns; turn++) {
  const times = []
  for (const place of orders[turn % orders.length]) times[place] = await timeOf(servers[place])
  const [base, again, other] = times
  ratios.push({ control: again / base, ratio: 2 * other / (base + again) })
}
console.log(JSON.stringify({ control: median(ratios.map(({ control }) => control)), ratio: median(ratios.map(({ ratio }) => ratio)) }))
process.exit(0)

async function timeOf (ask) {
  const start = process.hrtime.bigint()
  for (let i = 0; i < batch; i++) await ask()
  return Number(process.hrtime.bigint() - start)
}
