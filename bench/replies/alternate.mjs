// Alternates between two variants of a group, and between two copies of the first: `node alternate.mjs GROUP FIRST VARIANT [LOGGER]`.
import { serve } from './serve.mjs'
import { median } from '../median.mjs'

const [batch, warmUps, turns] = [1_500, 8, 42]

// A later variant has a warmer cache or a fuller heap, so each variant runs in each position equally often.
const orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2]]

const [group, first, variant, logger] = process.argv.slice(2)
const servers = await Promise.all([first, first, variant].map(name => serve(group, name, logger === 'logger')))

const ratios = []
for (let turn = -warmUps; turn < turns; turn++) {
  const times = []
  for (const place of orders.at(turn % orders.length)) times[place] = await timeOf(servers[place])
  const [base, again, other] = times
  // The warm-up alternates as well: V8 would compile code for the first variant alone.
  if (turn >= 0) ratios.push({ control: again / base, ratio: 2 * other / (base + again) })
}
console.log(JSON.stringify({ control: median(ratios.map(({ control }) => control)), ratio: median(ratios.map(({ ratio }) => ratio)) }))
process.exit(0)

/** In CPU time, which does not include other processes on the same core. */
async function timeOf (ask) {
  const before = process.cpuUsage()
  for (let i = 0; i < batch; i++) await ask()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
