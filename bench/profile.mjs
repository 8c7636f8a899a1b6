// Where the time of a variant goes: `npm run build && npm run bench:profile -- GROUP VARIANT [REQUESTS]`.
import { Session } from 'node:inspector/promises'
import { serve } from './replies/serve.mjs'

process.env.NODE_ENV = 'production'
const [group, variant, requests = '15000'] = process.argv.slice(2)
const ask = await serve(group, variant)
const askTimes = async times => {
  for (let i = 0; i < times; i++) await ask()
}

await askTimes(15_000)
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 200 })
await session.post('Profiler.start')
await askTimes(Number(requests))
const { profile: { nodes, samples } } = await session.post('Profiler.stop')

const places = new Map(nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) =>
  [id, `${functionName || '(anonymous)'} ${url.replace(/.*(node_modules|\/dist)\//, '')}:${lineNumber + 1}`]))
const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])))
const [own, within] = [new Map(), new Map()]
for (const id of samples) {
  add(own, places.get(id))
  for (const place of new Set(above(id))) if (/ (esm|cjs)\//.test(place)) add(within, place)
}
show('Each function without those it calls', own, 20)
show('Functions of the plugin with those they call', within, 20)
process.exit(0)

function add (counts, place) {
  counts.set(place, (counts.get(place) ?? 0) + 1)
}

/** The function of a node and those that called it. */
function above (id) {
  const found = []
  for (let at = id; at !== undefined; at = parents.get(at)) found.push(places.get(at))
  return found
}

function show (title, counts, most) {
  const rows = [...counts].sort(([, a], [, b]) => b - a).slice(0, most)
  console.log(`\n${title}, in percent of ${samples.length} samples`)
  for (const [place, count] of rows) console.log(`${(count / samples.length * 100).toFixed(1).padStart(6)}  ${place}`)
}
