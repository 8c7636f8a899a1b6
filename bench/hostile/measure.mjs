import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { shapes } from './shapes.mjs'

const script = fileURLToPath(new URL('server.mjs', import.meta.url))
const sizes = { large: '1 MiB', small: 'just below the limit' }

/** Requests in each of the rounds after the first request. */
const counts = { large: 6, small: 200 }
const rounds = 3

/** Requests before the rounds: until then V8 compiles what is called often, in the process that is measured. */
const warmUps = { large: 6, small: 2000 }

const plain = 'without the plugin'
const namesOf = size => Object.keys(shapes).map(shape => ({ shape, size, cpu: `${shape}, ${sizes[size]}: CPU`, memory: `${shape}, ${sizes[size]}: memory` }))
const cases = Object.keys(sizes).flatMap(namesOf)

export const hostileVariants = [plain, ...cases.flatMap(({ cpu, memory }) => [cpu, memory])]

/** CPU and peak memory with the plugin, for each shape and size: at most this many times the values of plain Fastify. */
export const hostileTargets = cases.flatMap(({ cpu, memory }) => [
  { group: 'hostile', of: cpu, against: plain, most: 1.5 },
  { group: 'hostile', of: memory, against: plain, most: 1.3 }
])

/**
 * CPU (ms for each request) and peak memory (MB) of a server with 256 MB of heap, as ratios to plain Fastify.
 *
 * The ratio is of warm requests: the lowest of three rounds, since other processes disturb. Cold is the first request, which
 * compiles the second pass.
 */
export async function measureHostile () {
  const rows = [{ variant: plain, ratio: 1 }]
  for (const { shape, size, cpu, memory } of cases) {
    const [without, withPlugin] = [await measure(shape, 'without', size), await measure(shape, 'with', size)]
    const rowOf = (variant, name) => ({ variant, ratio: withPlugin[name] / without[name], without: round(without[name]), with: round(withPlugin[name]) })
    rows.push({ ...rowOf(cpu, 'warm'), 'cold, without': round(without.cold), 'cold, with': round(withPlugin.cold) }, rowOf(memory, 'megabytes'))
  }
  return rows
}

async function measure (name, plugin, size) {
  const child = fork(script, [name, plugin, size], { execArgv: ['--max-old-space-size=256'] })
  const ended = once(child, 'exit').then(([code]) => { throw new Error(`${name}, ${size}, ${plugin} the plugin: the server ended with ${code}`) })
  ended.catch(() => {})
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), ended])
  try {
    const { url, payload } = await answer()
    const run = async count => {
      child.send('begin')
      await answer()
      for (let i = 0; i < count; i++) {
        const response = await fetch(url, { method: 'POST', body: payload, headers: { 'content-type': 'application/json' } })
        await response.text()
        if (response.status !== 400) throw new Error(`${name}, ${size}, ${plugin} the plugin: ${response.status}`)
      }
      child.send('end')
      const { milliseconds, megabytes } = await answer()
      return { milliseconds: milliseconds / count, megabytes }
    }
    const { milliseconds: cold } = await run(1)
    await run(warmUps[size])
    const warm = []
    for (let i = 0; i < rounds; i++) warm.push(await run(counts[size]))
    return { cold, warm: Math.min(...warm.map(({ milliseconds }) => milliseconds)), megabytes: warm.at(-1).megabytes }
  } finally {
    child.kill()
  }
}

const round = value => Math.round(value * 100) / 100
