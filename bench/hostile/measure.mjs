import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { shapes } from './shapes.mjs'

const script = fileURLToPath(new URL('server.mjs', import.meta.url))
const counts = { large: { cold: 1, warm: 8 }, small: { cold: 1, warm: 300 } }

/** What a request of each shape takes of a server with 256 MB of heap: with the plugin, as ratios to plain Fastify. */
export async function measureHostile (size) {
  const rows = []
  for (const name of Object.keys(shapes)) {
    const [without, withPlugin] = [await measure(name, 'without', size), await measure(name, 'with', size)]
    rows.push({
      variant: name,
      ratio: withPlugin.warm / without.warm,
      'ms without': round(without.warm),
      'ms with': round(withPlugin.warm),
      'ms of the first, without': round(without.cold),
      'ms of the first, with': round(withPlugin.cold),
      memory: round(withPlugin.megabytes / without.megabytes)
    })
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
    const { cold, warm } = counts[size]
    const first = await run(cold)
    await run(warm)
    const then = await run(warm)
    return { cold: first.milliseconds, warm: then.milliseconds, megabytes: then.megabytes }
  } finally {
    child.kill()
  }
}

const round = value => Math.round(value * 100) / 100
